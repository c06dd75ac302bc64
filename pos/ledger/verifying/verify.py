"""Replays a ledger file and names the first entry that does not fit. It changes nothing.

Everything is decided again with the code that decided it: chain, signatures, what the bytes say
against what the columns say, every quote, every lease and the federation's document behind it, and
at last the projections against a rebuild, and the schema against ours. What only the outside can
know (that the end was cut off) is checked against anchors: a counter-signed head, the till's own
mark, or the short hash on a receipt. Whatever the file is, the answer is a named finding.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from pos.crypto.statements import entry_statement
from pos.crypto.suite import SUITES, Verify
from pos.domain.decoding import decode_entry
from pos.domain.journal.chain import DIGESTS, seal
from pos.domain.journal.entries import Entry
from pos.domain.programme.programme import Programme
from pos.domain.shop_rules import ShopRules
from pos.domain.sums import Sums
from pos.errors.ledger import ChainBroken, EntryWrong, LedgerMissing
from pos.errors.programme import ProgrammeWrong
from pos.ledger import projections
from pos.ledger.adopted import DOCUMENT_COLUMNS, AdoptedDocuments
from pos.ledger.binding import Bindings
from pos.ledger.journal import Installation
from pos.ledger.projections import PROJECTED
from pos.ledger.schema import versions
from pos.ledger.schema.creating import statements
from pos.ledger.sqlite import DRIVER, Connection, Row, connect_read_only
from pos.ledger.verifying import verify_marks, verify_schema
from pos.ledger.verifying.replay import Bad, Replay
from pos.ledger.verifying.verify_marks import Anchor, LeasesLeft, Remark

__all__ = ["Anchor", "LeasesLeft", "Remark", "VerifyReport", "verify_ledger"]

_JOURNAL: Final = (
    "SELECT sequence, entry_id, kind, version, at_ms, business_date, actor, payload, previous_hash,"
    " entry_hash, signature, suite FROM journal ORDER BY sequence"
)
_DOCUMENT: Final = f"SELECT {DOCUMENT_COLUMNS} FROM document WHERE document_hash = ?"  # noqa: S608 (constants)
_TYPES: Final = (int, str, str, int, int, str, str, bytes, bytes, bytes, bytes, int)
CHECK_STOPPED: Final = "verify.check_stopped"  # A finding, and a fault of this program as well.

_ENTRIES_BETWEEN_WORDS: Final = 500
_log = logging.getLogger(__name__)

_COLUMNS: Final = ("sequence", "entry_id", "kind", "version", "at_ms", "business_date", "actor")


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What a ledger holds, as far as it is good. Sums in fen, up to the first bad entry."""

    entries: int
    sales: int
    sums: Sums
    head_hash: bytes
    first_bad: Bad | None
    remarks: tuple[Remark, ...] = ()
    leases_left: tuple[LeasesLeft, ...] = ()  # Of a ledger that is good to its end.
    bound_since: int | None = None  # The entry that binds the journal to its identity.


