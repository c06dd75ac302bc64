"""A replaced card: the new one has what is left of the month, whoever held it, and nothing twice."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.auditing.audit import audit
from monitor.cards import card_book, desk
from monitor.cards.card_book import CardLife
from monitor.cards.card_states import CardState
from monitor.cards.chains import former_cards, replaced_by
from monitor.declined import Declined
from monitor.devices.devices import find_device
from monitor.leases.card_months import leased_of, read_books
from monitor.leases.credits import payable_credits
from monitor.leases.deciding import unleased
from monitor.leases.retiring import retire
from monitor.platform import Platform
from monitor.store import tables
from monitor.store.lease_tables import lease_recall
from pos.domain.cards.lease_moves import MakeGoodPaid
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_to_data
from tests.monitor.cards.office import issued, proposed
from tests.monitor.conftest import DAY_MS, FakeClock, card_no, rows
from tests.monitor.leases.slips import bought_without, later, promised, sent, slip_of, slips
from tests.monitor.leases.test_taps import MONTH, WHOLE, recalls, release, tap
from tests.monitor.proposing import HUA, MING, agree, staffed
from tests.monitor.simulated_till import SimulatedTill


@pytest.fixture
def office(platform: Platform) -> Platform:
    """The platform with people who may decide."""
    return staffed(platform)


def replaced(platform: Platform, number: str) -> CardLife:
    """Two people replace a card, and the new one is handed over."""
    platform.store.write(lambda c: card_book.find_life(c, number))
    agree(platform, proposed(platform, "card.replace", {"card_no": number}), HUA)
    newest = platform.store.read(lambda c: replaced_by(c, [number]))[number]
    life = platform.store.read(lambda c: card_book.find_life(c, newest))
    assert life.state is CardState.MADE
    return issued(platform, life)


def lost(platform: Platform, number: str, *, at_ms: int = 1) -> None:
    life = platform.store.write(lambda c: card_book.find_life(c, number))
    platform.store.write(
        lambda c: desk.stop(c, MING, number, CardState.LOST, version=life.version, now_ms=at_ms)
    )


def pay_with(till: SimulatedTill, credit_id: str, amount: int, number: str) -> None:
    """Hand the money out to whoever shows a card."""
    paid = MakeGoodPaid(
        slip_no="S02-1-20261123-B0001",
        credit_id=credit_id,
        card_no=number,
        amount=amount,
        shift_id="shift-1",
        rule="rule",
    )
    till.append(EntryKind.MAKE_GOOD_PAID, record_to_data(paid))


def free(platform: Platform, number: str) -> dict[str, int]:
    """What nobody holds of a card's month."""
    return platform.store.read(lambda c: unleased(read_books(c, MONTH, number)[0]))


def answer_all(till: SimulatedTill) -> None:
    for number, card, month in recalls(till):
        if month == MONTH:
            release(till, number, card)
    till.upload(after=0)


def tapped(till: SimulatedTill, number: str, **changed: Any) -> Any:
    return tap(till, 0, card_no=number, **changed)


def test_the_new_card_has_what_the_old_one_did_not_use(
    office: Platform, till: SimulatedTill, other: SimulatedTill
) -> None:
    till.sell(("蔬菜", 4_000), card_no=card_no(1))
    till.upload()
    used = {each["pool_id"]: each["amount"] for each in rows(office, tables.card_spend)}
    lost(office, card_no(1))
    new = replaced(office, card_no(1))
    assert free(office, new.card_no) == {}  # The keeper may still have sold something.
    assert tapped(other, new.card_no).state == "asking"
    answer_all(till)
    reply = tapped(other, new.card_no, ask_id="ask-2")
    assert reply.state == "granted"
    granted = {each.pool: each.granted for each in other.leases[new.card_no, MONTH]}
    assert granted == {
        pool: whole - used.get(pool, 0) for pool, whole in WHOLE.items() if whole > used.get(pool, 0)
    }
    assert audit(office.store).first_bad is None


def test_a_replacement_of_a_replacement_still_shares_one_month(
    office: Platform, till: SimulatedTill, other: SimulatedTill
) -> None:
    till.sell(("蔬菜", 3_000), card_no=card_no(1))
    till.upload()
    first = replaced(office, card_no(1))
    answer_all(till)
    tapped(other, first.card_no)
    other.sell(("蔬菜", 2_000), card_no=first.card_no)
    other.upload()
    second = replaced(office, first.card_no)
    assert office.store.read(lambda c: former_cards(c, [second.card_no])) == {
        second.card_no: [card_no(1), first.card_no]
    }
    answer_all(other)
    reply = tapped(till, second.card_no)
    assert reply.state == "granted"
    spent: dict[str, int] = {}
    for each in rows(office, tables.card_spend):
        spent[each["pool_id"]] = spent.get(each["pool_id"], 0) + each["amount"]
    granted = {each.pool: each.granted for each in till.leases[second.card_no, MONTH]}
    assert {pool: granted.get(pool, 0) + spent.get(pool, 0) for pool in WHOLE} == WHOLE


def test_a_holder_that_is_away_keeps_its_part_and_no_fen_is_given_twice(
    office: Platform, till: SimulatedTill, other: SimulatedTill, clock: FakeClock
) -> None:
    new = replaced(office, card_no(1))
    clock.at_ms += DAY_MS
    other.now_ms = till.now_ms = clock.at_ms
    reply = tapped(other, new.card_no)
    assert reply.state == "holder_away"
    assert reply.holder_seen_ms is not None
    assert other.leases.get((new.card_no, MONTH), []) == []
    till.sell(("蔬菜", 9_000), card_no=card_no(1))  # It has not heard that the card was replaced.
    answer_all(till)
    tapped(other, new.card_no, ask_id="ask-2")
    granted = {each.pool: each.granted for each in other.leases[new.card_no, MONTH]}
    assert granted["vegetable"] == 1_000
    assert audit(office.store).first_bad is None


