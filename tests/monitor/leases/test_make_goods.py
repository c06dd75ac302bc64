"""A slip's way at the platform: claimed, waited for, its holders recalled, credited to the fen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from monitor.auditing.audit import audit
from monitor.leases.retiring import retire
from monitor.platform import Platform
from monitor.store import tables
from monitor.store.lease_tables import free_right, make_good, make_good_debit, make_good_wait
from pos.domain.cards.lease_moves import MakeGoodSlip, slip_number
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_to_data
from tests.monitor.conftest import EnrolledTill, FakeClock, card_no, rows
from tests.monitor.leases.slips import (
    alerts,
    bought_without,
    later,
    sent,
    slip_of,
    slips,
)
from tests.monitor.leases.test_taps import MONTH, WHOLE, left, recalls, release, tap
from tests.monitor.simulated_till import SimulatedTill


def test_a_slip_waits_for_the_keeper_then_for_its_rest_and_is_credited_to_the_fen(
    platform: Platform, clock: FakeClock, till: SimulatedTill, other: SimulatedTill
) -> None:
    till.sell(("蔬菜", 9_500), card_no=card_no(1))  # With the line down: 5.00 yuan of vegetables are left.
    later(clock, other)
    bought_without(other, ("蔬菜", 1_000))

    assert sent(other) == []
    assert slips(platform) == [("waiting", "unheard", 0)]
    (wait,) = rows(platform, make_good_wait)
    assert (wait["till_id"], wait["what"]) == ("S01-1", "unheard")

    later(clock, till)
    assert sent(till) == []
    assert slips(platform) == [("waiting", "recall", 0)]
    (asked,) = recalls(till)
    release(till, asked[0], asked[1])
    assert sent(till) == []
    # 500 fen of the cap are left: 200 fen off; then 800 of the subsidy's rest are nobody's wish here.
    ((state, why, amount),) = slips(platform)
    assert (state, why) == ("credited", None)
    debits = {row["pool_id"]: row["amount"] for row in rows(platform, make_good_debit)}
    assert debits["vegetable"] == 500
    assert amount == 200 + debits["subsidy"]
    assert rows(platform, make_good_wait) == []
    assert alerts(platform) == []
    assert audit(platform.store).first_bad is None


def test_what_a_credit_took_is_leased_to_nobody(
    platform: Platform, clock: FakeClock, credited: Callable[..., str], other: SimulatedTill
) -> None:
    credited(("蔬菜", 1_000))
    debits = {row["pool_id"]: row["amount"] for row in rows(platform, make_good_debit)}

    tap(other, 1)
    assert left(other, 1) == {pool: whole - debits.get(pool, 0) for pool, whole in WHOLE.items()}
    assert rows(platform, free_right) == []
    later(clock)
    platform.opener.open_due(clock.at_ms)
    lease = tables.lease
    granted = platform.store.read(
        lambda connection: connection.execute(
            select(lease.c.granted, lease.c.released).where(
                lease.c.card_no == card_no(1), lease.c.pool_id == "vegetable"
            )
        ).all()
    )
    assert sum(row.granted - row.released for row in granted) + debits["vegetable"] == WHOLE["vegetable"]
    assert audit(platform.store).first_bad is None


def test_two_slips_of_a_month_are_decided_in_order_of_time_each_against_what_the_one_before_left(
    platform: Platform, clock: FakeClock, till: SimulatedTill, other: SimulatedTill, third: SimulatedTill
) -> None:
    first = bought_without(other, ("蔬菜", 8_000))
    later(clock, third)
    bought_without(third, ("蔬菜", 8_000))
    assert sent(third) == []  # The later one comes first.
    assert sent(other) == []
    assert [(state, why) for state, why, _amount in slips(platform)] == [
        ("waiting", "unheard"),
        ("waiting", "before"),
    ]
    later(clock, till, other, third)
    sent(till)
    for number, card, _month in recalls(till):
        release(till, number, card)
    sent(till)

    taken = {row["credit_id"]: 0 for row in rows(platform, make_good_debit)}
    for row in rows(platform, make_good_debit):
        if row["pool_id"] == "vegetable":
            taken[row["credit_id"]] = row["amount"]
    by_time = sorted(rows(platform, make_good), key=lambda row: row["sold_ms"])
    assert first.sale_no == by_time[0]["sale_no"]
    assert [row["state"] for row in by_time] == ["credited", "credited"]
    assert [taken[row["credit_id"]] for row in by_time] == [8_000, 2_000]
    assert audit(platform.store).first_bad is None


def test_a_doubled_batch_and_a_slip_written_again_claim_once(
    platform: Platform, other: SimulatedTill
) -> None:
    sale = bought_without(other, ("蔬菜", 1_000))
    assert sent(other) == []
    other.upload()
    slip = slip_of(other, sale, entry=0)
    other.append(EntryKind.MAKE_GOOD_SLIP, record_to_data(slip), entry_id="slip-again")

    assert sent(other) == ["entry.id_twice", "make_good.claimed_twice"]
    assert len(slips(platform)) == 1
    assert alerts(platform) == ["entry.misfit", "entry.misfit"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"sale_id": "nothing", "sale_no": "S02-1-20261123-0099"}, "make_good.sale_unknown"),
        ({"sale_no": "S02-1-20261123-0099"}, "make_good.sale_unknown"),
        ({"card_no": card_no(2)}, "make_good.other_card"),
        ({"month": "2026-10"}, "make_good.other_card"),
    ],
)
def test_a_forged_slip_is_kept_with_an_alert_and_never_becomes_a_credit(
    platform: Platform, other: SimulatedTill, changed: dict[str, Any], code: str
) -> None:
    sale = other.sell(("蔬菜", 1_000), card_no=card_no(1))
    slip_of(other, sale, **changed)

    assert sent(other) == [code]
    assert slips(platform) == []
    assert alerts(platform) == ["entry.misfit"]


def test_neither_another_tills_sale_nor_one_with_its_benefit_is_claimed(
    platform: Platform, till: SimulatedTill, other: SimulatedTill
) -> None:
    with_benefit = till.sell(("蔬菜", 1_000), card_no=card_no(1))
    slip_of(till, with_benefit)
    assert sent(till) == ["make_good.not_without"]
    theirs = MakeGoodSlip(
        slip_no=slip_number(with_benefit.sale_no), sale_id=till.entries[0].entry_id,
        sale_no=with_benefit.sale_no, card_no=card_no(1), month=MONTH, reason="holder_away",
    )  # fmt: skip
    other.append(EntryKind.MAKE_GOOD_SLIP, record_to_data(theirs))

    assert sent(other) == ["make_good.sale_unknown"]
    assert slips(platform) == []


def test_a_return_before_the_credit_makes_it_smaller_and_after_it_too(
    platform: Platform, clock: FakeClock, till: SimulatedTill, other: SimulatedTill
) -> None:
    sale = bought_without(other, ("蔬菜", 1_000), ("米", 5_000))
    other.return_goods(sale, {2: 1000})
    assert sent(other) == []
    later(clock, till, other)
    sent(till)
    for number, card, _month in recalls(till):
        release(till, number, card)
    sent(till)
    debits = {row["pool_id"]: row["amount"] for row in rows(platform, make_good_debit)}
    assert "staple" not in debits
    assert debits["vegetable"] == 1_000

    other.return_goods(sale)
    assert sent(other) == []
    assert slips(platform) == [("nothing", "returned", 0)]
    assert rows(platform, make_good_debit) == []
    free = {row["pool_id"]: row["amount"] for row in rows(platform, free_right)}
    assert free["vegetable"] == WHOLE["vegetable"]  # What the credit had taken is the card's again.
    assert alerts(platform) == []
    assert audit(platform.store).first_bad is None


def test_a_retired_till_is_not_waited_for(
    platform: Platform, clock: FakeClock, till: SimulatedTill, other: SimulatedTill, third: SimulatedTill
) -> None:
    bought_without(other, ("蔬菜", 1_000))
    sent(other)
    assert slips(platform) == [("waiting", "unheard", 0)]
    later(clock, other, third)
    platform.store.write(
        lambda connection: retire(
            connection, platform.key, till_id="S01-1", epoch=1, to_till="S01-2", at_ms=clock.at_ms
        )
    )
    # Its heir holds the rest now, and was not heard since.
    (wait,) = rows(platform, make_good_wait)
    assert wait["till_id"] == "S01-2"
    third.download()
    for number, card, _month in recalls(third):
        release(third, number, card)
    sent(third)
    assert slips(platform)[0][0] == "credited"


def test_slips_of_a_retired_till_are_kept_and_nothing_is_paid_on_its_word(
    platform: Platform, clock: FakeClock, other: SimulatedTill, enrolled: EnrolledTill
) -> None:
    bought_without(other, ("蔬菜", 1_000))
    enrolled("S02-1")  # Another disk took its place.
    other.upload()

    assert slips(platform) == [("suspense", None, 0)]


def test_a_platform_that_was_killed_before_it_decided_decides_when_it_starts(
    platform: Platform, clock: FakeClock, till: SimulatedTill, other: SimulatedTill, monkeypatch: Any
) -> None:
    sold = bought_without(other, ("蔬菜", 1_000))
    with monkeypatch.context() as patch:
        patch.setattr(platform.slips, "_decide", lambda *_args, **_kwargs: None)
        assert sent(other) == []
        assert slips(platform) == [("waiting", None, 0)]
        later(clock, till)
        sent(till)
    platform.finish_what_was_cut_short()
    assert slips(platform) == [("waiting", "recall", 0)]
    assert sold.card is not None
