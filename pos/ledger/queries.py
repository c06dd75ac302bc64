"""Questions to a ledger that read several rows or columns: sales, sums, leases, entries."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from pos.domain.cards.lease import Lease
from pos.domain.decoding import decode_entry
from pos.domain.journal.chain import SealedEntry
from pos.domain.people.pin_guard import PinState
from pos.domain.programme.programme import Programme, programme_from_data
from pos.domain.selling.sale import SaleFacts
from pos.domain.shifts.shift import Shift
from pos.domain.shop_rules import ShopRules, rules_from_data
from pos.domain.sums import Sums
from pos.ledger.journal import STORED_COLUMNS, StoredEntry, stored
from pos.ledger.readers import Readers
from pos.ledger.sqlite import Row


@dataclass(frozen=True, slots=True)
class StoredSale:
    """A sale as stored in the journal. It is shown from these numbers and never computed again."""

    facts: SaleFacts
    sealed: SealedEntry
    at_ms: int
    business_date: str
    cashier: str


_AFTER: Final = f"SELECT {STORED_COLUMNS} FROM journal WHERE sequence > ? ORDER BY sequence LIMIT ?"  # noqa: S608 (constants)
_SALE: Final = (
    f"SELECT journal.{', journal.'.join(STORED_COLUMNS.split(', '))} FROM sale JOIN journal USING (sequence)"  # noqa: S608 (constants)
)
_SUMS: Final = (
    "SELECT sales, market, discount, subsidy, payable"
    " FROM running_sum WHERE sequence <= ? ORDER BY sequence DESC LIMIT 1"
)
_LEASES: Final = (
    "SELECT lease_id, card_no, month, pool, granted, spent, released FROM lease"
    " WHERE card_no = ? AND month = ? ORDER BY sequence, lease_id, pool"
)
_SHIFT: Final = (
    "SELECT shift_id, number, business_date, opened_at_ms, cashier, float_fen"
    " FROM shift ORDER BY sequence DESC LIMIT 1"
)


def entries_after(readers: Readers, sequence: int, *, entries_max: int, bytes_max: int) -> list[StoredEntry]:
    """Entries in order, as many as fit; at least one when there is one, however large."""
    entries: list[StoredEntry] = []
    bytes_left = bytes_max
    for row in readers.rows(_AFTER, (sequence, entries_max)):
        entry = stored(row)
        bytes_left -= len(entry.sealed.payload)
        if entries and bytes_left < 0:
            break
        entries.append(entry)
    return entries


def sale_numbered(readers: Readers, sale_no: str) -> StoredSale | None:
    """The sale with a number."""
    return _stored_sale(readers.row(f"{_SALE} WHERE sale_no = ?", (sale_no,)))


def recent_sales(readers: Readers, count: int) -> tuple[StoredSale, ...]:
    """The newest sales, newest first."""
    rows = readers.rows(f"{_SALE} ORDER BY sequence DESC LIMIT ?", (count,))
    return tuple(sale for row in rows if (sale := _stored_sale(row)) is not None)


def sums_upto(readers: Readers, sequence: int) -> Sums:
    """Counts and sums over the entries up to and with a sequence number."""
    row = readers.row(_SUMS, (sequence,))
    return Sums(sequence, *row) if row else Sums(entries=sequence)


def leases(readers: Readers, card_no: str, month: str) -> tuple[Lease, ...]:
    """This till's leases of a card's month, oldest grant first."""
    return tuple(Lease(*row) for row in readers.rows(_LEASES, (card_no, month)))


def programmes(readers: Readers) -> tuple[Programme, ...]:
    """Every programme that was adopted, in that order."""
    rows = readers.rows("SELECT data FROM programme ORDER BY sequence")
    return tuple(programme_from_data(json.loads(data)) for (data,) in rows)


def shop_rules(readers: Readers) -> tuple[ShopRules, ...]:
    """Every set of rules that was set at this till, in that order."""
    rows = readers.rows("SELECT data FROM shop_rules ORDER BY sequence")
    return tuple(rules_from_data(json.loads(data)) for (data,) in rows)


def pin_state(readers: Readers, staff_id: str) -> PinState:
    """The lock state of a person's PIN."""
    row = readers.row("SELECT wrong, rounds, locked_until_ms FROM pin_guard WHERE staff_id = ?", (staff_id,))
    return PinState(*row) if row else PinState()


def open_shift(readers: Readers) -> Shift | None:
    """The shift that was opened last, unless it was closed."""
    shift = last_shift(readers)
    if shift is None or readers.row("SELECT 1 FROM shift_end WHERE shift_id = ?", (shift.shift_id,)):
        return None
    return shift


def last_shift(readers: Readers) -> Shift | None:
    """The shift that was opened last, closed or not."""
    row = readers.row(_SHIFT)
    return Shift(*row) if row else None


def sales_on(readers: Readers, business_date: str) -> tuple[int, int]:
    """How many sales a business date has, and the sequence number of the last of them (or 0)."""
    row = readers.row(
        "SELECT count(*), coalesce(max(sequence), 0) FROM sale WHERE business_date = ?", (business_date,)
    )
    assert row is not None
    return row[0], row[1]


def document_number(readers: Readers, kind: str) -> int:
    """The highest number of the federation's documents of a kind that were adopted, or 0."""
    return _count(readers.row("SELECT coalesce(max(number), 0) FROM adopted WHERE kind = ?", (kind,)))


def _count(row: Row | None) -> int:
    assert row is not None
    count: int = row[0]
    return count


def _stored_sale(row: Row | None) -> StoredSale | None:
    if row is None:
        return None
    sealed = stored(row).sealed
    entry = decode_entry(sealed.payload)
    return StoredSale(
        facts=entry.facts(SaleFacts),
        sealed=sealed,
        at_ms=entry.at_ms,
        business_date=entry.business_date,
        cashier=entry.actor,
    )
