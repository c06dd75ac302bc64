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
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from pos.domain.decoding import decode_vouched
from pos.domain.journal.entries import Entry
from pos.domain.programme.programme import Programme
from pos.domain.shop_rules import ShopRules
from pos.domain.sums import Sums
from pos.errors.ledger import ChainBroken, EntryWrong, LedgerMissing
from pos.errors.programme import ProgrammeWrong
from pos.ledger import projections
from pos.ledger.adopted import DOCUMENT_COLUMNS, AdoptedDocuments
from pos.ledger.binding import Bindings
from pos.ledger.projections import PROJECTED
from pos.ledger.schema import versions
from pos.ledger.schema.creating import statements
from pos.ledger.sqlite import DRIVER, Connection, Row, connect_read_only
from pos.ledger.verifying import verify_marks, verify_schema
from pos.ledger.verifying.links import LINK_COLUMNS, Links
from pos.ledger.verifying.replay import NOBODY, Bad, Replay
from pos.ledger.verifying.spread import (
    ENTRIES_MIN,
    ROWS_OF_A_SALE,
    Answer,
    NotVouched,
    cut,
    looked_at,
)
from pos.ledger.verifying.verify_marks import Anchor, LeasesLeft, Remark

__all__ = ["Anchor", "LeasesLeft", "Remark", "VerifyReport", "verify_ledger"]

_JOURNAL: Final = f"SELECT {LINK_COLUMNS} FROM journal ORDER BY sequence"  # noqa: S608 (constants)
_PAYLOADS: Final = "SELECT payload FROM journal WHERE sequence BETWEEN ? AND ? ORDER BY sequence"
_DOCUMENT: Final = f"SELECT {DOCUMENT_COLUMNS} FROM document WHERE document_hash = ?"  # noqa: S608 (constants)
CHECK_STOPPED: Final = "verify.check_stopped"  # A finding, and a fault of this program as well.

_ENTRIES_BETWEEN_WORDS: Final = 500
_log = logging.getLogger(__name__)


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


@dataclass(frozen=True, slots=True)
class _Asked:
    """What `verify_ledger` was asked."""

    path: Path
    public_key: bytes | None
    federation_key: bytes | None
    default_programmes: Sequence[Programme]
    shipped_rules: Sequence[ShopRules]
    anchors: Sequence[Anchor]
    progress: Callable[[int, int], None] | None


def verify_ledger(
    path: Path,
    *,
    public_key: bytes | None,
    federation_key: bytes | None = None,
    default_programmes: Sequence[Programme] = (),
    shipped_rules: Sequence[ShopRules] = (),
    anchors: Sequence[Anchor] = (),
    progress: Callable[[int, int], None] | None = None,
    jobs: int = 1,
    entries_min: int = ENTRIES_MIN,
) -> VerifyReport:
    """Verify a ledger file from its first byte to its last.

    Without `public_key` the signatures are not checked, without `federation_key` not those of the
    federation: over its documents, and over what it has seen. `default_programmes` and the shop's
    `shipped_rules` are those that came with the program and not through the journal. `progress` is
    called now and then with entries done and the total. `jobs` processes share the work when the
    journal has at least `entries_min` entries; what is found does not depend on them. Raises
    LedgerMissing, LedgerNewer, and ChainBroken when the file is no ledger at all.
    """
    if not path.is_file():
        raise LedgerMissing(path=str(path))
    versions.refuse_newer(path)
    asked = _Asked(path, public_key, federation_key, default_programmes, shipped_rules, anchors, progress)
    if jobs > 1:
        report = _spread(asked, jobs=jobs, entries_min=entries_min)
        if report is not None:
            return report
    return _verify(asked)


