from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.calendar import business_date
from pos.domain.paying.tender import TenderKind
from pos.domain.settlement.matching import WINDOW_MS, match, settle_channel
from pos.domain.settlement.three_way import (
    BenefitDay,
    BenefitSettlement,
    ChannelBill,
    ChannelMovement,
    ChannelSettlement,
    Direction,
    Ground,
    Matching,
    SettlementSheet,
    Standing,
    TillMovement,
    Verdict,
    settle_benefit,
)

TODAY, DAY = "2026-11-26", "2026-11-23"
NOON_MS = 1_795_406_400_000  # 2026-11-23 12:00 in Shanghai
MINUTE = 60_000
TILL = "S01-1"


def paid(order: str, amount: int = 1_250, *, minutes: int = 0, by_person: bool = False) -> TillMovement:
    """The till took money by WeChat."""
    at_ms = NOON_MS + minutes * MINUTE
    return TillMovement(
        order, TenderKind.WECHAT, Direction.PAYMENT, amount, at_ms, business_date(at_ms), order_no=order,
        by_person=by_person,
    )  # fmt: skip


def billed(order: str, amount: int = 1_250, *, minutes: int = 0, number: str = "4200001") -> ChannelMovement:
    """WeChat's bill has a payment."""
    at_ms = NOON_MS + minutes * MINUTE
    return ChannelMovement(
        TenderKind.WECHAT, Direction.PAYMENT, amount, at_ms, business_date(at_ms), number, order_no=order
    )


def settled(
    ours: list[TillMovement], theirs: list[ChannelMovement], *, date: str = DAY, today: str = TODAY
) -> ChannelSettlement:
    return settle_channel(
        TenderKind.WECHAT, ours, ChannelBill(tuple(theirs)), date=date, today=today, till_id=TILL
    )


def only(found: ChannelSettlement) -> Matching:
    assert len(found.matchings) == 1
    return found.matchings[0]


# ── One story each ─────────────────────────────────────────────────────────────────────────


def test_a_payment_with_its_number_and_amount_on_the_bill_is_fine() -> None:
    found = settled([paid("P1")], [billed("P1", minutes=1)])

    assert (only(found).verdict, only(found).ground, only(found).age_days) == (
        Verdict.MATCHED,
        Ground.ORDER_NUMBER,
        0,
    )
    assert found.gap == 0
    assert found.open == ()


def test_money_the_till_has_and_the_bill_has_not_is_missing_and_ages() -> None:
    found = settled([paid("P1")], [])

    assert (only(found).verdict, only(found).age_days) == (Verdict.MISSING, 3)
    assert found.gap == -1_250


def test_money_only_the_bill_has_is_extra() -> None:
    found = settled([], [billed("P9")])

    assert (only(found).verdict, only(found).age_days) == (Verdict.EXTRA, 3)
    assert found.gap == 1_250


def test_a_customer_charged_twice_under_one_number_shows_as_one_extra() -> None:
    found = settled([paid("P1")], [billed("P1"), billed("P1", minutes=1, number="4200002")])

    assert [row.verdict for row in found.matchings] == [Verdict.MATCHED, Verdict.EXTRA]


def test_another_amount_under_the_same_number_is_told_with_both_amounts() -> None:
    found = settled([paid("P1", 1_250)], [billed("P1", 1_205)])

    assert only(found).verdict is Verdict.AMOUNT
    assert only(found).gap(DAY) == found.gap == -45


def test_a_payment_at_midnight_is_found_on_the_next_days_bill() -> None:
    late = paid("P1", minutes=11 * 60 + 59)
    found = settled([late], [billed("P1", minutes=12 * 60 + 1)])

    assert (only(found).verdict, only(found).age_days) == (Verdict.OTHER_DAY, 3)
    assert (found.ours.net, found.theirs and found.theirs.net) == (1_250, 0)


