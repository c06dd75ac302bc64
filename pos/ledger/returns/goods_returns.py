"""Questions about returns: one, the newest, and whether the drawer moved after a sale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pos.domain.decoding import decode_entry
from pos.domain.journal.chain import SealedEntry
from pos.domain.journal.entries import EntryKind
from pos.domain.people.permission import Act
from pos.domain.returns.facts import ReturnFacts
from pos.ledger.journal import STORED_COLUMNS, stored
from pos.ledger.readers import Readers
from pos.ledger.sqlite import Row


@dataclass(frozen=True, slots=True)
class StoredReturn:
    """A return as stored in the journal. `approver` is a staff id, None when no approval was needed."""

    facts: ReturnFacts
    sealed: SealedEntry
    at_ms: int
    business_date: str
    cashier: str
    approver: str | None


_RETURN: Final = (
    f"SELECT journal.{', journal.'.join(STORED_COLUMNS.split(', '))}"  # noqa: S608 (constants)
    " FROM goods_return JOIN journal USING (sequence)"
)
_OF_THE_DRAWER: Final = (
    EntryKind.SALE,
    EntryKind.RETURN,
    EntryKind.CASH_MOVED,
    EntryKind.MAKE_GOOD_PAID,
    EntryKind.SHIFT_COUNTED,
    EntryKind.SHIFT_CLOSED,
    EntryKind.DAY_CLOSED,
    EntryKind.OVERRIDE,
)
_AFTER_SALE: Final = (
    "SELECT kind, payload FROM journal WHERE sequence > (SELECT sequence FROM sale WHERE sale_no = ?)"  # noqa: S608 (a constant)
    f" AND kind IN ({', '.join(repr(kind.value) for kind in _OF_THE_DRAWER)})"
)


class GoodsReturns:
    """What a ledger knows of returns. Reads only; safe from any thread."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    def numbered(self, return_no: str) -> StoredReturn | None:
        """The return with a number."""
        return _stored(self._readers.row(f"{_RETURN} WHERE return_no = ?", (return_no,)))

    def with_entry_id(self, entry_id: str) -> StoredReturn | None:
        """The return an entry id was used for."""
        return _stored(self._readers.row(f"{_RETURN} WHERE journal.entry_id = ?", (entry_id,)))

    def is_released(self, sale_no: str) -> bool:
        """Whether this till signed away the right to take a sale's goods back."""
        return self._readers.row("SELECT 1 FROM released_sale WHERE sale_no = ?", (sale_no,)) is not None

    def recent(self, count: int) -> tuple[StoredReturn, ...]:
        """The newest returns, newest first."""
        rows = self._readers.rows(f"{_RETURN} ORDER BY sequence DESC LIMIT ?", (count,))
        return tuple(found for row in rows if (found := _stored(row)) is not None)

    def drawer_moved_since(self, sale_no: str) -> bool:
        """Whether anything went into or out of the drawer after a sale, or it was counted or opened."""
        rows = self._readers.rows(_AFTER_SALE, (sale_no,))
        return any(
            kind != EntryKind.OVERRIDE or decode_entry(payload).data.get("act") == Act.OPEN_DRAWER
            for kind, payload in rows
        )


def _stored(row: Row | None) -> StoredReturn | None:
    if row is None:
        return None
    sealed = stored(row).sealed
    entry = decode_entry(sealed.payload)
    return StoredReturn(
        facts=entry.facts(ReturnFacts),
        sealed=sealed,
        at_ms=entry.at_ms,
        business_date=entry.business_date,
        cashier=entry.actor,
        approver=entry.approver,
    )
