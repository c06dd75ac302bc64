"""A month is computed, released by another person, leased from the 25th, and closed when nobody holds it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from monitor.declined import Declined
from monitor.documents.publishing import change_cards
from monitor.leases.month_list import JOINED, Standing, compute, standing
from monitor.leases.month_proposals import (
    CLOSE,
    CORRECT,
    RELEASE,
    close_payload,
    correction_payload,
    month_subject,
    release_payload,
)
from monitor.leases.month_states import MonthStanding, MonthState, month_standings
from monitor.platform import Platform
from monitor.proposals.kinds import Proposal, State
from monitor.store import tables
from monitor.store.lease_tables import make_good
from monitor.store.month_tables import closed_month, month_list, month_release
from pos.domain.cards.lease_moves import LeasePart, LeaseReleased, ReleaseCause
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_to_data
from tests.monitor import proposing
from tests.monitor.conftest import DAY_MS, EnrolledTill, FakeClock, active_card, card_no, rows
from tests.monitor.leases.slips import bought_without, sent
from tests.monitor.leases.test_taps import MONTH, WHOLE, left, tap
from tests.monitor.proposing import HUA, MING, agree
from tests.monitor.simulated_till import SimulatedTill

DECEMBER = "2026-12"


@pytest.fixture
def staffed(platform: Platform) -> Platform:
    """The platform with three people who may do everything."""
    return proposing.staffed(platform)


def propose_release(platform: Platform, month: str = DECEMBER, **changed: Any) -> Proposal:
    """Propose to release the list as it is."""
    payload = platform.store.read(lambda c: release_payload(c, month)) | changed
    return proposing.propose(platform, RELEASE, payload, subject=month_subject(month))


def released(platform: Platform, month: str = DECEMBER) -> None:
    """Release a month by two people."""
    assert agree(platform, propose_release(platform, month), HUA).state is State.APPLIED


def corrected(platform: Platform, *cards: str, is_due: bool, month: str = DECEMBER) -> None:
    """Correct a list by two people."""
    payload = correction_payload(month, cards, is_due=is_due)
    agree(platform, proposing.propose(platform, CORRECT, payload), HUA)


def stands(platform: Platform, month: str = DECEMBER) -> MonthStanding:
    """How a month stands."""
    return platform.store.read(lambda c: month_standings(c, [month]))[0]


def leased_cards(platform: Platform, month: str = DECEMBER) -> set[str]:
    """The cards with leases of a month."""
    return {row["card_no"] for row in rows(platform, tables.lease) if row["month"] == month}


def let_go(till: SimulatedTill, month: str) -> None:
    """The till signs away all it holds of a month."""
    for (card, held_month), held in list(till.leases.items()):
        parts = tuple(LeasePart(each.lease_id, each.pool, each.left) for each in held if each.left)
        if held_month != month or not parts:
            continue
        facts = LeaseReleased(
            release_id=f"month-{card}-{month}", card_no=card, month=month, cause=ReleaseCause.MONTH_END,
            number=0, parts=parts, left_open={},
        )  # fmt: skip
        till.append(EntryKind.LEASE_RELEASED, record_to_data(facts))
    assert till.upload().quarantined == []


def test_a_released_list_is_leased_from_the_25th_and_each_card_stands_in_it_once(
    staffed: Platform, clock: FakeClock, till: SimulatedTill
) -> None:
    assert stands(staffed).state is MonthState.COMPUTED
    proposal = propose_release(staffed)
    told = {
        line.label: line.after for line in staffed.store.read(lambda c: RELEASE.preview(c, proposal.payload))
    }
    assert (told["名单上的卡"], told["比上月多"], told["比上月少"]) == ("5 张", "0 张", "0 张")
    assert told["蔬菜每卡"] == "100.00 元，合计 500.00 元"
    assert rows(staffed, month_list) == []

    agree(staffed, proposal, HUA)
    assert stands(staffed).state is MonthState.RELEASED
    assert {(row["card_no"], row["correction"]) for row in rows(staffed, month_list)} == {
        (card_no(number), 0) for number in range(1, 6)
    }
    staffed.opener.open_due(clock.at_ms)
    assert leased_cards(staffed) == set()  # It is the 23rd.

    clock.at_ms = till.now_ms = clock.at_ms + 2 * DAY_MS
    till.download()
    assert stands(staffed).state is MonthState.LEASED
    assert leased_cards(staffed) == {card_no(number) for number in range(1, 6)}
    assert sum(month == DECEMBER for _card, month in till.leases) == 4
    assert len(rows(staffed, month_list)) == 5


def test_one_person_alone_releases_nothing_and_a_list_that_changed_is_not_decided(
    staffed: Platform, clock: FakeClock
) -> None:
    proposal = propose_release(staffed)
    with pytest.raises(Declined, match="别人复核"):
        agree(staffed, proposal, MING)
    staffed.store.write(lambda c: change_cards(c, [active_card(9)]))
    with pytest.raises(Declined, match="已被改动"):
        agree(staffed, proposal, HUA)
    assert rows(staffed, month_release) == []


def test_what_somebody_typed_into_a_list_is_declined(staffed: Platform) -> None:
    with pytest.raises(Declined, match="名单刚才有变动"):
        propose_release(staffed, cards=4)
    with pytest.raises(Declined, match="内容不全"):
        proposing.propose(staffed, RELEASE, {"month": DECEMBER}, based_on=None)


@pytest.mark.parametrize(
    ("month", "words"),
    [("2026-10", "已经过去"), ("2027-01", "还太早"), ("2026-13", "月份请写成"), ("december", "月份请写成")],
)
def test_a_month_that_cannot_be_released_is_declined_with_words(
    staffed: Platform, month: str, words: str
) -> None:
    with pytest.raises(Declined, match=words):
        propose_release(staffed, month)


def test_a_month_is_released_once(staffed: Platform) -> None:
    first, second = propose_release(staffed), propose_release(staffed)
    agree(staffed, first, HUA)
    with pytest.raises(Declined, match="已经放行"):
        agree(staffed, second, HUA)
    with pytest.raises(Declined, match="已经放行"):
        propose_release(staffed)
    assert len(rows(staffed, month_release)) == 1


def test_after_the_first_release_no_month_opens_without_one_and_a_slip_waits_for_it(
    staffed: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    released(staffed, MONTH)
    other = enrolled("S02-1")
    clock.at_ms = till.now_ms = other.now_ms = clock.at_ms + 9 * DAY_MS  # The 2nd of December.
    till.download()
    assert leased_cards(staffed) == set()
    assert staffed.store.read(lambda c: standing(c, DECEMBER)) is Standing.WAITING
    assert staffed.store.read(lambda c: standing(c, "2026-10")) is Standing.BY_ITSELF
    assert tap(other, 1, month=DECEMBER).state == "not_listed"
    bought_without(other, ("蔬菜", 1_000))
    sent(other)
    assert [(row["state"], row["why"]) for row in rows(staffed, make_good)] == [("waiting", "month")]

    released(staffed)
    till.download()
    assert leased_cards(staffed) == {card_no(number) for number in range(1, 6)}


def test_a_card_that_came_after_the_list_joins_it_by_its_own_decision(
    staffed: Platform, clock: FakeClock, till: SimulatedTill
) -> None:
    released(staffed, MONTH)
    staffed.store.write(lambda c: change_cards(c, [active_card(6)]))
    till.download()
    assert left(till, 6) == WHOLE
    joined = [row for row in rows(staffed, month_list) if row["proposal_id"] == JOINED]
    assert [(row["card_no"], row["correction"], row["is_due"]) for row in joined] == [(card_no(6), 0, True)]


def test_a_correction_is_a_new_row_and_takes_back_nothing_that_was_leased(
    staffed: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    released(staffed)
    corrected(staffed, card_no(1), is_due=False)
    clock.at_ms = till.now_ms = clock.at_ms + 2 * DAY_MS
    till.download()
    assert card_no(1) not in leased_cards(staffed)
    other = enrolled("S02-1")
    assert tap(other, 1, month=DECEMBER).state == "not_listed"

    corrected(staffed, card_no(1), is_due=True)
    till.download()
    assert card_no(1) in leased_cards(staffed)
    corrected(staffed, card_no(1), is_due=False)
    assert card_no(1) in leased_cards(staffed)
    mine = [row for row in rows(staffed, month_list) if row["card_no"] == card_no(1)]
    assert [(row["correction"], row["is_due"]) for row in mine] == [
        (0, True), (1, False), (2, True), (3, False)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cards", "is_due", "words"),
    [
        ((), False, "1 到 500 张"),
        ((card_no(1), card_no(1)), False, "不同的卡"),
        ((card_no(77),), False, "没有尾号"),
        ((card_no(1),), True, "本来就是这样"),
    ],
)
def test_a_correction_that_makes_no_sense_is_declined(
    staffed: Platform, cards: tuple[str, ...], is_due: bool, words: str
) -> None:
    with pytest.raises(Declined, match="还没有放行"):
        corrected(staffed, card_no(1), is_due=False)
    released(staffed)
    with pytest.raises(Declined, match=words):
        corrected(staffed, *cards, is_due=is_due)


def test_the_usual_store_is_where_the_last_three_months_were_spent(
    staffed: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    other = enrolled("S02-1")
    tap(other, 1)  # Asks S01-1 for card 1, which lets it go.
    let_go(till, MONTH)
    tap(other, 1)
    other.sell(("蔬菜", 1_000), card_no=card_no(1))
    other.upload()
    clock.at_ms = till.now_ms = other.now_ms = clock.at_ms + 2 * DAY_MS
    till.download()
    keeper = {
        row["card_no"]: row["till_id"] for row in rows(staffed, tables.lease) if row["month"] == DECEMBER
    }
    assert (keeper[card_no(1)], keeper[card_no(2)]) == ("S02-1", "S01-1")


def test_a_month_closes_when_nobody_holds_any_of_it_and_says_what_it_came_to(
    staffed: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    other = enrolled("S02-1")
    till.sell(("蔬菜", 1_000), card_no=card_no(1))
    till.upload()
    payload = staffed.store.read(lambda c: close_payload(c, MONTH))
    with pytest.raises(Declined, match="还没有过完"):
        proposing.propose(staffed, CLOSE, payload)

    clock.at_ms = till.now_ms = other.now_ms = clock.at_ms + 9 * DAY_MS
    with pytest.raises(Declined, match=r"S01-1（4 张卡）、S02-1（1 张卡）.*请停用"):
        proposing.propose(staffed, CLOSE, payload)
    let_go(till, MONTH)
    let_go(other, MONTH)
    with pytest.raises(Declined, match="合计刚才有变动"):
        proposing.propose(staffed, CLOSE, payload)

    payload = staffed.store.read(lambda c: close_payload(c, MONTH))
    proposal = proposing.propose(staffed, CLOSE, payload)
    told = {
        line.label: (line.before, line.after)
        for line in staffed.store.read(lambda c: CLOSE.preview(c, proposal.payload))
    }
    assert told["蔬菜"] == ("发出 10.00 元", "用去 10.00 元，1 张卡用过")
    assert agree(staffed, proposal, HUA).state is State.APPLIED
    assert stands(staffed, MONTH).state is MonthState.CLOSED
    assert {row["pool_id"]: row["used"] for row in rows(staffed, closed_month)} == {
        "vegetable": 1_000, "staple": 0, "subsidy": 600
    }  # fmt: skip
    with pytest.raises(Declined, match="已经关账"):
        proposing.propose(staffed, CLOSE, payload)


def test_a_month_with_an_undecided_slip_does_not_close(
    staffed: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    other = enrolled("S02-1")
    clock.at_ms = till.now_ms = other.now_ms = clock.at_ms + 60_000
    bought_without(other, ("蔬菜", 1_000))
    sent(other)
    clock.at_ms = till.now_ms = other.now_ms = clock.at_ms + 9 * DAY_MS
    let_go(till, MONTH)
    let_go(other, MONTH)
    staffed.store.write(
        lambda c: c.execute(update(make_good).values(state="waiting", why="unheard", amount=0))
    )
    with pytest.raises(Declined, match="1 张补差凭证没有算清"):
        proposing.propose(staffed, CLOSE, staffed.store.read(lambda c: close_payload(c, MONTH)))


def test_the_digest_of_a_list_names_each_card_and_the_rules(staffed: Platform) -> None:
    first = staffed.store.read(lambda c: compute(c, DECEMBER))
    again = staffed.store.read(lambda c: compute(c, DECEMBER))
    november = staffed.store.read(lambda c: compute(c, MONTH))
    staffed.store.write(lambda c: change_cards(c, [active_card(9)]))
    more = staffed.store.read(lambda c: compute(c, DECEMBER))
    assert first is not None and again is not None and november is not None and more is not None
    assert first == again
    assert len({first.digest, november.digest, more.digest}) == 3
    assert (more.cards, more.joined) == (6, 6)  # Nothing of November was leased yet.


@pytest.mark.parametrize(
    ("guard", "statement"),
    [
        ("month_list_stays", "UPDATE month_list SET is_due = NOT is_due"),
        ("month_list_is_kept", "DELETE FROM month_list"),
        ("month_release_stays", "UPDATE month_release SET cards = 4"),
        ("month_release_stays", "UPDATE month_release SET leased_ms = 7"),
        ("month_release_is_kept", "DELETE FROM month_release"),
        (
            "month_list_by_several",
            (
                "INSERT INTO month_list SELECT '6201000000000099', programme, month, correction, is_due,"
                " 'me', at_ms FROM month_list LIMIT 1"
            ),
        ),
        (
            "month_release_by_several",
            (
                "INSERT INTO month_release SELECT '2027-01', rules, cards, digest, 'me', released_ms, NULL,"
                " NULL FROM month_release"
            ),
        ),
    ],
)
def test_the_database_itself_refuses_a_list_of_one_person_and_any_change_of_it(
    staffed: Platform, clock: FakeClock, guard: str, statement: str
) -> None:
    released(staffed)
    clock.at_ms += 2 * DAY_MS
    staffed.opener.open_due(clock.at_ms)
    before = rows(staffed, month_list), rows(staffed, month_release)
    with pytest.raises(DBAPIError, match=guard):
        staffed.store.write(lambda c: c.exec_driver_sql(statement))
    assert (rows(staffed, month_list), rows(staffed, month_release)) == before


@pytest.mark.parametrize("statement", ["UPDATE closed_month SET used = 0", "DELETE FROM closed_month"])
def test_the_database_itself_refuses_to_change_a_closed_month(staffed: Platform, statement: str) -> None:
    row = {"month": MONTH, "pool_id": "staple", "cards": 1, "leased": 2, "used": 2, "closed_ms": 3}
    staffed.store.write(lambda c: c.execute(closed_month.insert().values(**row)))
    with pytest.raises(DBAPIError, match="closed_month"):
        staffed.store.write(lambda c: c.exec_driver_sql(statement))
