"""Compares a journal with what is known outside it: marks, anchors, papers. It only reads.

A chain cannot show that its end was cut off. The platform's signature can, and the till's own note how far
it once checked, and a paper that was asked for a sale that is not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pos.crypto.statements import countersign_statement
from pos.crypto.suite import SUITES
from pos.domain.journal.entries import EntryKind
from pos.ledger.adopted import NO_DOCUMENT
from pos.ledger.journal import Installation
from pos.ledger.print_jobs import JobKind, JobState
from pos.ledger.schema import versions
from pos.ledger.sqlite import Connection, Row
from pos.ledger.verifying.replay import Bad

_JOBS: Final = (
    "SELECT job_id, kind, subject, created_ms, state, attempts, done_ms, problem"
    " FROM print_job ORDER BY rowid"
)
_JOB_TYPES: Final = (str, str, str, int, str, int)
_ENTRY: Final = "SELECT 1 FROM journal WHERE entry_id = ? AND kind = ?"
_SUBJECTS: Final = {
    JobKind.RECEIPT: "SELECT 1 FROM sale WHERE sale_no = ?",
    JobKind.REPRINT: "SELECT 1 FROM sale WHERE sale_no = ?",
    JobKind.RETURN: "SELECT 1 FROM goods_return WHERE return_no = ?",
    JobKind.RETURN_REPRINT: "SELECT 1 FROM goods_return WHERE return_no = ?",
    JobKind.GOODS_SLIP: "SELECT 1 FROM goods_slip WHERE slip_no = ?",
    JobKind.GOODS_SLIP_REPRINT: "SELECT 1 FROM goods_slip WHERE slip_no = ?",
    JobKind.SHIFT_SLIP: "SELECT 1 FROM shift WHERE shift_id = ?",
}
_ENTRIES: Final = {  # Their subject is an entry itself: of the journal, which is proven by now.
    JobKind.MAKE_GOOD: EntryKind.MAKE_GOOD_SLIP,
    JobKind.MAKE_GOOD_REPRINT: EntryKind.MAKE_GOOD_SLIP,
    JobKind.MAKE_GOOD_PAID: EntryKind.MAKE_GOOD_PAID,
    JobKind.MAKE_GOOD_PAID_REPRINT: EntryKind.MAKE_GOOD_PAID,
}
_LEASES_ADOPTED: Final = "SELECT count(*) FROM adopted WHERE kind = 'leases' AND document_hash <> ?"
_LEASES_LEFT: Final = (
    "SELECT month, pool, count(DISTINCT card_no), sum(granted - spent - released) FROM lease"
    " WHERE month >= ? AND granted > spent GROUP BY month, pool ORDER BY month, pool"
)
_WITHOUT_PAPER: Final = (
    "SELECT count(*) FROM journal WHERE kind = 'sale'"
    " AND NOT EXISTS (SELECT 1 FROM print_job WHERE job_id = entry_id)"
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in the chain that is known outside the ledger: one entry's hash, or its first digits."""

    sequence: int
    entry_hash: bytes


@dataclass(frozen=True, slots=True)
class Remark:
    """Something unusual that a person should check. `code` is stable."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class LeasesLeft:
    """What a ledger's leases of one month and pool still hold, in fen, and of how many cards."""

    month: str
    pool: str
    cards: int
    left: int


def leases_left(connection: Connection, rebuilt: Connection) -> list[LeasesLeft]:
    """The most that a copy of this ledger could spend again: leases of its last month and later."""
    (last,) = connection.execute("SELECT max(business_date) FROM journal").fetchone()
    return [LeasesLeft(*row) for row in rebuilt.execute(_LEASES_LEFT, (str(last)[:7],))]


def anchors_reached(connection: Connection, good: int, anchors: Sequence[Anchor]) -> Iterator[Bad]:
    """Check that the journal, good up to an entry, reaches every anchor."""
    seen = [Anchor(*row) for table in ("acknowledged", "mark") for row in _places(connection, table)]
    for anchor in sorted((*seen, *anchors), key=lambda anchor: anchor.sequence):
        if anchor.sequence > good:
            yield Bad(good + 1, "entry.cut_off", f"entry {anchor.sequence} is known elsewhere")
            return
        found = connection.execute(
            "SELECT entry_hash FROM journal WHERE sequence = ?", (anchor.sequence,)
        ).fetchone()
        if found is not None and not found[0].startswith(anchor.entry_hash):
            yield Bad(anchor.sequence, "entry.other_than_known", "somebody else knows another entry here")