def verify_ledger(
    path: Path,
    *,
    public_key: bytes | None,
    federation_key: bytes | None = None,
    default_programmes: Sequence[Programme] = (),
    shipped_rules: Sequence[ShopRules] = (),
    anchors: Sequence[Anchor] = (),
    progress: Callable[[int, int], None] | None = None,
) -> VerifyReport:
    """Verify a ledger file from its first byte to its last.

    Without `public_key` the signatures are not checked, without `federation_key` not those of the
    federation: over its documents, and over what it has seen. `default_programmes` and the shop's
    `shipped_rules` are those that came with the program and not through the journal. `progress` is
    told now and then how many entries of how many are done. Raises LedgerMissing, LedgerNewer, and
    ChainBroken when the file is no ledger at all.
    """
    if not path.is_file():
        raise LedgerMissing(path=str(path))
    versions.refuse_newer(path)
    found_remarks: list[Remark] = []
    left: list[LeasesLeft] = []
    with closing(connect_read_only(path)) as connection, closing(_scratch()) as scratch:
        connection.text_factory = _as_it_stands
        documents = AdoptedDocuments(
            lambda name: connection.execute(_DOCUMENT, (name,)).fetchone(), federation_key=federation_key
        )
        replay = Replay(
            default_programmes,
            payload_at=lambda sequence: _payload(connection, sequence),
            shipped_rules=shipped_rules,
        )
        bindings = Bindings(federation_key=federation_key, public_key=public_key)
        walk = _Walk(public_key, replay, documents, bindings, scratch)
        try:
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'journal'").fetchone():
                raise ChainBroken(sequence=0, reason="not_a_ledger")
            version = connection.execute("PRAGMA user_version").fetchone()[0]  # A WAL may know it better.
            bad = (
                _first(verify_schema.unreadable_core(connection))
                or _first(walk.all(_told(connection, progress)))
                or _first(verify_marks.anchors_reached(connection, walk.sequence, anchors))
                or _first(verify_marks.marks_sound(connection, walk.owner, walk.sequence))
                or _first(verify_marks.countersigned(connection, walk.owner, federation_key))
                or _first(_foreign_documents(connection, documents.names))
                # The tables of an older release are made anew when that file is opened for selling.
                or (_first(_differences(connection, scratch)) if version == versions.SCHEMA_VERSION else None)
                or _first(verify_marks.papers_sound(connection, scratch))
                or _first(verify_schema.differences(connection, scratch, version=version))
                or _first(_pages(connection))
            )
            if bad is None:
                found_remarks = verify_marks.remarks(connection, scratch, version=version)
                left = verify_marks.leases_left(connection, scratch)
        except DRIVER.DatabaseError as error:
            # Pages that cannot be read, or a table that somebody took away.
            bad = Bad(walk.sequence + 1, "ledger.file_damaged", str(error))
        except (UnicodeError, OverflowError, RecursionError, MemoryError) as error:
            # Texts and numbers that no ledger has, and that Python refuses.
            bad = Bad(walk.sequence + 1, "ledger.file_damaged", repr(error))
        except ChainBroken:
            raise
        except Exception as error:  # noqa: BLE001 - who is handed any file whatsoever names what it is.
            _log.exception("a check stopped at entry %d", walk.sequence + 1)
            bad = Bad(walk.sequence + 1, CHECK_STOPPED, repr(error))
    return VerifyReport(
        walk.sequence,
        walk.replay.sums.sales,
        walk.sums,
        walk.head_hash,
        bad,
        tuple(found_remarks),
        tuple(left),
        bindings.since,
    )


def _as_it_stands(text: bytes) -> str:
    """A text as it is in the file; what is no UTF-8 differs from everything that should stand there."""
    return text.decode("utf-8", "surrogateescape")


def _told(connection: Connection, progress: Callable[[int, int], None] | None) -> Iterator[Row]:
    """The journal's rows; who waits is told how far they are."""
    total = connection.execute("SELECT count(*) FROM journal").fetchone()[0] if progress else 0
    for done, row in enumerate(connection.execute(_JOURNAL)):
        if progress is not None and done % _ENTRIES_BETWEEN_WORDS == 0:
            progress(done, total)
        yield row


def _payload(connection: Connection, sequence: int) -> bytes:
    """The bytes of an entry that was found good."""
    row = connection.execute("SELECT payload FROM journal WHERE sequence = ?", (sequence,)).fetchone()
    payload: bytes = row[0]
    return payload