def test_rows_of_the_days_around_are_looked_at_but_not_judged() -> None:
    yesterday, tomorrow = paid("P0", minutes=-24 * 60), billed("P2", minutes=24 * 60)
    found = settled([yesterday, paid("P1")], [billed("P1"), tomorrow])

    assert [row.verdict for row in found.matchings] == [
        Verdict.NEIGHBOUR,
        Verdict.MATCHED,
        Verdict.NEIGHBOUR,
    ]
    assert found.open == ()


@pytest.mark.parametrize("bill", [[], [billed("P1")]], ids=["not on the bill", "on the bill"])
def test_an_unknown_payment_stays_a_difference_whatever_the_bill_says(bill: list[ChannelMovement]) -> None:
    found = settled([replace(paid("P1"), standing=Standing.UNKNOWN)], bill)

    assert only(found).verdict is Verdict.UNKNOWN
    assert only(found).theirs == tuple(bill)
    assert (found.ours.net, found.ours.unknown_count, found.ours.unknown) == (0, 1, 1_250)


def test_a_reversed_payment_is_fine_when_the_bill_has_both_ways_or_nothing() -> None:
    ours = [replace(paid("P1"), standing=Standing.REVERSED)]
    there = billed("P1")
    back = replace(there, direction=Direction.REFUND, at_ms=there.at_ms + MINUTE)

    assert only(settled(ours, [])).verdict is Verdict.MATCHED
    assert only(settled(ours, [there, back])).verdict is Verdict.MATCHED


def test_a_reversed_payment_the_channel_still_holds_is_the_customers_money() -> None:
    found = settled([replace(paid("P1"), standing=Standing.REVERSED)], [billed("P1")])

    assert only(found).verdict is Verdict.EXTRA
    assert found.gap == 1_250


def test_a_reversal_after_midnight_stands_under_two_dates() -> None:
    there = billed("P1", minutes=11 * 60 + 59)
    back_ms = there.at_ms + 2 * MINUTE
    back = replace(there, direction=Direction.REFUND, at_ms=back_ms, date=business_date(back_ms))
    found = settled([replace(paid("P1"), standing=Standing.REVERSED)], [there, back])

    assert only(found).verdict is Verdict.OTHER_DAY
    assert found.gap == only(found).gap(DAY) == 1_250


def test_two_part_refunds_of_one_order_find_their_own_rows() -> None:
    def refund(amount: int, name: str) -> TillMovement:
        return replace(paid("P1", amount), movement_id=name, direction=Direction.REFUND)

    def refunded(amount: int, minutes: int) -> ChannelMovement:
        return replace(billed("P1", amount, minutes=minutes), direction=Direction.REFUND)

    found = settled(
        [paid("P1"), refund(300, "R1"), refund(200, "R2")],
        [billed("P1"), refunded(200, 5), refunded(300, 6)],
    )

    assert {row.verdict for row in found.matchings} == {Verdict.MATCHED}
    assert [[row.ours[0].amount, row.theirs[0].amount] for row in found.matchings] == [
        [1_250, 1_250],
        [300, 300],
        [200, 200],
    ]
    assert found.ours.net == 750


def test_a_refund_number_decides_before_the_orders_number() -> None:
    ours = replace(paid("P1", 300), direction=Direction.REFUND, refund_no="R1")
    theirs = replace(billed("P1", 250), direction=Direction.REFUND, refund_no="R1")

    assert (only(settled([ours], [theirs])).verdict, only(settled([ours], [theirs])).ground) == (
        Verdict.AMOUNT,
        Ground.REFUND_NUMBER,
    )


def test_the_channels_own_number_from_its_answer_is_as_good_as_the_orders() -> None:
    ours = replace(paid("P1"), channel_no="4200001")

    assert only(settled([ours], [billed("")])).ground is Ground.CHANNEL_NUMBER


# ── What a person confirmed has no number the channel knows ────────────────────────────────


def test_a_payment_confirmed_by_a_person_is_found_by_amount_and_time_and_says_so() -> None:
    found = settled([paid("P1", by_person=True)], [billed("X77", minutes=-3)])

    assert (only(found).verdict, only(found).ground) == (Verdict.MATCHED, Ground.AMOUNT_AND_TIME)
    assert not only(found).ground.certain