def marks_sound(connection: Connection, owner: Installation | None, good: int) -> Iterator[Bad]:
    """The till's note how far it checked is written at its first start, and is never taken away."""
    rows = connection.execute("SELECT only, sequence, entry_hash, latest_ms FROM mark").fetchall()
    if len(rows) > 1 or any(tuple(map(type, row)) != (int, int, bytes, int) for row in rows):
        yield Bad(0, "ledger.mark", f"{len(rows)} rows, or another type of value")
        return
    if not rows:
        if good:
            yield Bad(good, "ledger.mark_missing", "how far the till had checked its journal was taken away")
        return
    only, sequence, entry_hash, latest_ms = rows[0]
    if only != 1 or sequence < 0 or (sequence > 0 and len(entry_hash) != 32):
        yield Bad(0, "ledger.mark", f"it names entry {sequence}")
    elif sequence == 0 and owner is not None and entry_hash != owner.genesis().entry_hash:
        yield Bad(1, "entry.other_than_known", "the till began another journal here")
    # What the platform has counter-signed was there at its time, however wrong the till's clock was.
    (latest,) = connection.execute(
        "SELECT max(at_ms) FROM journal WHERE sequence <= ?"
        " AND sequence > (SELECT coalesce(max(sequence), 0) FROM acknowledged)",
        (sequence,),
    ).fetchone()
    if latest is not None and latest_ms < latest:
        yield Bad(0, "ledger.mark", f"the latest instant {latest_ms} is before an entry's {latest}")


def countersigned(
    connection: Connection, owner: Installation | None, federation_key: bytes | None
) -> Iterator[Bad]:
    """What the file says the platform has seen must be one row, with the platform's signature."""
    rows = connection.execute(
        "SELECT only, sequence, entry_hash, at_ms, countersignature FROM acknowledged"
    ).fetchall()
    for only, sequence, entry_hash, at_ms, countersignature in rows:
        if only != 1 or type(sequence) is not int or sequence < 1 or type(at_ms) is not int:
            yield Bad(0, "acknowledged.form", f"row {only}: entry {sequence}")
            continue
        if federation_key is None:
            continue
        if owner is not None:
            statement = countersign_statement(
                till_id=owner.till_id,
                epoch=owner.epoch,
                sequence=sequence,
                entry_hash=entry_hash,
                at_ms=at_ms,
            )
            if SUITES[owner.suite].verify(federation_key, statement, countersignature):
                continue
        yield Bad(sequence, "acknowledged.signature", "the platform did not sign that it has seen this entry")


def papers_sound(connection: Connection, rebuilt: Connection) -> Iterator[Bad]:
    """Each paper is of a kind, in a state, and of something that the journal, `rebuilt`, has."""
    rows = connection.execute(_JOBS).fetchall()
    for row in rows:
        wrong = _job_wrong(connection, rebuilt, row)
        if wrong:
            yield Bad(0, "print_job.wrong", f"{row[0]}: {wrong}")
    # A receipt's job is written in the transaction of its sale.
    sold = None if rows else rebuilt.execute("SELECT min(sequence) FROM sale").fetchone()[0]
    if sold is not None:
        yield Bad(sold, "print_job.emptied", "sales stand here, and no paper was ever asked for")


def remarks(connection: Connection, rebuilt: Connection, *, version: int) -> list[Remark]:
    """Unusual facts that prove nothing, but are rare in an honest ledger."""
    found = []
    if version < versions.SCHEMA_VERSION:
        found.append(Remark("ledger.older", f"version {version} of {versions.SCHEMA_VERSION}"))
    (leases,) = rebuilt.execute(_LEASES_ADOPTED, (NO_DOCUMENT,)).fetchone()
    if leases and not connection.execute("SELECT 1 FROM acknowledged").fetchone():
        found.append(Remark("acknowledged.missing", f"documents with leases: {leases}"))
    (without,) = connection.execute(_WITHOUT_PAPER).fetchone()
    if without:
        found.append(Remark("print_job.missing", f"sales: {without}"))
    return found


def _places(connection: Connection, table: str) -> list[Row]:
    rows = connection.execute(f"SELECT sequence, entry_hash FROM {table} WHERE sequence > 0")  # noqa: S608 (constants)
    return [row for row in rows if tuple(map(type, row)) == (int, bytes) and row[1]]


def _job_wrong(connection: Connection, rebuilt: Connection, row: Row) -> str:
    _job_id, kind, subject, created_ms, state, attempts, done_ms, problem = row
    if tuple(map(type, row[:6])) != _JOB_TYPES:
        return "a column holds another type of value"
    if kind not in tuple(JobKind):
        return f"no kind: {kind}"
    if state not in tuple(JobState):
        return f"no state: {state}"
    if attempts < 0 or created_ms < 0:
        return f"{attempts} attempts since {created_ms}"
    if (type(done_ms) is int, type(problem) is str) != (state == JobState.PRINTED, state == JobState.FAILED):
        return f"{state} at {done_ms} with {problem}"
    question = _SUBJECTS.get(JobKind(kind))
    entry = _ENTRIES.get(JobKind(kind))
    is_known = question is None or bool(rebuilt.execute(question, (subject,)).fetchone())
    if entry is not None:
        is_known = bool(connection.execute(_ENTRY, (subject, entry.value)).fetchone())
    if not is_known:
        return f"{kind} of {subject}, which is not in the journal"
    return ""
