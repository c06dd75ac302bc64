"""Both prices of a shelf label: the card's is the programme's percentage, rounded half up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.goods.goods import Goods, SoldBy
from pos.domain.goods.price_label import price_label
from pos.domain.selling.quote import QuoteItem, quote
from pos.services.installation.shipped import load_default_programme

PROGRAMME = load_default_programme()
OIL = Goods("6901234567892", "压榨菜籽油", "5L", "桶", "油", 6_990, SoldBy.PIECE)


@pytest.mark.parametrize(
    ("category", "price", "card_price"),
    [
        ("油", 6_990, 5_592),
        ("蔬菜", 498, 299),
        ("米", 1, 1),
        ("蔬菜", 1, 1),
        ("蔬菜", 0, 0),
        ("调味", 990, None),
    ],
)
def test_the_card_price_is_the_pools_percentage(category: str, price: int, card_price: int | None) -> None:
    label = price_label(replace(OIL, category=category, price=price), PROGRAMME)

    assert (label.goods.price, label.card_price) == (price, card_price)


def test_a_label_says_what_the_subsidy_may_pay() -> None:
    assert price_label(replace(OIL, category="调味"), PROGRAMME).subsidy_pays
    spirit = price_label(replace(OIL, category="酒"), PROGRAMME)
    assert (spirit.card_price, spirit.pool_name, spirit.subsidy_pays) == (None, None, False)


@given(price=st.integers(0, 9_999), category=st.sampled_from(["油", "蔬菜", "肉", "调味"]))
def test_the_label_never_says_another_price_than_the_till(price: int, category: str) -> None:
    label = price_label(replace(OIL, category=category, price=price), PROGRAMME)
    paid = quote(
        (QuoteItem(category, price),), PROGRAMME, left=PROGRAMME.entitlement(), subsidy_limit=0
    ).totals.payable

    assert paid == (price if label.card_price is None else label.card_price)
