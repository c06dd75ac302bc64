"""Searches a journal, newest entry first: by date, kind and content of an entry. It only reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pos.domain.decoding import decode_entry
from pos.domain.journal.entries import Entry
from pos.ledger.journal import STORED_COLUMNS, stored
from pos.ledger.readers import Readers
from pos.ledger.sqlite import Row

_FIND: Final = f"SELECT {STORED_COLUMNS} FROM journal"  # noqa: S608 (constants)
_AFTER_ALL: Final = 2**63 - 1  # A sequence number is never larger.
_CHUNK: Final = 1_000  # Entries read at a time while a text is looked for.
SCAN_MAX: Final = 20_000


@dataclass(frozen=True, slots=True)
class JournalQuery:
    """The search text changed. An entry fits when its bytes hold one of `texts`, if there are any."""

    texts: tuple[str, ...] = ()
    business_date: str | None = None
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """An entry and the short hash that is printed on its paper."""

    entry: Entry
    short_hash: str


@dataclass(frozen=True, slots=True)
class FoundEntries:
    """What was found, newest first. `before` is where to continue, None at the journal's beginning."""

    entries: tuple[FoundEntry, ...]
    before: int | None


def search_journal(
    readers: Readers, query: JournalQuery, *, before: int | None, limit: int, scan_max: int = SCAN_MAX
) -> FoundEntries:
    """The newest entries that fit, below the sequence number `before` if one is given.

    A text is looked for in at most `scan_max` entries at a time, so that an answer comes soon
    however long the journal is: it may be empty and still have a `before` to go on from.
    """
    texts = [text.encode() for text in query.texts]
    found: list[FoundEntry] = []
    scanned = 0
    while scanned < scan_max:
        chunk = _CHUNK if texts else limit - len(found)
        rows = _rows(readers, query, before, chunk)
        for row in rows:
            sealed = stored(row).sealed
            before = sealed.sequence
            # Python looks through bytes many times faster than SQLite's instr() does.
            if not texts or any(text in sealed.payload for text in texts):
                entry = decode_entry(sealed.payload)
                found.append(FoundEntry(entry, sealed.short_hash))
                if len(found) == limit:
                    return FoundEntries(tuple(found), before if _rows(readers, query, before, 1) else None)
        if len(rows) < chunk:
            return FoundEntries(tuple(found), None)
        scanned += len(rows)
    return FoundEntries(tuple(found), before)


def _rows(readers: Readers, query: JournalQuery, before: int | None, limit: int) -> list[Row]:
    conditions = ["sequence < ?"]
    values: list[object] = [_AFTER_ALL if before is None else before]
    if query.business_date is not None:
        conditions.append("business_date = ?")
        values.append(query.business_date)
    if query.kinds:
        conditions.append(f"kind IN ({', '.join('?' * len(query.kinds))})")
        values += query.kinds
    sql = f"{_FIND} WHERE {' AND '.join(conditions)} ORDER BY sequence DESC LIMIT ?"
    return readers.rows(sql, (*values, limit))
