"""Appends to the journal: seals, signs and stores an entry, and reads entries back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol

from pos.crypto.statements import entry_statement
from pos.domain.decoding import FACTS_OF_KIND, check_data
from pos.domain.journal.chain import SealedEntry, first_break, genesis, seal
from pos.domain.journal.entries import VERSIONS, Entry, EntryKind, encode_entry, raw_data
from pos.domain.journal.record import Record
from pos.errors.ledger import ChainBroken, EntryConflict
from pos.ledger.sqlite import Connection, Cursor, Row


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry to append. The caller makes the id first, so that it can try again with the same id."""

    kind: EntryKind
    data: Record | dict[str, Any]
    entry_id: str
    at_ms: int
    business_date: str
    actor: str
    approver: str | None = None


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry with its signature: what sync sends."""

    sealed: SealedEntry
    signature: bytes


class Head(NamedTuple):
    """The end of a chain; with nothing in it, sequence 0 and the genesis hash."""

    sequence: int
    entry_hash: bytes


@dataclass(frozen=True, slots=True)
class Installation:
    """Whose journal this is. Its genesis binds the chain to one installation of one till."""

    till_id: str
    epoch: int
    suite: int

    def genesis(self) -> Head:
        """The head of an empty journal."""
        return Head(0, genesis(self.till_id, self.epoch, suite=self.suite))


STORED_COLUMNS: Final = "sequence, entry_id, payload, previous_hash, entry_hash, suite, signature"

ENTRIES_ALL: Final = -1  # SQLite's word for no limit.

_STORED_TYPES: Final = (int, str, bytes, bytes, bytes, int, bytes)

_HEAD: Final = "SELECT sequence, entry_hash FROM journal ORDER BY sequence DESC LIMIT 1"
_LAST_AND_KNOWN: Final = (
    "SELECT (SELECT max(sequence) FROM journal), EXISTS (SELECT 1 FROM journal WHERE entry_id = ?)"
)
BY_ID: Final = f"SELECT {STORED_COLUMNS} FROM journal WHERE entry_id = ?"  # noqa: S608 (constants)
_AFTER: Final = f"SELECT {STORED_COLUMNS} FROM journal WHERE sequence > ? ORDER BY sequence LIMIT ?"  # noqa: S608 (constants)
_INSERT: Final = "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def stored(row: Row) -> StoredEntry:
    """An entry from a row of `STORED_COLUMNS`. Raises ChainBroken when a column holds another type."""
    if tuple(map(type, row)) != _STORED_TYPES:  # The file is STRICT; who tampers may have changed that too.
        raise ChainBroken(sequence=row[0], reason="column_types")
    *sealed, signature = row
    return StoredEntry(SealedEntry(*sealed), signature)


def head_and_known(
    cursor: Cursor, genesis_head: Head, entry_id: str, *, remembered: Head
) -> tuple[Head, bool]:
    """The end of the chain in this transaction, and whether it has an entry with this id.

    `remembered` is an end that was there before. When no entry has come since, it is still the end:
    entries never change, and the hash stands behind their bytes, where reading it costs a customer time.
    """
    last, known = cursor.execute(_LAST_AND_KNOWN, (entry_id,)).fetchone()
    if last is None:
        return genesis_head, False
    if last == remembered.sequence:
        return remembered, bool(known)
    return Head(*cursor.execute(_HEAD).fetchone()), bool(known)


def find(cursor: Cursor, entry_id: str) -> StoredEntry:
    """The entry with an id that is known to be there."""
    return stored(cursor.execute(BY_ID, (entry_id,)).fetchone())


def place(new: NewEntry, sequence: int, installation: Installation) -> Entry:
    """The entry as it will be at a place in the journal. Raises EntryWrong when it could not be read back."""
    entry = Entry(
        till_id=installation.till_id,
        epoch=installation.epoch,
        sequence=sequence,
        entry_id=new.entry_id,
        kind=new.kind.value,
        version=VERSIONS[new.kind],
        at_ms=new.at_ms,
        business_date=new.business_date,
        actor=new.actor,
        approver=new.approver,
        raw=raw_data(new.data),
        suite=installation.suite,
    )
    if isinstance(new.data, Record):
        entry.read_back(type(new.data))
    elif entry.kind in FACTS_OF_KIND:
        check_data(entry)
    return entry


def insert(cursor: Cursor, entry: Entry, previous_hash: bytes, sign: Callable[[bytes], bytes]) -> SealedEntry:
    """Seal, sign and store an entry at the end of the chain."""
    payload = encode_entry(entry)
    sealed = seal(entry.sequence, entry.entry_id, payload, previous_hash, suite=entry.suite)
    cursor.execute(
        _INSERT,
        (
            entry.sequence,
            entry.entry_id,
            entry.kind,
            entry.version,
            entry.at_ms,
            entry.business_date,
            entry.actor,
            payload,
            previous_hash,
            sealed.entry_hash,
            sign(entry_statement(sealed.entry_hash)),
            entry.suite,
        ),
    )
    return sealed


def same_again(new: NewEntry, found: StoredEntry, installation: Installation) -> SealedEntry:
    """The stored entry, if it is equal to `new`. Raises EntryConflict if not."""
    if encode_entry(place(new, found.sealed.sequence, installation)) != found.sealed.payload:
        raise EntryConflict(entry_id=new.entry_id)
    return found.sealed


# ── Looking at the chain ───────────────────────────────────────────────────────────────────


class Fetch(Protocol):
    """Runs a question: on the writer's connection inside a transaction, or on a reader's."""

    def __call__(self, sql: str, parameters: tuple[Any, ...] = (), /) -> list[Row]:
        """All rows of the answer."""
        ...


def head_of(fetch: Fetch, genesis_head: Head) -> Head:
    """The end of the chain."""
    rows = fetch(_HEAD)
    return Head(*rows[0]) if rows else genesis_head


def hash_at(fetch: Fetch, sequence: int) -> bytes | None:
    """The hash of an entry, or None when there is none."""
    rows = fetch("SELECT entry_hash FROM journal WHERE sequence = ?", (sequence,))
    return rows[0][0] if rows else None


def check_owner(fetch: Fetch, genesis_head: Head) -> None:
    """Raise ChainBroken when the journal was begun by another till or epoch."""
    rows = fetch("SELECT previous_hash FROM journal WHERE sequence = 1")
    if rows and rows[0][0] != genesis_head.entry_hash:
        raise ChainBroken(sequence=1, reason="another_till_or_epoch")


def before_tail(fetch: Fetch, genesis_head: Head, end: Head, entries: int) -> Head:
    """The place some entries before the end."""
    sequence = end.sequence - entries
    entry_hash = hash_at(fetch, sequence)
    return genesis_head if entry_hash is None else Head(sequence, entry_hash)


def check_from(fetch: Fetch, start: Head, *, entries_max: int = ENTRIES_ALL) -> Head:
    """Check the chain from an entry that was checked before; return how far it is good.

    Raises ChainBroken with the first entry that does not fit.
    """
    if start.sequence and hash_at(fetch, start.sequence) != start.entry_hash:
        raise ChainBroken(sequence=start.sequence, reason="changed_or_cut")
    entries = [stored(row).sealed for row in fetch(_AFTER, (start.sequence, entries_max))]
    broken = first_break(entries, after_sequence=start.sequence, after_hash=start.entry_hash)
    if broken is not None:
        raise ChainBroken(sequence=broken, reason="does_not_fit")
    return Head(entries[-1].sequence, entries[-1].entry_hash) if entries else start


def tail_check(installation: Installation, *, entries: int) -> Callable[[Connection], None]:
    """Checks the end of a file that failed, before a writer writes to it again."""

    def check(connection: Connection) -> None:
        def fetch(sql: str, parameters: tuple[Any, ...] = ()) -> list[Row]:
            return connection.execute(sql, parameters).fetchall()

        genesis_head = installation.genesis()
        end = head_of(fetch, genesis_head)
        check_from(fetch, before_tail(fetch, genesis_head, end, entries))

    return check