class _Walk:
    """Goes along the journal; everything up to `sequence` was found good."""

    def __init__(
        self,
        public_key: bytes | None,
        replay: Replay,
        documents: AdoptedDocuments,
        bindings: Bindings,
        scratch: Connection,
    ) -> None:
        self.replay = replay
        self._documents = documents
        self._bindings = bindings
        self.sequence = 0
        self.head_hash = b""
        self._public_key = public_key
        self._verifiers: dict[int, Verify] = {}
        self._owner: Installation | None = None
        self._cursor = scratch.cursor()

    @property
    def owner(self) -> Installation | None:
        """Whose ledger it is, as its first entry says."""
        return self._owner

    @property
    def sums(self) -> Sums:
        """Sums up to the last good entry."""
        return self.replay.sums._replace(entries=self.sequence)

    def all(self, rows: Iterator[Row]) -> Iterator[Bad]:
        """Yield what is wrong; nothing is looked at after the first."""
        for row in rows:
            bad = self._entry(row)
            if bad is not None:
                yield bad
                return
            self.sequence, self.head_hash = row[0], row[9]

    def _entry(self, row: Row) -> Bad | None:
        if tuple(map(type, row)) != _TYPES:
            return Bad(self.sequence + 1, "entry.columns", "a column holds another type of value")
        sequence, entry_id, payload, previous_hash = row[0], row[1], row[7], row[8]
        entry_hash, signature, suite = row[9], row[10], row[11]
        if sequence != self.sequence + 1:
            return Bad(self.sequence + 1, "entry.missing", f"entry {sequence} follows entry {self.sequence}")
        if suite not in DIGESTS or suite not in SUITES:
            return Bad(sequence, "entry.suite", f"suite {suite} is not known")
        try:
            entry = decode_entry(payload)
        except EntryWrong as error:
            return Bad(sequence, "entry.bytes", str(error))
        expected_previous = self._previous(entry)
        if previous_hash != expected_previous:
            return Bad(sequence, "entry.chain", "it does not follow the entry before it")
        if seal(sequence, entry_id, payload, previous_hash, suite=suite).entry_hash != entry_hash:
            return Bad(sequence, "entry.hash", "its bytes are not what was sealed")
        if not self._signed(entry_hash, signature, suite):
            return Bad(sequence, "entry.signature", "it was not signed by this till")
        return self._owned(entry) or _columns(entry, row) or self._meaning(entry)

    def _previous(self, entry: Entry) -> bytes:
        if self._owner is None:
            self._owner = Installation(entry.till_id, entry.epoch, entry.suite)
            return self._owner.genesis().entry_hash
        return self.head_hash

    def _signed(self, entry_hash: bytes, signature: bytes, suite: int) -> bool:
        if self._public_key is None:
            return True
        verify = self._verifiers.get(suite)
        if verify is None:
            verify = self._verifiers[suite] = SUITES[suite].verifier(self._public_key)
        return verify(entry_statement(entry_hash), signature)

    def _owned(self, entry: Entry) -> Bad | None:
        owner = self._owner
        assert owner is not None
        if (entry.till_id, entry.epoch) == (owner.till_id, owner.epoch):
            return None
        return Bad(entry.sequence, "entry.owner", f"it says till {entry.till_id} epoch {entry.epoch}")

    def _meaning(self, entry: Entry) -> Bad | None:
        bad = self.replay.take(entry) or self._adopted(entry)
        if bad is not None:
            return bad
        try:
            projections.apply(self._cursor, entry)
        except (EntryWrong, DRIVER.Error, OverflowError) as error:
            return Bad(entry.sequence, "entry.meaning", str(error))
        return None

    def _adopted(self, entry: Entry) -> Bad | None:
        try:
            found = self._bindings.take(entry) or self._documents.take(entry)
        except (EntryWrong, ProgrammeWrong) as error:
            return Bad(entry.sequence, "document.form", str(error))
        return None if found is None else Bad(entry.sequence, found.code, found.detail)


def _columns(entry: Entry, row: Row) -> Bad | None:
    for name, value in zip(_COLUMNS, row, strict=False):
        if getattr(entry, name) != value:
            return Bad(entry.sequence, "entry.columns", f"column {name} says {value!r}")
    return None if entry.suite == row[11] else Bad(entry.sequence, "entry.columns", "column suite")


def _pages(connection: Connection) -> Iterator[Bad]:
    """SQLite's own opinion of the file: pages, indices and constraints."""
    for (said,) in connection.execute("PRAGMA integrity_check"):
        if said != "ok":
            yield Bad(0, "ledger.file_damaged", said)


def _foreign_documents(connection: Connection, adopted: Collection[str]) -> Iterator[Bad]:
    """A document comes with the entry that adopts it, and not otherwise."""
    for name, payload in connection.execute("SELECT document_hash, payload FROM document"):
        if type(payload) is not bytes or hashlib.sha256(payload).hexdigest() != name:
            yield Bad(0, "document.changed", str(name))
        elif name not in adopted:
            yield Bad(0, "document.not_adopted", str(name))


def _differences(connection: Connection, scratch: Connection) -> Iterator[Bad]:
    """Compare every projection with one made anew from the journal."""
    for table, key in PROJECTED.items():
        rows = f"SELECT * FROM {table} ORDER BY {key}"  # noqa: S608 (names from our own tables)
        answer = scratch.execute(rows)
        place = [column[0] for column in answer.description].index("sequence")
        for found, expected in zip_longest(connection.execute(rows), answer):
            if found != expected:
                row: Any = expected or found
                yield Bad(row[place], f"projection.{table}", f"{found} instead of {expected}")
                return


def _scratch() -> Connection:
    """A database that goes away by itself, on disk when it grows."""
    connection: Connection = DRIVER.connect("", isolation_level=None)
    for statement in statements():
        connection.execute(statement)
    connection.execute("BEGIN")
    return connection


def _first(found: Iterator[Bad]) -> Bad | None:
    return next(found, None)
