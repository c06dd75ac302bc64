"""Writes what entries do to this till's leases: granted, spent, given back, let go, taken in."""

from __future__ import annotations

from typing import Final

from pos.domain.cards.lease_grant import LeasesGranted
from pos.domain.cards.lease_moves import LeaseReceived, LeaseReleased
from pos.domain.journal.entries import Entry
from pos.domain.returns.facts import ReturnFacts
from pos.domain.selling.sale import SoldCard
from pos.errors.ledger import EntryWrong
from pos.ledger.sqlite import Cursor

_DEBIT: Final = (
    "UPDATE lease SET spent = spent + ?1"
    " WHERE lease_id = ?2 AND pool = ?3 AND card_no = ?4 AND month = ?5 AND spent + released + ?1 <= granted"
)
_RESTORE: Final = (
    "UPDATE lease SET spent = spent - ?1"
    " WHERE lease_id = ?2 AND pool = ?3 AND card_no = ?4 AND month = ?5 AND spent >= ?1"
)
_RELEASE: Final = (
    "UPDATE lease SET released = released + ?1"
    " WHERE lease_id = ?2 AND pool = ?3 AND card_no = ?4 AND month = ?5 AND spent + released + ?1 <= granted"
)
_GRANT: Final = "INSERT INTO lease VALUES (?, ?, ?, ?, ?, 0, ?, 0)"


def grant(cursor: Cursor, entry: Entry) -> None:
    """Store leases of the federation, each once. Raises EntryWrong."""
    rows = [
        (grant.lease_id, pool, grant.card_no, grant.month, granted, entry.sequence)
        for grant in entry.facts(LeasesGranted).grants
        for pool, granted in sorted(grant.pools.items())
    ]
    for lease_id, pool, *_rest in rows:
        if cursor.execute("SELECT 1 FROM lease WHERE lease_id = ? AND pool = ?", (lease_id, pool)).fetchone():
            raise EntryWrong(reason=f"lease {lease_id} was granted before")
    cursor.executemany(_GRANT, rows)


def debit(cursor: Cursor, card: SoldCard) -> None:
    """Spend what a sale took. Raises EntryWrong when a lease does not hold it."""
    for spent in card.spends:
        cursor.execute(_DEBIT, (spent.amount, spent.lease_id, spent.pool, card.card_no, card.month))
        if cursor.rowcount != 1:
            raise EntryWrong(reason=f"lease {spent.lease_id} of this card and month cannot pay {spent}")


def restore(cursor: Cursor, facts: ReturnFacts) -> None:
    """Undo what the returned goods had spent. Raises EntryWrong."""
    for back in facts.restorations:
        if facts.card is None:
            raise EntryWrong(reason="restorations without a card")
        cursor.execute(
            _RESTORE, (back.amount, back.lease_id, back.pool, facts.card.card_no, facts.card.month)
        )
        if cursor.rowcount != 1:
            raise EntryWrong(reason=f"lease {back.lease_id} of this card and month never spent {back}")


def release(cursor: Cursor, entry: Entry) -> None:
    """Make leases smaller by what was let go. Raises EntryWrong."""
    facts = entry.facts(LeaseReleased)
    for part in facts.parts:
        cursor.execute(_RELEASE, (part.amount, part.lease_id, part.pool, facts.card_no, facts.month))
        if cursor.rowcount != 1:
            raise EntryWrong(reason=f"lease {part.lease_id} of this card and month does not hold {part}")


def take_slice(cursor: Cursor, entry: Entry) -> None:
    """Store a neighbour's slice as a lease of its own. Raises EntryWrong."""
    facts = entry.facts(LeaseReceived)
    if cursor.execute("SELECT 1 FROM lease WHERE lease_id = ?", (facts.release_id,)).fetchone():
        raise EntryWrong(reason=f"slice {facts.release_id} was taken in before")
    rows = [
        (facts.release_id, pool, facts.card_no, facts.month, amount, entry.sequence)
        for pool, amount in sorted(facts.pools.items())
    ]
    cursor.executemany(_GRANT, rows)
