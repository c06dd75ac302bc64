"""Whose a bill's rows are, what arrives of them, and what to do about a refund."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.paying.tender import TenderKind
from pos.domain.settlement.matching import settle_channel
from pos.domain.settlement.three_way import (
    Arrival,
    ChannelBill,
    ChannelMovement,
    Direction,
    Doubt,
    Ground,
    Matching,
    OddRow,
    SettlementSheet,
    TillMovement,
    Verdict,
    arrival_of,
)
from pos.errors.settlement import BillOfSeveralMerchants
from pos.services.reports.settlement_report import next_step
from tests.domain.settlement.test_settlement import DAY, TILL, TODAY, billed, paid, settled


def test_of_a_bill_of_several_shops_the_rows_of_ours_count_alone() -> None:
    ours = replace(billed("P1"), merchant="M", shop="S-A")
    by_eye = replace(billed("", 300, number="4200002"), merchant="M", shop="S-A")
    theirs = replace(billed("Q1", 990, number="4200003"), merchant="M", shop="S-B")
    found = settled([paid("P1"), paid("", 300, by_person=True)], [ours, by_eye, theirs])

    assert (found.of_other_tills, found.open) == ((theirs,), ())
    assert found.theirs is not None and found.theirs.net == 1_550


def test_a_bill_of_several_shops_that_names_nothing_of_ours_is_a_question() -> None:
    rows = [replace(billed(f"Q{shop}", number=shop), merchant="M", shop=shop) for shop in ("S-A", "S-B")]
    with pytest.raises(BillOfSeveralMerchants) as asked:
        settled([paid("P1")], rows)
    assert asked.value.facts["found"] == "S-A、S-B"


def test_what_arrives_is_what_was_paid_less_the_shops_coupons_and_the_fees() -> None:
    coupon = replace(billed("P1", 890), settled=590, fee=3_540)  # 8.90 paid with 3.00 of ours; 0.6 % of 5.90.
    plain = replace(billed("P2", 1_000, number="2"), settled=1_000, fee=6_000)
    back = replace(plain, direction=Direction.REFUND, refund_no="R", amount=500, settled=500, fee=3_000)
    tomorrow = replace(plain, date="2026-11-24", order_no="P3", channel_no="3")
    found = arrival_of([coupon, plain, back, tomorrow], DAY)

    assert found == Arrival(discount=300, fee=7, arriving=1_083)  # 3.54 + 6.00 - 3.00 fen are 6.54: 7.
    assert arrival_of([], DAY) == Arrival(0, 0, 0)


def test_what_a_bill_does_not_say_is_not_zero() -> None:
    known = replace(billed("P1"), settled=1_250, fee=0)
    assert arrival_of([known, replace(known, settled=None)], DAY) == Arrival(None, 0, None)
    assert arrival_of([known, replace(known, fee=None)], DAY) == Arrival(0, None, None)


@given(rows=st.lists(st.tuples(st.integers(1, 400), st.integers(0, 400), st.integers(0, 3_000)), max_size=6))
def test_a_day_that_was_all_given_back_brings_nothing(rows: list[tuple[int, int, int]]) -> None:
    paid_rows = [
        replace(billed(f"P{at}", amount + coupon, number=f"{at}"), settled=amount, fee=fee)
        for at, (amount, coupon, fee) in enumerate(rows)
    ]
    back = [replace(row, direction=Direction.REFUND) for row in paid_rows]
    assert arrival_of([*paid_rows, *back], DAY) == Arrival(0, 0, 0)
    found = arrival_of(paid_rows, DAY)
    assert found.discount is not None and found.fee is not None and found.arriving is not None
    assert found.arriving + found.fee + found.discount == sum(row.amount for row in paid_rows)


@pytest.mark.parametrize("verdict", [Verdict.MISSING, Verdict.EXTRA, Verdict.AMOUNT, Verdict.OTHER_DAY])
def test_the_hint_of_a_refund_speaks_of_refunds(verdict: Verdict) -> None:
    ours = replace(paid("P1"), direction=Direction.REFUND)
    row = replace(billed("P1"), direction=Direction.REFUND)
    sides: dict[Verdict, tuple[tuple[TillMovement, ...], tuple[ChannelMovement, ...]]] = {
        Verdict.MISSING: ((ours,), ()),
        Verdict.EXTRA: ((), (row,)),
    }
    mine, other = sides.get(verdict, ((ours,), (row,)))
    hint = next_step(Matching(verdict, Ground.NONE, mine, other, age_days=0))
    forward = Matching(
        verdict,
        Ground.NONE,
        tuple(replace(each, direction=Direction.PAYMENT) for each in mine),
        tuple(replace(each, direction=Direction.PAYMENT) for each in other),
        age_days=0,
    )

    assert "退款" in hint or "退了钱" in hint
    assert hint != next_step(forward)


def test_a_row_set_aside_keeps_the_day_from_being_clean() -> None:
    odd = OddRow("bill.csv", 7, Doubt.UNREADABLE, "订单金额", "三元")
    found = settle_channel(
        TenderKind.WECHAT,
        [paid("P1")],
        ChannelBill((billed("P1"),), (odd,)),
        date=DAY,
        today=TODAY,
        till_id=TILL,
    )
    assert (found.open, found.questions) == ((), 1)
    assert not SettlementSheet(DAY, TILL, TODAY, (found,), None).clean
