"""What a ledger knows of a day: returns undo, payments end once, shifts and days close."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos.domain.journal.entries import EntryKind
from pos.domain.people.permission import Act
from pos.domain.selling.override import Override
from pos.domain.sums import Sums
from pos.errors.ledger import EntryWrong
from pos.ledger.schema.rebuild import rebuild
from pos.ledger.verifying.verify import verify_ledger
from tests.ledger.counter import CARD, DATE, Counter, key_of
from tests.ledger.golden import day_closed, return_of_first_line, write_a_day
from tests.small_entries import shift_closed


def test_a_return_takes_out_of_the_sums_and_gives_back_to_the_leases(counter: Counter) -> None:
    before = {each.pool: each.left for each in counter.ledger.leases(CARD, DATE[:7])}
    sold = counter.sell(1, card_no=CARD)
    data = return_of_first_line(counter, sold)
    sealed = counter.ledger.append(counter.new(EntryKind.RETURN, data))

    assert {each.pool: each.left for each in counter.ledger.leases(CARD, DATE[:7])} == before
    assert counter.ledger.sums_upto(sealed.sequence) == Sums(sealed.sequence, sales=1)
    assert counter.ledger.days.returned_quantities(data["sale_no"]) == {1: data["lines"][0]["quantity"]}
    assert counter.ledger.days.refunded_by_kind(data["sale_no"]) == {
        refund["kind"]: refund["amount"] for refund in data["refunds"]
    }
    assert [each.amount for each in counter.ledger.days.restorations_of(data["sale_no"])] == [
        each["amount"] for each in data["restorations"]
    ]
    assert counter.ledger.days.returns_on(DATE) == 1


def test_a_lease_never_gets_back_more_than_it_gave(counter: Counter) -> None:
    data = return_of_first_line(counter, counter.sell(1, card_no=CARD))
    data["restorations"][0]["amount"] += 1
    head = counter.ledger.head()

    with pytest.raises(EntryWrong):
        counter.ledger.append(counter.new(EntryKind.RETURN, data))
    assert counter.ledger.head() == head


def asked(counter: Counter, payment_id: str) -> None:
    data = {"payment_id": payment_id, "sale_id": "s", "shift_id": "shift-1", "kind": "wechat"}
    counter.ledger.append(
        counter.new(EntryKind.PAYMENT_ASKED, data | {"amount": 880, "reference_tail": "3391"})
    )


def answered(counter: Counter, payment_id: str, outcome: str) -> None:
    data = {"payment_id": payment_id, "outcome": outcome, "provider_reference": "42", "detail": ""}
    counter.ledger.append(counter.new(EntryKind.PAYMENT_ANSWERED, data | {"by": "provider", "rule": None}))


def test_a_payment_is_open_until_it_has_an_end_and_has_only_one(counter: Counter) -> None:
    asked(counter, "p1")
    asked(counter, "p2")
    answered(counter, "p1", "unknown")
    assert [each.state for each in counter.ledger.days.open_payments()] == ["unknown", "asked"]

    answered(counter, "p1", "settled")
    assert [each.payment_id for each in counter.ledger.days.open_payments()] == ["p2"]
    with pytest.raises(EntryWrong):
        answered(counter, "p1", "refused")
    paid = counter.ledger.days.payment("p1")
    assert paid is not None
    assert (paid.state, paid.provider_reference) == ("settled", "42")
    assert [each.payment_id for each in counter.ledger.days.payments_on(DATE)] == ["p1", "p2"]


def test_money_that_no_sale_wants_is_listed_until_it_is_given_back(counter: Counter) -> None:
    asked(counter, "p1")
    answered(counter, "p1", "settled")
    assert [each.payment_id for each in counter.ledger.days.payments_too_much()] == ["p1"]
    answered(counter, "p1", "reversed")
    assert counter.ledger.days.payments_too_much() == ()
    with pytest.raises(EntryWrong):
        answered(counter, "p1", "settled")


def test_a_closed_shift_is_open_no_more_and_the_next_gets_the_next_number(counter: Counter) -> None:
    counter.sell(1)
    counter.ledger.append(counter.new(EntryKind.SHIFT_CLOSED, shift_closed()))
    counter.ledger.append(counter.new(EntryKind.OVERRIDE, Override(Act.OPEN_DRAWER, "r", "later")))

    assert counter.ledger.open_shift() is None
    assert counter.ledger.next_shift_number() == 2
    assert [each.kind for each in counter.ledger.days.entries_of_shift("shift-1")] == [
        EntryKind.SHIFT_OPENED,
        EntryKind.SALE,
        EntryKind.SHIFT_CLOSED,
    ]


def test_the_entries_of_a_day_come_in_order_and_a_close_counts_its_revisions(counter: Counter) -> None:
    counter.sell(1)
    assert counter.ledger.days.day_revision(DATE) == 0
    for revision in (1, 2):
        counter.ledger.append(counter.new(EntryKind.DAY_CLOSED, day_closed(counter, revision=revision)))

    entries = list(counter.ledger.days.entries_of_day(DATE))
    assert [each.sequence for each in entries] == list(range(1, counter.ledger.head()[0] + 1))
    assert list(counter.ledger.days.entries_of_day("2026-11-21")) == []
    assert counter.ledger.days.day_revision(DATE) == 2
    assert [each.data["revision"] for each in counter.ledger.days.day_closes(DATE)] == [1, 2]


def test_a_whole_day_verifies_and_is_the_same_when_rebuilt(tmp_path: Path) -> None:
    write_a_day(tmp_path)
    path = tmp_path / "ledger.db"

    assert verify_ledger(path, public_key=key_of().public_key).first_bad is None
    rebuild(path)
    assert verify_ledger(path, public_key=key_of().public_key).first_bad is None
