"""A month's real sales under another programme: the same pure quote code, from the stored bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.platform import Platform, read_programme_file
from monitor.programmes.month_sales import what_if_in_month
from monitor.programmes.what_if import PoolEffect, PoolSum, WhatIf, what_if
from pos.domain.cards.card import BenefitState
from pos.domain.programme.programme import CapBasis, Pool, Programme
from pos.domain.selling.quote import QuoteItem, quote, total
from pos.domain.selling.sale import SaleFacts
from tests.monitor.conftest import EnrolledTill, card_no
from tests.monitor.simulated_till import SimulatedTill
from tests.records import replace as replace_record
from tests.strategies import programmes

NOW = read_programme_file()
HYGIENE = Pool("hygiene", "洗化用品", ("洗化",), 90, 5_000)
THEN = replace(NOW, version="2026-12", effective_from="2026-12-01", pools=(*NOW.pools, HYGIENE))


def asked(platform: Platform, then: Programme, month: str = "2026-11", **limits: int) -> WhatIf:
    return platform.store.read(
        lambda connection: what_if_in_month(connection, month, now=NOW, then=then, **limits)
    )


def test_a_fourth_pool_costs_what_last_months_sales_say(platform: Platform, till: SimulatedTill) -> None:
    till.sell(("蔬菜", 5_000), ("洗化", 4_000), card_no=card_no(1))
    till.sell(("洗化", 3_000), card_no=card_no(1))  # Only 10.00 are left of its 50.00.
    till.sell(("洗化", 2_000), card_no=card_no(2))
    till.sell(("洗化", 9_000))  # The public pays the market price.
    till.upload()

    found = asked(platform, THEN)

    assert (found.sales, found.cards, found.not_served, found.is_whole) == (3, 2, 0, True)
    by_pool = {each.pool_id: each for each in found.pools}
    assert list(by_pool) == ["vegetable", "staple", "hygiene", "subsidy"]
    assert by_pool["vegetable"].now == by_pool["vegetable"].then == PoolSum(2_000, 1)
    assert by_pool["hygiene"] == PoolEffect("hygiene", "洗化用品", None, PoolSum(400 + 100 + 200, 2))
    # What the discount leaves less to pay, the subsidy has to pay less.
    assert by_pool["subsidy"].now == PoolSum(6_000 + 2_000, 2)
    assert by_pool["subsidy"].then == PoolSum(6_000 + 1_800, 2)
    assert found.cost_then - found.cost_now == 700 - 200 == sum(each.difference for each in found.pools)


def test_the_version_in_force_decided_again_is_what_the_tills_gave(
    platform: Platform, till: SimulatedTill
) -> None:
    sold = [till.sell(("蔬菜", 9_000), ("米", 7_777), card_no=card_no(number)) for number in (1, 2, 1)]
    till.upload()

    found = asked(platform, NOW)

    assert found.cost_now == sum(sale.totals.discount + sale.totals.subsidy for sale in sold)
    assert all(each.difference == 0 for each in found.pools)


def test_cards_that_could_not_be_served_are_counted_and_left_out(
    platform: Platform, enrolled: EnrolledTill
) -> None:
    other = enrolled("S01-2")  # It holds no leases.
    other.sell(("蔬菜", 5_000), card_no=card_no(1))
    other.upload()

    found = asked(platform, THEN)

    assert (found.sales, found.not_served, found.cost_now, found.cost_then) == (1, 1, 0, 0)


def test_a_month_without_sales_and_one_that_is_too_long_say_so(
    platform: Platform, till: SimulatedTill
) -> None:
    for number in (1, 2, 3):
        till.sell(("蔬菜", 1_000), card_no=card_no(number))
    till.upload()

    assert asked(platform, THEN, "2026-10").sales == 0
    part = asked(platform, THEN, sales_max=2)
    assert (part.sales, part.cards, part.is_whole) == (2, 2, False)
    assert asked(platform, THEN, sales_max=3).is_whole


def test_a_pool_that_is_taken_away_is_shown_with_what_it_gave(
    platform: Platform, till: SimulatedTill
) -> None:
    till.sell(("蔬菜", 1_000), card_no=card_no(1))
    till.upload()

    without = replace(THEN, pools=THEN.pools[1:])
    gone = next(each for each in asked(platform, without).pools if each.pool_id == "vegetable")
    assert (gone.now, gone.then, gone.difference) == (PoolSum(400, 1), None, -400)


baskets = st.lists(
    st.lists(st.builds(QuoteItem, st.sampled_from(["蔬菜", "米", "洗化"]), st.integers(0, 60)), max_size=4),
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(now=programmes(), then=programmes(), of_cards=st.lists(baskets, max_size=3))
def test_no_card_costs_more_than_its_month_under_either_version(
    now: Programme, then: Programme, of_cards: list[list[list[QuoteItem]]]
) -> None:
    found = what_if(_sales(of_cards), now=now, then=then, sales_max=100)

    for programme, part in ((now, "now"), (then, "then")):
        whole = programme.entitlement()
        for each in found.pools:
            came_to: PoolSum | None = getattr(each, part)
            if came_to is not None and (programme.cap_basis is CapBasis.MARKET or each.pool_id == "subsidy"):
                assert came_to.cost <= whole[each.pool_id] * found.cards
    assert found.cost_then - found.cost_now == sum(each.difference for each in found.pools)


def _sales(of_cards: list[list[list[QuoteItem]]]) -> Iterator[SaleFacts]:
    """Sales with nothing in them but what a what-if reads."""
    for number, sold in enumerate(of_cards, 1):
        for items in sold:
            yield _sale(card_no(number), items)


def _sale(card: str, items: list[QuoteItem]) -> SaleFacts:
    till = SimulatedTill(client=None, till_id="S01-1", now_ms=0, programme=NOW)  # type: ignore[arg-type]
    plain = till.sale(*((item.category, item.market) for item in items), card_no=card)
    assert plain.card is not None
    public = quote(items, NOW, left=None)
    ready = replace_record(plain.card, state=BenefitState.READY)
    return replace_record(plain, card=ready, totals=total(public.lines))
