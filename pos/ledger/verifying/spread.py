"""Checks entries on several cores, as far as each can be checked by itself. It only confirms good ones.

The journal is cut into pieces. A process of its own looks at each piece: links of the chain, signatures,
every sale priced again, and the rows of its goods and tenders. What needs the entries before it (leases,
numbers, days, the other projections) stays with the caller, in order. Whatever is not as it should be,
nothing is confirmed, and the caller checks everything itself, so that the first bad entry is named as before.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from pos.domain.decoding import decode_entry
from pos.domain.journal.entries import Entry, EntryKind
from pos.domain.journal.programme_entry import ProgrammeAdopted
from pos.domain.programme.programme import Programme, programme_from_data
from pos.domain.selling.checks import check_sale
from pos.domain.selling.sale import SaleFacts
from pos.ledger import projections
from pos.ledger.journal import Installation
from pos.ledger.schema import versions
from pos.ledger.sqlite import Connection, Row, connect_read_only
from pos.ledger.verifying.links import LINK_COLUMNS, Links
from pos.ledger.verifying.replay import Bad

PIECE_ENTRIES: Final = 1_000
# A process costs a third of a second before its first entry: a smaller journal is read by one.
ENTRIES_MIN: Final = 8_000

_PIECE: Final = f"SELECT {LINK_COLUMNS} FROM journal WHERE sequence BETWEEN ? AND ? ORDER BY sequence"  # noqa: S608 (constants)
_ADOPTED: Final = "SELECT payload FROM journal WHERE kind = ?"
# Rows that follow from one entry alone, and how to read them.
ROWS_OF_A_SALE: Final = ("sale_line", "tender")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a journal, with what is needed to judge each of its entries alone."""

    path: Path
    first: int
    last: int
    public_key: bytes | None
    owner: Installation
    programmes: Mapping[str, Programme]
    entries: int  # Of the whole journal.


@dataclass(frozen=True, slots=True)
class Vouched:
    """Every entry of a piece is good by itself, and they are links of one chain between these hashes."""

    previous_hash: bytes
    head_hash: bytes
    rows: Mapping[str, int]  # How many rows of each table of `ROWS_OF_A_SALE` belong to it.


Answer: TypeAlias = tuple[Piece, "Future[Vouched | None]"]


class NotVouched(Exception):
    """Something is not as it should be, or could not be looked at."""


def cut(
    connection: Connection,
    path: Path,
    *,
    public_key: bytes | None,
    shipped: Sequence[Programme],
    entries_min: int,
) -> list[Piece]:
    """Cut a journal into pieces. Raises NotVouched when it is not worth it, or cannot be done."""
    if connection.execute("PRAGMA user_version").fetchone()[0] != versions.SCHEMA_VERSION:
        raise NotVouched
    (entries,) = connection.execute("SELECT max(sequence) FROM journal").fetchone()
    if type(entries) is not int or entries < entries_min:
        raise NotVouched
    (payload,) = connection.execute("SELECT payload FROM journal WHERE sequence = 1").fetchone()
    first = decode_entry(payload)
    owner = Installation(first.till_id, first.epoch, first.suite)
    programmes = _known_programmes(connection, shipped)
    return [
        Piece(path, begin, min(begin + PIECE_ENTRIES - 1, entries), public_key, owner, programmes, entries)
        for begin in range(1, entries + 1, PIECE_ENTRIES)
    ]


def _known_programmes(connection: Connection, shipped: Sequence[Programme]) -> dict[str, Programme]:
    """Every programme a sale may name. Raises NotVouched when two of one version differ."""
    known = {programme.version: programme for programme in shipped}
    for (payload,) in connection.execute(_ADOPTED, (EntryKind.PROGRAMME_ADOPTED.value,)):
        programme = programme_from_data(decode_entry(payload).facts(ProgrammeAdopted).programme)
        if known.setdefault(programme.version, programme) != programme:
            raise NotVouched
    return known


@dataclass(frozen=True, slots=True)
class Answers:
    """What the processes say: of SQLite's own check of the file, and of each piece (None: not confirmed)."""

    pages: Future[bool]
    pieces: Sequence[Future[Vouched | None]]


@contextmanager
def looked_at(pieces: Sequence[Piece], *, jobs: int) -> Iterator[Answers]:
    """Check a journal's pieces, and the pages of its file, with this many processes."""
    # Spawned, not forked: the caller may have threads and a window. They live for this one ledger and make
    # no circles of objects, so nobody has to look for any.
    pool = ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=gc.disable)
    try:
        pages = pool.submit(pages_sound, pieces[0].path)
        yield Answers(pages, [pool.submit(look_at, piece) for piece in pieces])
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def pages_sound(path: Path) -> bool:
    """Whether SQLite finds the pages, indices and constraints of a file as they should be."""
    with closing(connect_read_only(path)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def look_at(piece: Piece) -> Vouched | None:
    """Judge each entry of a piece alone; None when something is wrong, whatever it is."""
    with closing(connect_read_only(piece.path)) as connection:
        rows = connection.execute(_PIECE, (piece.first, piece.last)).fetchall()
        if not rows:
            return None
        previous_hash = rows[0][8]
        if type(previous_hash) is not bytes:
            return None
        links = Links(piece.public_key, owner=piece.owner, sequence=piece.first - 1, head_hash=previous_hash)
        expected: dict[str, list[Row]] = {table: [] for table in ROWS_OF_A_SALE}
        for row in rows:
            entry = links.next(row)
            if isinstance(entry, Bad) or not _decided_rightly(entry, piece.programmes, expected):
                return None
            links.passed(row)
        if links.sequence != piece.last:
            return None
        for table, made in expected.items():
            there = connection.execute(
                f"SELECT * FROM {table} WHERE sequence BETWEEN ? AND ? ORDER BY sequence, number",  # noqa: S608 (constants)
                (piece.first, piece.last),
            ).fetchall()
            if there != made:
                return None
    return Vouched(previous_hash, links.head_hash, {table: len(made) for table, made in expected.items()})


def _decided_rightly(
    entry: Entry, programmes: Mapping[str, Programme], expected: Mapping[str, list[Row]]
) -> bool:
    """Whether a sale follows from its programme; the rows that follow from it are added to `expected`."""
    if entry.kind != EntryKind.SALE:
        return True
    sale = entry.facts(SaleFacts)
    programme = programmes.get(sale.programme_version)
    if programme is None or check_sale(sale, programme):
        return False
    expected["sale_line"] += projections.rows_of_lines(entry.sequence, sale)
    expected["tender"] += projections.rows_of_tenders(entry.sequence, sale)
    return True
