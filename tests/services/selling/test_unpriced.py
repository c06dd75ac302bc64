"""Goods on file without a price are never sold for nothing unasked, whichever way they come."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pos.bootstrap import open_catalogue
from pos.domain.goods.goods import Goods, SoldBy
from pos.domain.people.permission import Act
from pos.domain.selling.basket import Origin
from pos.errors.people import ApprovalNeeded
from pos.errors.typed import AmountOutOfRange, PriceNeeded, WeightNeeded
from pos.services.till import Till
from tests.services.selling.test_checkout_overrides import overrides
from tests.shop import MANAGER, MANAGER_PIN, Shop, label

BAG = Goods("10001", "购物袋", "", "个", "日用", 0, SoldBy.PIECE)
KALE = Goods("00400", "羽衣甘蓝", "", "kg", "蔬菜", 0, SoldBy.WEIGHT, "00400")


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    catalogue = open_catalogue(shop.settings)
    catalogue.replace_goods([*shop.goods, BAG, KALE])
    catalogue.close()
    return shop


@pytest.fixture
def till(stocked: Shop) -> Iterator[Till]:
    opened = stocked.start_selling()
    yield opened
    opened.close()


def test_no_way_sells_them_for_nothing(till: Till) -> None:
    checkout = till.checkout
    with pytest.raises(PriceNeeded):
        checkout.scan(BAG.code)
    with pytest.raises(PriceNeeded):
        checkout.add_goods(BAG.code, origin=Origin.QUICK_KEY)
    with pytest.raises(WeightNeeded):
        checkout.scan(KALE.code)
    with pytest.raises(PriceNeeded) as asked:
        checkout.add_goods(KALE.code, quantity=750, origin=Origin.KEYED)
    assert asked.value.facts["quantity"] == 750
    with pytest.raises(PriceNeeded) as asked:
        checkout.scan(label("22", "00400", 750))  # A label with a weight.
    assert asked.value.facts["quantity"] == 750
    with pytest.raises(PriceNeeded):
        till.prices.check(BAG.code)
    assert checkout.state.basket.lines == ()


def test_an_amount_on_a_label_is_a_price(till: Till) -> None:
    line = till.checkout.scan(label("20", "00400", 560)).state.basket.lines[0]
    assert (line.market, line.quantity) == (560, 1000)


def test_the_price_is_asked_and_stands_in_the_journal(till: Till) -> None:
    till.checkout.set_next_quantity("3")
    result = till.checkout.add_unpriced(BAG.code, "0.50", origin=Origin.SCAN)
    (line,) = result.state.basket.lines
    assert (line.code, line.unit_price, line.market, line.list_price) == (BAG.code, 50, 150, None)
    assert [(each.code, each.after, each.reason) for each in overrides(till)] == [
        (BAG.code, 150, "商品没有价格")
    ]
    for nonsense in ("0", "0.00"):
        with pytest.raises(AmountOutOfRange):
            till.checkout.add_unpriced(BAG.code, nonsense, origin=Origin.SCAN)


def test_goods_that_a_card_pays_for_need_an_approval(till: Till) -> None:
    with pytest.raises(ApprovalNeeded) as asked:
        till.checkout.add_unpriced(KALE.code, "8", quantity=750, origin=Origin.KEYED)
    assert asked.value.facts["about"] == "羽衣甘蓝 6.00"
    till.permissions.approve(Act.SELL_UNLISTED_POOLED, MANAGER, MANAGER_PIN)
    till.checkout.add_unpriced(KALE.code, "8", quantity=750, origin=Origin.KEYED)
    assert till.checkout.state.basket.lines[0].market == 600


def test_a_price_that_came_meanwhile_is_the_one_that_counts(stocked: Shop, till: Till) -> None:
    till.prices.catalogue.replace_goods([Goods("10001", "购物袋", "", "个", "日用", 30, SoldBy.PIECE)])
    assert till.checkout.add_unpriced(BAG.code, "0.50", origin=Origin.SCAN).state.basket.lines[0].market == 30


def test_a_sale_that_is_recalled_keeps_the_price_that_was_said(till: Till) -> None:
    till.checkout.add_unpriced(BAG.code, "0.50", origin=Origin.SCAN)
    number = till.checkout.hold().held
    assert till.checkout.recall(number).basket.lines[0].market == 50


def test_no_shelf_label_says_nothing_for_a_price(till: Till) -> None:
    codes = {each.goods.code for each in till.prices.labels()}
    assert not codes & {BAG.code, KALE.code}
    assert till.prices.without_price() == 2