def test_the_tail_on_the_customers_phone_is_better_than_time_alone() -> None:
    ours = replace(paid("P1", by_person=True), reference_tail="0002")
    near, right = (
        billed("X1", minutes=1, number="42000010001"),
        billed("X2", minutes=4, number="42000010002"),
    )
    found = settled([ours], [near, right])

    assert found.matchings[0].theirs == (right,)
    assert found.matchings[0].ground is Ground.TAIL
    assert found.matchings[1].verdict is Verdict.EXTRA


def test_several_of_one_amount_are_paired_in_order_and_marked_as_such() -> None:
    ours = [paid("P1", by_person=True), paid("P2", minutes=4, by_person=True)]
    theirs = [billed("X1", minutes=1), billed("X2", minutes=5)]
    found = settled(ours, theirs)

    assert [(row.ours[0], row.theirs[0]) for row in found.matchings] == list(zip(ours, theirs, strict=True))
    assert {row.ground for row in found.matchings} == {Ground.AMOUNT_IN_ORDER}


def test_an_amount_hours_away_is_no_match() -> None:
    found = settled([paid("P1", by_person=True)], [billed("X1", minutes=180)])

    assert [row.verdict for row in found.matchings] == [Verdict.MISSING, Verdict.EXTRA]


def test_a_payment_the_channel_was_asked_for_is_never_guessed() -> None:
    found = settled([paid("P1")], [billed("X1")])

    assert [row.verdict for row in found.matchings] == [Verdict.MISSING, Verdict.EXTRA]


# ── Tills that share a merchant, and no bill at all ────────────────────────────────────────


def test_rows_of_the_stores_other_till_are_put_aside_and_counted() -> None:
    other = replace(billed("P5"), terminal="S01-2")
    ours_under_its_name = replace(billed("P1"), terminal="S01-2")
    found = settled([paid("P1")], [ours_under_its_name, other, replace(billed("P6"), terminal=TILL)])

    assert found.of_other_tills == (other,)
    assert [row.verdict for row in found.matchings] == [Verdict.MATCHED, Verdict.EXTRA]


def test_without_a_bill_nothing_is_called_missing() -> None:
    found = settle_channel(TenderKind.WECHAT, [paid("P1")], None, date=DAY, today=TODAY, till_id=TILL)

    assert (found.theirs, found.gap, found.matchings) == (None, None, ())
    assert (found.ours.count, found.ours.net) == (1, 1_250)


# ── Every row in exactly one result, and sums that add up ──────────────────────────────────

orders = st.sampled_from(["", "P1", "P2", "P3"])
near_midnight = st.integers(-24 * 60 * 2, 24 * 60 * 2)
directions = st.sampled_from(Direction)


@st.composite
def till_rows(draw: st.DrawFn) -> list[TillMovement]:
    rows = []
    for index in range(draw(st.integers(0, 6))):
        row = paid(draw(orders), draw(st.integers(1, 3)), minutes=draw(near_midnight))
        changed = replace(
            row,
            movement_id=f"M{index}",
            direction=draw(directions),
            standing=draw(st.sampled_from(Standing)),
            by_person=draw(st.booleans()),
            refund_no=draw(st.sampled_from(["", "R1", "R2"])),
            channel_no=draw(st.sampled_from(["", "420000", "420001"])),
            reference_tail=draw(st.sampled_from(["", "0001"])),
        )
        rows.append(changed)
    return rows


@st.composite
def bill_rows(draw: st.DrawFn) -> list[ChannelMovement]:
    rows = []
    for index in range(draw(st.integers(0, 6))):
        row = billed(
            draw(orders), draw(st.integers(1, 3)), minutes=draw(near_midnight), number=f"42{index:04d}"
        )
        changed = replace(
            row,
            direction=draw(directions),
            refund_no=draw(st.sampled_from(["", "R1", "R2"])),
            terminal=draw(st.sampled_from(["", TILL, "S01-2"])),
        )
        rows.append(changed)
    return rows


