"""The database goes down in the middle of each act, two do the same at once, a month ends during a recall."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from monitor.acts.actor import Actor
from monitor.auditing.audit import audit
from monitor.declined import Declined
from monitor.leases import month_opening
from monitor.leases.month_opening import MonthOpener
from monitor.leases.month_proposals import CLOSE, CORRECT, close_payload, correction_payload
from monitor.leases.month_states import MonthState
from monitor.leases.retirement_proposals import RETIRE, Retirement, subject_of
from monitor.platform import Platform
from monitor.programmes.publish_proposals import PUBLISH, draft_payload
from monitor.proposals.kinds import Proposal, State
from monitor.store import tables
from monitor.store.lease_tables import free_right
from monitor.store.month_tables import month_list, month_release
from pos.domain.journal.record import record_to_data
from tests.monitor import proposing
from tests.monitor.conftest import DAY_MS, EnrolledTill, FakeClock, card_no, rows
from tests.monitor.failing import DatabaseDown, down_at_commit, everything
from tests.monitor.leases.test_months import DECEMBER, let_go, propose_release, released, stands
from tests.monitor.leases.test_taps import MONTH, left, recalls, release, tap
from tests.monitor.programmes.test_publish_proposals import DRAFT
from tests.monitor.proposing import HUA, LAN, agree
from tests.monitor.simulated_till import SimulatedTill


@pytest.fixture
def staffed(platform: Platform) -> Platform:
    """The platform with three people who may do everything; its federation keeps no list of goods."""
    platform.store.write(
        lambda c: c.execute(tables.document.delete().where(tables.document.c.kind == "categories"))
    )
    return proposing.staffed(platform)


Prepared = Callable[[Platform, FakeClock, SimulatedTill, EnrolledTill], Proposal]


def _release(
    platform: Platform, _clock: FakeClock, _till: SimulatedTill, _enrolled: EnrolledTill
) -> Proposal:
    return propose_release(platform)


def _correct(
    platform: Platform, _clock: FakeClock, _till: SimulatedTill, _enrolled: EnrolledTill
) -> Proposal:
    released(platform)
    return proposing.propose(platform, CORRECT, correction_payload(DECEMBER, (card_no(1),), is_due=False))


def _close(platform: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill) -> Proposal:
    other = enrolled("S02-1")
    clock.at_ms = till.now_ms = other.now_ms = clock.at_ms + 9 * DAY_MS
    let_go(till, MONTH)
    let_go(other, MONTH)
    return proposing.propose(platform, CLOSE, platform.store.read(lambda c: close_payload(c, MONTH)))


def _retire(platform: Platform, _clock: FakeClock, _till: SimulatedTill, enrolled: EnrolledTill) -> Proposal:
    enrolled("S01-2")
    payload = record_to_data(Retirement("S01-1", 1, "S01-2"))
    proposal = proposing.propose(platform, RETIRE, payload, subject=subject_of("S01-1", 1))
    return agree(platform, proposal, LAN)


def _publish(platform: Platform, clock: FakeClock, _till: SimulatedTill, _enrolled: EnrolledTill) -> Proposal:
    payload = platform.store.read(lambda c: draft_payload(c, DRAFT, now_ms=clock.at_ms))
    return proposing.propose(platform, PUBLISH, payload)


ACTS = [_release, _correct, _close, _retire, _publish]


@pytest.mark.parametrize("prepare", ACTS, ids=lambda each: each.__name__.strip("_"))
def test_the_database_goes_down_in_the_last_decision_and_nothing_is_half_done(
    staffed: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill, prepare: Prepared
) -> None:
    proposal = prepare(staffed, clock, till, enrolled)
    before = everything(staffed)
    with down_at_commit(staffed), pytest.raises(DatabaseDown):
        agree(staffed, proposal, HUA)
    assert everything(staffed) == before

    assert agree(staffed, proposal, HUA).state is State.APPLIED
    assert everything(staffed) != before


def test_the_database_goes_down_while_a_month_opens_and_the_next_try_finishes_it(
    staffed: Platform, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(month_opening, "PORTION", 2)
    released(staffed)
    clock.at_ms += 2 * DAY_MS
    staffed.opener.open_due(clock.at_ms - 2 * DAY_MS)
    before = everything(staffed)
    with down_at_commit(staffed), pytest.raises(DatabaseDown):
        MonthOpener(staffed.store, staffed.key).open_due(clock.at_ms)
    assert everything(staffed) == before

    opener = MonthOpener(staffed.store, staffed.key)
    # Reads are transactions too: after these some portions of December stand, and not all.
    with down_at_commit(staffed, after=7), pytest.raises(DatabaseDown):
        opener.open_due(clock.at_ms)
    some = [row for row in rows(staffed, tables.lease) if row["month"] == DECEMBER]
    assert 0 < len({row["card_no"] for row in some}) < 5
    assert stands(staffed).state is MonthState.RELEASED
    opener.open_due(clock.at_ms)
    december = [row for row in rows(staffed, tables.lease) if row["month"] == DECEMBER]
    assert len({row["card_no"] for row in december}) == 5
    assert sum(row["granted"] for row in december) == 5 * 36_000
    assert stands(staffed).state is MonthState.LEASED


def test_the_database_goes_down_while_a_tap_is_decided_and_the_same_tap_again_is_granted_once(
    staffed: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    other = enrolled("S02-1")
    tap(other, 1)
    for number, card, _month in recalls(till):
        release(till, number, card)
    till.upload()
    before = everything(staffed)
    with down_at_commit(staffed), pytest.raises(AssertionError, match=r"500|error"):
        tap(other, 1)
    assert everything(staffed) == before
    assert tap(other, 1).state == "granted"
    assert sum(left(other, 1).values()) == 36_000
    assert rows(staffed, free_right) == []


def test_two_who_decide_at_once_release_a_month_once(
    staffed: Platform, clock: FakeClock, till: SimulatedTill
) -> None:
    proposal = propose_release(staffed)
    together = Barrier(2)

    def decide(actor: Actor) -> str:
        together.wait()
        try:
            return agree(staffed, proposal, actor).state.value
        except Declined as declined:
            return declined.code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, (HUA, LAN))) == ["applied", "proposal.decided"]
    assert len(rows(staffed, month_release)) == 1
    assert len(rows(staffed, month_list)) == 5


def test_two_proposals_of_one_month_decided_at_once_release_it_once(
    staffed: Platform, clock: FakeClock, till: SimulatedTill
) -> None:
    proposals = (propose_release(staffed), propose_release(staffed))
    together = Barrier(2)

    def decide(number: int) -> str:
        together.wait()
        try:
            return agree(staffed, proposals[number], (HUA, LAN)[number]).state.value
        except Declined as declined:
            return declined.code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, (0, 1))) == ["applied", "month.released"]
    assert len(rows(staffed, month_list)) == 5


def test_two_who_open_a_month_at_once_lease_each_card_once(
    staffed: Platform, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(month_opening, "PORTION", 2)
    clock.at_ms += 2 * DAY_MS
    together = Barrier(3)

    def open_it(_number: int) -> int:
        opener = MonthOpener(staffed.store, staffed.key)
        together.wait()
        return opener.open_due(clock.at_ms)

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(open_it, range(3))) == 10  # Five cards in two months.
    for month in (MONTH, DECEMBER):
        granted = [row["granted"] for row in rows(staffed, tables.lease) if row["month"] == month]
        assert sum(granted) == 5 * 36_000


def test_a_month_ends_while_a_holder_is_asked_and_what_it_lets_go_belongs_to_the_old_one(
    staffed: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    other = enrolled("S02-1")
    assert tap(other, 1).state == "asking"
    ((number, card, month),) = recalls(till)
    assert month == MONTH
    clock.at_ms = till.now_ms = other.now_ms = clock.at_ms + 8 * DAY_MS  # The 1st of December, 10:42.
    release(till, number, card)
    assert till.upload().quarantined == []
    assert tap(other, 1).state == "not_listed"  # November is over: nothing of it is granted any more.
    assert left(other, 1) == {}

    till.download()
    assert tap(other, 1, month=DECEMBER).state == "asking"
    ((number, card, month),) = recalls(till)
    assert month == DECEMBER
    assert audit(staffed.store).first_bad is None
    november = [r for r in rows(staffed, tables.lease) if r["month"] == MONTH and r["card_no"] == card_no(1)]
    assert all(row["granted"] == row["released"] for row in november)