def test_what_is_let_go_later_is_leased_to_the_new_cards_keeper_by_itself(
    office: Platform, till: SimulatedTill
) -> None:
    new = replaced(office, card_no(1))
    till.download()
    assert (new.card_no, MONTH) not in till.leases
    answer_all(till)
    till.download()
    assert {each.pool: each.granted for each in till.leases[new.card_no, MONTH]} == WHOLE


def test_a_retired_till_leaves_a_replaced_cards_rest_to_its_successor(
    office: Platform, till: SimulatedTill, third: SimulatedTill
) -> None:
    new = replaced(office, card_no(1))
    office.store.write(
        lambda c: retire(
            c, office.key, till_id="S01-1", epoch=1, to_till="S01-2", at_ms=office.clock.now_ms()
        )
    )
    assert tapped(third, new.card_no).state == "granted"
    assert (card_no(1), MONTH) not in third.leases
    assert {each.pool: each.granted for each in third.leases[new.card_no, MONTH]} == WHOLE
    assert audit(office.store).first_bad is None


def test_the_old_card_is_granted_nothing_any_more(office: Platform, till: SimulatedTill) -> None:
    replaced(office, card_no(1))
    answer_all(till)
    assert tapped(till, card_no(1)).state == "stopped"
    (told,) = (each for each in rows(office, tables.card) if each["card_no"] == card_no(1))
    assert told["status"] == "lost"


def test_holders_are_asked_once_for_the_old_card_and_for_the_new_one(
    office: Platform, till: SimulatedTill
) -> None:
    new = replaced(office, card_no(1))
    asked = {each["card_no"] for each in rows(office, lease_recall) if each["month"] == MONTH}
    assert asked == {card_no(1), new.card_no}
    assert office.store.read(lambda c: leased_of(c, MONTH, [card_no(2)]))[card_no(2)].credited == {}


@pytest.mark.parametrize("state", ["made", "replaced", "ended", "expired"])
def test_a_card_that_was_never_handed_over_or_has_ended_is_not_replaced(office: Platform, state: str) -> None:
    life = office.store.write(lambda c: card_book.find_life(c, card_no(1)))
    office.store.write(lambda c: card_book.change_life(c, life, state=state))
    with pytest.raises(Declined, match="不能改为"):
        proposed(office, "card.replace", {"card_no": card_no(1)})


def answer_recalls(platform: Platform, clock: FakeClock, till: SimulatedTill, other: SimulatedTill) -> None:
    """Some time later both are heard, and the keeper lets go of what it is asked for."""
    later(clock, till, other)
    sent(till)
    for number, card, month in recalls(till):
        if month == MONTH:
            release(till, number, card)
    sent(till)
    sent(other)


def test_what_a_slip_of_the_old_card_has_coming_is_paid_to_the_new_one_once(
    office: Platform, till: SimulatedTill, other: SimulatedTill, clock: FakeClock
) -> None:
    bought_without(other, ("蔬菜", 1_000))
    sent(other)
    assert [state for state, _why, _amount in slips(office)] == ["waiting"]
    clock.at_ms += 3_600_000
    lost(office, card_no(1), at_ms=clock.at_ms)
    new = replaced(office, card_no(1))
    answer_recalls(office, clock, till, other)
    ((state, _why, amount),) = slips(office)
    assert (state, amount) == ("credited", 1_000)
    device = office.store.read(lambda c: find_device(c, "S02-1", 1))
    assert device is not None
    (payable,) = office.store.read(lambda c: payable_credits(c, device, new.card_no))
    assert payable.amount == 1_000
    assert office.store.read(lambda c: payable_credits(c, device, card_no(1))) == []
    assert promised(other, payable.credit_id) == 1_000
    pay_with(other, payable.credit_id, 1_000, new.card_no)
    sent(other)
    assert [state for state, _why, _amount in slips(office)] == ["paid"]
    till.download()
    tapped(till, new.card_no)
    granted = {each.pool: each.granted for each in till.leases[new.card_no, MONTH]}
    assert granted["vegetable"] == 9_000
    assert audit(office.store).first_bad is None


def test_what_was_bought_after_the_card_was_lost_is_credited_to_nobody(
    office: Platform, till: SimulatedTill, other: SimulatedTill, clock: FakeClock
) -> None:
    lost(office, card_no(1), at_ms=clock.at_ms)
    clock.at_ms += 3_600_000
    other.now_ms = till.now_ms = clock.at_ms
    bought_without(other, ("蔬菜", 1_000))  # Its finder, at a till that has not heard of it.
    sent(other)
    replaced(office, card_no(1))
    answer_recalls(office, clock, till, other)
    assert [(state, why) for state, why, _amount in slips(office)] == [("waiting", "stopped")]


def test_a_slip_of_the_new_card_waits_for_who_holds_the_old_ones_rest(
    office: Platform, till: SimulatedTill, other: SimulatedTill, clock: FakeClock
) -> None:
    new = replaced(office, card_no(1))
    sale = other.sell(("蔬菜", 1_000), card_no=new.card_no)
    slip_of(other, sale)
    sent(other)
    assert [state for state, _why, _amount in slips(office)] == ["waiting"]
    answer_recalls(office, clock, till, other)
    assert [(state, amount) for state, _why, amount in slips(office)] == [("credited", 1_000)]