def _spread(asked: _Asked, *, jobs: int, entries_min: int) -> VerifyReport | None:
    """The report on a ledger in which everything is as it should be; None when it is not, or is small."""
    try:
        with closing(connect_read_only(asked.path)) as connection:
            pieces = cut(
                connection,
                asked.path,
                public_key=asked.public_key,
                shipped=asked.default_programmes,
                entries_min=entries_min,
            )
        with looked_at(pieces, jobs=jobs) as answers:
            report = _verify(asked, zip(pieces, answers.pieces, strict=True), answers.pages)
    except Exception as error:  # noqa: BLE001 - whatever it was, the walk from the first entry names it.
        _log.info("nobody vouched for the ledger in pieces: %r", error)
        return None
    return report if report.first_bad is None else None


def _verify(
    asked: _Asked, vouched: Iterable[Answer] | None = None, pages: Future[bool] | None = None
) -> VerifyReport:
    """Check everything, except what another process confirms: for each entry, and the file's pages."""
    found_remarks: list[Remark] = []
    left: list[LeasesLeft] = []
    with closing(connect_read_only(asked.path)) as connection, closing(_scratch()) as scratch:
        if vouched is None:  # Else a text that is none ends it, and everything is looked at again.
            connection.text_factory = _as_it_stands
        documents = AdoptedDocuments(
            lambda name: connection.execute(_DOCUMENT, (name,)).fetchone(),
            federation_key=asked.federation_key,
        )
        replay = Replay(
            asked.default_programmes,
            payload_at=lambda sequence: _payload(connection, sequence),
            shipped_rules=asked.shipped_rules,
        )
        bindings = Bindings(federation_key=asked.federation_key, public_key=asked.public_key)
        walk = _Walk(asked.public_key, replay, documents, bindings, scratch)
        try:
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'journal'").fetchone():
                raise ChainBroken(sequence=0, reason="not_a_ledger")
            version = connection.execute("PRAGMA user_version").fetchone()[0]  # A WAL may know it better.
            bad = (
                _first(verify_schema.unreadable_core(connection))
                or _first(
                    walk.all(_told(connection, asked.progress))
                    if vouched is None
                    else walk.behind(vouched, connection, asked.progress)
                )
                or _first(verify_marks.anchors_reached(connection, walk.links.sequence, asked.anchors))
                or _first(verify_marks.marks_sound(connection, walk.links.owner, walk.links.sequence))
                or _first(verify_marks.countersigned(connection, walk.links.owner, asked.federation_key))
                or _first(_foreign_documents(connection, documents.names))
                # The tables of an older release are made anew when that file is opened for selling.
                or (
                    _first(_differences(connection, scratch, compared=walk.compared))
                    if version == versions.SCHEMA_VERSION
                    else None
                )
                or _first(verify_marks.papers_sound(connection, scratch))
                or _first(verify_schema.differences(connection, scratch, version=version))
                or _first(_pages(connection, pages))
            )
            if bad is None:
                found_remarks = verify_marks.remarks(connection, scratch, version=version)
                left = verify_marks.leases_left(connection, scratch)
        except DRIVER.DatabaseError as error:
            # Pages that cannot be read, or a missing table.
            bad = Bad(walk.links.sequence + 1, "ledger.file_damaged", str(error))
        except (UnicodeError, OverflowError, RecursionError, MemoryError) as error:
            # Texts and numbers that no ledger has, and that Python refuses.
            bad = Bad(walk.links.sequence + 1, "ledger.file_damaged", repr(error))
        except (ChainBroken, NotVouched):
            raise
        except Exception as error:  # noqa: BLE001 - who is handed any file whatsoever names what it is.
            _log.exception("a check stopped at entry %d", walk.links.sequence + 1)
            bad = Bad(walk.links.sequence + 1, CHECK_STOPPED, repr(error))
    return VerifyReport(
        walk.links.sequence,
        walk.replay.sums.sales,
        walk.sums,
        walk.links.head_hash,
        bad,
        tuple(found_remarks),
        tuple(left),
        bindings.since,
    )


def _as_it_stands(text: bytes) -> str:
    """A text as it is in the file; invalid UTF-8 differs from every correct text."""
    return text.decode("utf-8", "surrogateescape")


