"""Questions about make-good slips and their money: by the ids of their entries, or by a slip's number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from pos.domain.cards.lease_moves import MakeGoodPaid, MakeGoodSlip, sale_of_slip, slip_entry_id
from pos.domain.decoding import decode_entry
from pos.domain.journal.chain import SealedEntry
from pos.domain.journal.entries import EntryKind
from pos.ledger.journal import STORED_COLUMNS, stored
from pos.ledger.readers import Readers
from pos.ledger.sqlite import Row

F = TypeVar("F", MakeGoodSlip, MakeGoodPaid)


@dataclass(frozen=True, slots=True)
class StoredFact(Generic[F]):
    """A slip or a payment as stored in the journal."""

    facts: F
    sealed: SealedEntry
    at_ms: int
    cashier: str


_BY_ID: Final = f"SELECT {STORED_COLUMNS} FROM journal WHERE entry_id = ?"  # noqa: S608 (constants)
_SALE_ID: Final = "SELECT entry_id FROM sale JOIN journal USING (sequence) WHERE sale_no = ?"
_PAYMENTS: Final = (
    f"SELECT {STORED_COLUMNS} FROM journal WHERE kind = '{EntryKind.MAKE_GOOD_PAID.value}'"  # noqa: S608 (constants)
    " ORDER BY sequence DESC"
)


class MakeGoods:
    """What a ledger knows of make-goods. Reads only; safe from any thread."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    def slip(self, entry_id: str) -> StoredFact[MakeGoodSlip] | None:
        """The slip with an entry id."""
        return _read(self._readers.row(_BY_ID, (entry_id,)), MakeGoodSlip)

    def numbered(self, slip_no: str) -> StoredFact[MakeGoodSlip] | None:
        """The slip with a number, which is its sale's, marked."""
        row = self._readers.row(_SALE_ID, (sale_of_slip(slip_no),))
        return None if row is None else self.slip(slip_entry_id(row[0]))

    def payment(self, entry_id: str) -> StoredFact[MakeGoodPaid] | None:
        """The payment with an entry id."""
        return _read(self._readers.row(_BY_ID, (entry_id,)), MakeGoodPaid)

    def paid_for(self, slip_no: str) -> StoredFact[MakeGoodPaid] | None:
        """The newest payment at this till for the slip with a number; payments are few."""
        for row in self._readers.rows(_PAYMENTS, ()):
            found = _read(row, MakeGoodPaid)
            if found is not None and found.facts.slip_no == slip_no:
                return found
        return None


def _read(row: Row | None, kind: type[F]) -> StoredFact[F] | None:
    if row is None:
        return None
    sealed = stored(row).sealed
    entry = decode_entry(sealed.payload)
    return StoredFact(entry.facts(kind), sealed, entry.at_ms, entry.actor)
