"""A till that signs a part of a card's month away can spend it no more, and everybody can see it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pos.domain.journal.entries import EntryKind
from pos.errors.ledger import EntryWrong
from pos.ledger.verifying.verify import verify_ledger
from tests.ledger.counter import CARD, DATE, PROGRAMME, Counter
from tests.ledger.golden import released

WHOLE = PROGRAMME.entitlement()["vegetable"]


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    """A till that holds the whole month of one card."""
    counter = Counter(tmp_path)
    counter.adopt()
    counter.grant()
    counter.open_shift()
    return counter


def left(counter: Counter) -> int:
    return sum(each.left for each in counter.ledger.leases(CARD, DATE[:7]) if each.pool == "vegetable")


def test_what_is_released_is_no_longer_left_and_the_rest_is(counter: Counter) -> None:
    counter.ledger.append(counter.new(EntryKind.LEASE_RELEASED, released("L1", amount=WHOLE - 1)))
    assert left(counter) == 1
    assert verify_ledger(counter.path, public_key=counter.key.public_key).first_bad is None
    counter.ledger.close()


def test_the_card_buys_with_what_was_kept(counter: Counter) -> None:
    counter.ledger.append(counter.new(EntryKind.LEASE_RELEASED, released("L1", amount=WHOLE)))
    counter.sell(5, card_no=CARD)
    assert left(counter) == 0
    assert verify_ledger(counter.path, public_key=counter.key.public_key).first_bad is None
    counter.ledger.close()


@pytest.mark.parametrize("amount", [WHOLE + 1, 2 * WHOLE])
def test_more_than_is_left_cannot_be_released(counter: Counter, amount: int) -> None:
    with pytest.raises(EntryWrong):
        counter.ledger.append(counter.new(EntryKind.LEASE_RELEASED, released("L1", amount=amount)))
    assert left(counter) == WHOLE
    counter.ledger.close()


def test_nothing_is_released_twice_nor_of_another_card_or_month(counter: Counter) -> None:
    counter.ledger.append(counter.new(EntryKind.LEASE_RELEASED, released("L1", amount=WHOLE)))
    again = released("L1", amount=1, number=2)
    for wrong in (again, released("L1", month="2026-12"), released("L9")):
        with pytest.raises(EntryWrong):
            counter.ledger.append(counter.new(EntryKind.LEASE_RELEASED, wrong))
    assert left(counter) == 0
    counter.ledger.close()


def test_a_lease_knows_what_is_left_beside_what_was_released(counter: Counter) -> None:
    lease = counter.ledger.leases(CARD, DATE[:7])[0]
    assert replace(lease, spent=1, released=lease.granted - 1).left == 0
    counter.ledger.close()