def _told(connection: Connection, progress: Callable[[int, int], None] | None) -> Iterator[Row]:
    """The journal's rows; `progress` is called on the way."""
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
    """Goes along the journal; everything up to `links.sequence` was found good."""

    def __init__(
        self,
        public_key: bytes | None,
        replay: Replay,
        documents: AdoptedDocuments,
        bindings: Bindings,
        scratch: Connection,
    ) -> None:
        self.replay = replay
        self.links = Links(public_key)
        self._documents = documents
        self._bindings = bindings
        self._cursor = scratch.cursor()
        self.compared: dict[str, int] = {}  # Tables of which others compared so many rows.

    @property
    def sums(self) -> Sums:
        """Sums up to the last good entry."""
        return self.replay.sums._replace(entries=self.links.sequence)

    def all(self, rows: Iterator[Row]) -> Iterator[Bad]:
        """Yield what is wrong; nothing is looked at after the first."""
        for row in rows:
            entry = self.links.next(row)
            bad = entry if isinstance(entry, Bad) else self._meaning(entry)
            if bad is not None:
                yield bad
                return
            self.links.passed(row)

    def behind(
        self,
        vouched: Iterable[Answer],
        connection: Connection,
        progress: Callable[[int, int], None] | None,
    ) -> Iterator[Bad]:
        """The checks after each entry was checked by itself. Raises NotVouched when they did not."""
        self.compared = dict.fromkeys(ROWS_OF_A_SALE, 0)
        for piece, answer in vouched:
            self.links.owner = piece.owner
            found = answer.result()
            expected = self.links.head_hash or piece.owner.genesis().entry_hash
            if found is None or found.previous_hash != expected:
                raise NotVouched
            for (payload,) in connection.execute(_PAYLOADS, (piece.first, piece.last)):
                bad = self._meaning(decode_vouched(payload), programmes=piece.programmes)
                if bad is not None:
                    yield bad
                    return
            self.links.sequence, self.links.head_hash = piece.last, found.head_hash
            for table, rows in found.rows.items():
                self.compared[table] += rows
            if progress is not None:
                progress(piece.last, piece.entries)

    def _meaning(self, entry: Entry, programmes: Mapping[str, Programme] | None = None) -> Bad | None:
        """What is wrong with an entry, given the entries before it.

        `programmes`: with these every sale was already priced again and its rows were compared.
        """
        bad = self.replay.take(
            entry, priced_by=NOBODY if programmes is None else programmes
        ) or self._adopted(entry)
        if bad is not None:
            return bad
        try:
            if programmes is None:
                projections.apply(self._cursor, entry)
            else:
                projections.apply_without_rows_of_sales(self._cursor, entry)
        except (EntryWrong, DRIVER.Error, OverflowError) as error:
            return Bad(entry.sequence, "entry.meaning", str(error))
        return None

    def _adopted(self, entry: Entry) -> Bad | None:
        try:
            found = self._bindings.take(entry) or self._documents.take(entry)
        except (EntryWrong, ProgrammeWrong) as error:
            return Bad(entry.sequence, "document.form", str(error))
        return None if found is None else Bad(entry.sequence, found.code, found.detail)


def _pages(connection: Connection, sound: Future[bool] | None) -> Iterator[Bad]:
    """SQLite's own opinion of the file: pages, indices and constraints. `sound`: another process looks."""
    if sound is not None:
        if not sound.result():
            raise NotVouched
        return
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


def _differences(
    connection: Connection, scratch: Connection, *, compared: Mapping[str, int]
) -> Iterator[Bad]:
    """Compare every projection with one made anew from the journal.

    Of the tables in `compared` so many rows are known to be right: there must be no others.
    """
    for table, rows_known in compared.items():
        if connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] != rows_known:  # noqa: S608 (our own)
            yield Bad(0, f"projection.{table}", f"other than {rows_known} rows")
            return
    for table, key in PROJECTED.items():
        if table in compared:
            continue
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
