"""A slice of a card's month that a neighbour let go is this till's to spend, when it can be proven."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pos.crypto.documents import SignedDocument
from pos.domain.cards.lease_moves import LeaseReceived
from pos.domain.journal.entries import EntryKind
from pos.errors.ledger import EntryWrong
from pos.ledger.rights import false_right
from pos.ledger.verifying.replay import Bad
from pos.ledger.verifying.verify import verify_ledger
from tests.ledger.counter import CARD, DATE, FEDERATION, Counter, key_of
from tests.ledger.slices import introduction, let_go, taken
from tests.records import replace


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    """A till that holds nothing of the card."""
    counter = Counter(tmp_path)
    counter.adopt()
    counter.open_shift()
    return counter


def take(counter: Counter, told: LeaseReceived, document: SignedDocument) -> None:
    counter.ledger.append(
        counter.new(EntryKind.LEASE_RECEIVED, told, entry_id=f"received-{told.release_id}"), document=document
    )


def bad(counter: Counter) -> Bad | None:
    report = verify_ledger(
        counter.path, public_key=counter.key.public_key, federation_key=FEDERATION.public_key
    )
    right = false_right(
        counter.ledger._readers.rows,
        federation_key=FEDERATION.public_key,
        public_key=counter.key.public_key,
        month=DATE[:7],
    )
    assert (right is None) == (report.first_bad is None), "both ways of looking say the same"
    return report.first_bad


def test_a_slice_is_spent_like_a_lease_and_the_ledger_verifies(counter: Counter) -> None:
    document = introduction()
    take(counter, taken(let_go(), document), document)
    counter.sell(1, card_no=CARD)
    (lease,) = counter.ledger.leases(CARD, DATE[:7])
    assert (lease.granted, lease.spent) == (4_000, 438)
    assert bad(counter) is None
    counter.ledger.close()


def test_a_slice_is_taken_in_once(counter: Counter) -> None:
    document = introduction()
    told = taken(let_go(), document)
    take(counter, told, document)
    with pytest.raises(EntryWrong):
        counter.ledger.append(counter.new(EntryKind.LEASE_RECEIVED, told))
    assert bad(counter) is None
    counter.ledger.close()


def forged_by_itself() -> tuple[LeaseReceived, SignedDocument]:
    document = introduction()
    return taken(let_go(), document, key=key_of()), document  # Signed with the taker's own key.


def of_another_federation() -> tuple[LeaseReceived, SignedDocument]:
    document = introduction(key=key_of(12))
    return taken(let_go(), document), document


def meant_for_another_till() -> tuple[LeaseReceived, SignedDocument]:
    document = introduction()
    return taken(let_go(to_till="S01-3"), document), document


def made_larger() -> tuple[LeaseReceived, SignedDocument]:
    document = introduction()
    return replace(taken(let_go(), document), pools={"vegetable": 4_001}), document


def introduced_to_another_till() -> tuple[LeaseReceived, SignedDocument]:
    document = introduction(audience="S01-3")
    return taken(let_go(), document), document


@pytest.mark.parametrize(
    "told",
    [
        forged_by_itself,
        of_another_federation,
        meant_for_another_till,
        made_larger,
        introduced_to_another_till,
    ],
)
def test_what_nobody_let_go_is_found(
    counter: Counter, told: Callable[[], tuple[LeaseReceived, SignedDocument]]
) -> None:
    take(counter, *told())
    found = bad(counter)
    assert found is not None and found.code in {"slice.unproven", "document.signature", "document.audience"}
    counter.ledger.close()
