from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.journal.record import record_to_data
from pos.domain.programme.programme import CapBasis, Pool, Programme, Subsidy
from pos.domain.selling.quote import (
    NoBenefit,
    QuotedLine,
    QuoteItem,
    Totals,
    market_amount,
    quote,
    total,
    why_not,
)
from tests.records import replace
from tests.strategies import Priced, items, priced_baskets, programmes

PROGRAMME = Programme(
    version="2013-02",
    name="",
    effective_from="",
    cap_basis=CapBasis.MARKET,
    pools=(Pool("vegetable", "蔬菜", ("蔬菜",), 60, 10000), Pool("staple", "米油", ("米", "油"), 80, 20000)),
    subsidy=Subsidy(6000, ("烟",)),
)


@pytest.mark.parametrize(
    ("unit_price", "quantity", "amount", "market"),
    [
        (498, 912, None, 454),
        (5, 500, None, 3),
        (1, 499, None, 0),
        (6990, 1000, None, 6990),
        (6990, 3000, None, 20970),
        (0, 1000, None, 0),
        (498, 912, 456, 456),
        (498, 912, 0, 0),  # A label that says nothing is to be paid is believed as well.
    ],
)
def test_a_line_costs_price_times_quantity_unless_the_label_says_otherwise(
    unit_price: int, quantity: int, amount: int | None, market: int
) -> None:
    assert market_amount(unit_price, quantity, amount) == market


def test_the_public_pays_the_market_price_and_has_no_pools() -> None:
    priced = quote([QuoteItem("蔬菜", 454), QuoteItem("烟", 2500)], PROGRAMME, left=None, subsidy_limit=100)

    assert priced.lines == (
        QuotedLine(454, None, 0, 0, 0, 454, 0, 454),
        QuotedLine(2500, None, 0, 0, 0, 2500, 0, 2500),
    )
    assert priced.totals == Totals(market=2954, discount=0, net=2954, subsidy=0, payable=2954)
    assert (priced.before, priced.remaining, priced.programme_version) == (None, None, "2013-02")


def test_a_card_without_leases_pays_the_market_price_and_sees_empty_pools() -> None:
    priced = quote([QuoteItem("蔬菜", 454)], PROGRAMME, left={})

    assert priced.lines == (QuotedLine(454, "vegetable", 0, 0, 0, 454, 0, 454),)
    assert priced.before == priced.remaining == {"vegetable": 0, "staple": 0, "subsidy": 0}


def test_the_pools_are_told_before_and_after() -> None:
    left = {"vegetable": 100, "staple": 50, "subsidy": 20, "of an old programme": 7}
    priced = quote([QuoteItem("蔬菜", 30), QuoteItem("日用", 5)], PROGRAMME, left=left)

    assert priced.before == {"vegetable": 100, "staple": 50, "subsidy": 20}
    assert priced.remaining == {"vegetable": 70, "staple": 50, "subsidy": 0}
    assert left["vegetable"] == 100  # What was handed in stays as it was.


def test_an_empty_basket_costs_nothing_and_uses_nothing() -> None:
    priced = quote([], PROGRAMME, left={"subsidy": 6000})

    assert priced.lines == ()
    assert priced.totals == Totals(0, 0, 0, 0, 0)
    assert priced.remaining == {"vegetable": 0, "staple": 0, "subsidy": 6000}


@pytest.mark.parametrize(
    ("item", "left", "reason"),
    [
        (QuoteItem("日用", 100), {}, NoBenefit.CATEGORY),
        (QuoteItem("蔬菜", 100), {"vegetable": 0}, NoBenefit.CAP_USED_UP),
        (QuoteItem("蔬菜", 100), {"vegetable": 99}, NoBenefit.CAP_REACHED),
        (QuoteItem("蔬菜", 100), {"vegetable": 1}, NoBenefit.CAP_REACHED),
        (QuoteItem("蔬菜", 100), {"vegetable": 100}, None),
        (QuoteItem("蔬菜", 0), {"vegetable": 0}, None),
    ],
)
def test_a_line_says_why_the_card_does_not_pay_for_all_of_it(
    item: QuoteItem, left: dict[str, int], reason: NoBenefit | None
) -> None:
    assert why_not(quote([item], PROGRAMME, left=left).lines[0]) is reason


def test_pools_are_counted_by_what_is_paid_when_the_programme_says_so() -> None:
    on_paid = replace(PROGRAMME, cap_basis=CapBasis.PAID)
    lines = [QuoteItem("蔬菜", 200), QuoteItem("蔬菜", 100)]
    priced = quote(lines, on_paid, left={"vegetable": 150})

    assert [line.counted for line in priced.lines] == [120, 30]
    assert [line.covered for line in priced.lines] == [200, 50]
    assert priced.remaining == {"vegetable": 0, "staple": 0, "subsidy": 0}


def test_adding_up_nothing_is_nothing() -> None:
    assert total([]) == Totals(0, 0, 0, 0, 0)
    assert record_to_data(Totals(1, 2, 3, 4, 5)) == {
        "market": 1, "discount": 2, "net": 3, "subsidy": 4, "payable": 5,
    }  # fmt: skip


@given(programmes(), items, st.none() | st.integers(0, 80))
def test_the_programme_means_nothing_without_a_card(
    programme: Programme, lines: list[QuoteItem], limit: int | None
) -> None:
    priced = quote(lines, programme, left=None, subsidy_limit=limit)

    assert all(
        line.payable == line.market == item.market for line, item in zip(priced.lines, lines, strict=True)
    )
    assert priced.totals.payable == priced.totals.market == sum(item.market for item in lines)


@given(priced_baskets())
def test_the_same_basket_has_the_same_price_however_often_it_is_asked(basket: Priced) -> None:
    assert basket.quote == basket.quote