@given(ours=till_rows(), theirs=bill_rows())
def test_every_row_of_either_side_stands_in_exactly_one_result(
    ours: list[TillMovement], theirs: list[ChannelMovement]
) -> None:
    found = settled(ours, theirs)
    told_ours = [row for result in found.matchings for row in result.ours]
    told_theirs = [row for result in found.matchings for row in result.theirs] + list(found.of_other_tills)

    assert sorted(row.movement_id for row in told_ours) == sorted(row.movement_id for row in ours)
    assert sorted(row.channel_no for row in told_theirs) == sorted(row.channel_no for row in theirs)


@given(ours=till_rows(), theirs=bill_rows())
def test_the_results_explain_the_gap_between_the_sides_to_the_fen(
    ours: list[TillMovement], theirs: list[ChannelMovement]
) -> None:
    found = settled(ours, theirs)

    assert found.gap == sum(result.gap(DAY) for result in found.matchings)
    assert found.gap == sum(result.gap(DAY) for result in found.open), "what is fine adds nothing"


@given(ours=till_rows(), theirs=bill_rows())
def test_a_result_is_only_called_fine_when_it_is(
    ours: list[TillMovement], theirs: list[ChannelMovement]
) -> None:
    for result in match(ours, theirs, date=DAY, today=TODAY):
        dates = {row.date for row in result.ours} | {row.date for row in result.theirs}
        if result.verdict is Verdict.NEIGHBOUR:
            assert DAY not in dates
        elif result.verdict is Verdict.MATCHED:
            assert sum(row.money for row in result.ours) == sum(row.money for row in result.theirs)
            assert all(row.standing is not Standing.UNKNOWN for row in result.ours)
        else:
            assert result.is_open and DAY in dates and result.age_days >= 2


@given(ours=till_rows(), theirs=bill_rows())
def test_only_what_a_person_confirmed_is_paired_without_a_number(
    ours: list[TillMovement], theirs: list[ChannelMovement]
) -> None:
    for result in match(ours, theirs, date=DAY, today=TODAY):
        if result.ours and result.theirs and not result.ground.certain:
            (our,), (row,) = result.ours, result.theirs
            assert our.by_person and our.amount == row.amount and our.direction is row.direction
            assert abs(our.at_ms - row.at_ms) <= WINDOW_MS


# ── The federation's side ──────────────────────────────────────────────────────────────────

GIVEN = BenefitDay(DAY, TILL, discount=231_872, subsidy=320_400)


@pytest.mark.parametrize(
    ("ours", "account", "verdict"),
    [
        (GIVEN, [GIVEN], Verdict.MATCHED),
        (GIVEN, [], Verdict.MISSING),
        (GIVEN, [replace(GIVEN, till_id="S01-2")], Verdict.MISSING),
        (GIVEN, [replace(GIVEN, subsidy=320_399)], Verdict.AMOUNT),
        (replace(GIVEN, discount=0, subsidy=0), [], Verdict.MATCHED),
        (replace(GIVEN, discount=0, subsidy=0), [GIVEN], Verdict.EXTRA),
    ],
)
def test_benefits_are_compared_with_the_federations_account(
    ours: BenefitDay, account: list[BenefitDay], verdict: Verdict
) -> None:
    found = settle_benefit(ours, account, today=TODAY)

    assert (found.verdict, found.age_days) == (verdict, 0 if verdict is Verdict.MATCHED else 3)


def test_a_sheet_is_clean_when_nothing_is_open_on_any_side() -> None:
    good, bad = settled([paid("P1")], [billed("P1")]), settled([paid("P1")], [])
    benefit = settle_benefit(GIVEN, [GIVEN], today=TODAY)

    def sheet(channel: ChannelSettlement, benefit: BenefitSettlement | None) -> SettlementSheet:
        return SettlementSheet(DAY, TILL, TODAY, (channel,), benefit)

    assert sheet(good, benefit).clean and sheet(good, None).clean
    assert not sheet(bad, benefit).clean
    assert not sheet(good, settle_benefit(GIVEN, [], today=TODAY)).clean
