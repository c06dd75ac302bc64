"""Questions about goods slips: one slip, those still to be paid, how many on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pos.domain.decoding import decode_entry
from pos.domain.journal.chain import SealedEntry
from pos.domain.returns.goods_slip import GoodsSlip
from pos.ledger.journal import STORED_COLUMNS, stored
from pos.ledger.readers import Readers
from pos.ledger.sqlite import Row


@dataclass(frozen=True, slots=True)
class StoredSlip:
    """A slip as stored in the journal. `approver` is a staff id, None when no approval was needed."""

    facts: GoodsSlip
    sealed: SealedEntry
    at_ms: int
    cashier: str
    approver: str | None
    is_open: bool


_SLIP: Final = (
    f"SELECT goods_slip.ended, journal.{', journal.'.join(STORED_COLUMNS.split(', '))}"  # noqa: S608 (constants)
    " FROM goods_slip JOIN journal USING (sequence)"
)


class GoodsSlips:
    """What a ledger knows of slips. Reads only; safe from any thread."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    def numbered(self, slip_no: str) -> StoredSlip | None:
        """The slip with a number."""
        row = self._readers.row(f"{_SLIP} WHERE slip_no = ?", (slip_no,))
        return None if row is None else _stored(row)

    def paid_by(self, return_id: str) -> StoredSlip | None:
        """The slip that the return with this entry id pays, or is to pay."""
        row = self._readers.row(f"{_SLIP} WHERE return_id = ?", (return_id,))
        return None if row is None else _stored(row)

    def open(self, *, upto: int | None = None) -> tuple[StoredSlip, ...]:
        """Slips still to be paid, the oldest first; with `upto` as they stood at that entry."""
        if upto is None:
            rows = self._readers.rows(f"{_SLIP} WHERE goods_slip.ended IS NULL ORDER BY sequence", ())
        else:
            rows = self._readers.rows(
                f"{_SLIP} WHERE sequence <= ? AND (goods_slip.ended IS NULL OR goods_slip.ended > ?)"
                " ORDER BY sequence",
                (upto, upto),
            )
        return tuple(_stored(row) for row in rows)

    def given_on(self, business_date: str) -> int:
        """How many slips a business date has."""
        row = self._readers.row("SELECT count(*) FROM goods_slip WHERE business_date = ?", (business_date,))
        assert row is not None, "a count is always there"
        return int(row[0])


def _stored(row: Row) -> StoredSlip:
    sealed = stored(row[1:]).sealed
    entry = decode_entry(sealed.payload)
    return StoredSlip(
        facts=entry.facts(GoodsSlip),
        sealed=sealed,
        at_ms=entry.at_ms,
        cashier=entry.actor,
        approver=entry.approver,
        is_open=row[0] is None,
    )
