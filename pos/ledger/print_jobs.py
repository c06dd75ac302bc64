"""The stored jobs of the print queue: which papers wait, and how each ended. It prints nothing.

A receipt's job is written in the transaction of its sale, so a sale cannot lose its paper
alone. Everything else here runs outside of a sale.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pos.ledger.readers import Readers
from pos.ledger.sqlite import Cursor
from pos.ledger.writer import Writer


class JobKind(StrEnum):
    """What is to be printed."""

    RECEIPT = "receipt"
    REPRINT = "reprint"
    BALANCE = "balance"
    X_REPORT = "x_report"  # Its subject: shift id, last sequence number, and "all" or "blind", with "@".
    SHIFT_SLIP = "shift_slip"  # Its subject: the shift's id.
    DAY_SLIP = "day_slip"  # Its subject: the close's number.
    DAY_REPRINT = "day_reprint"
    TEST = "test"  # A page to try the printer out; its subject: the till.
    RETURN = "return"
    RETURN_REPRINT = "return_reprint"
    GOODS_SLIP = "goods_slip"
    GOODS_SLIP_REPRINT = "goods_slip_reprint"
    MAKE_GOOD = "make_good"  # A make-good slip; its subject, as of the next three: its entry's id.
    MAKE_GOOD_REPRINT = "make_good_reprint"
    MAKE_GOOD_PAID = "make_good_paid"
    MAKE_GOOD_PAID_REPRINT = "make_good_paid_reprint"


class JobState(StrEnum):
    """How a print job ended."""

    WAITING = "waiting"
    PRINTED = "printed"
    EXPIRED = "expired"  # The customer has left.
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class NewPrintJob:
    """A paper that was asked for. `subject` is a sale's, a return's or a card's number."""

    job_id: str
    kind: JobKind
    subject: str
    created_ms: int


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A paper that waits. With `attempts` above 0 it may already lie in the printer's tray."""

    job_id: str
    kind: JobKind
    subject: str
    created_ms: int
    attempts: int


_ADD: Final = "INSERT INTO print_job VALUES (?, ?, ?, ?, 'waiting', 0, NULL, NULL)"
_WAITING: Final = (
    "SELECT job_id, kind, subject, created_ms, attempts FROM print_job"
    " WHERE state = 'waiting' ORDER BY created_ms, rowid"
)
_CLAIM: Final = "UPDATE print_job SET attempts = attempts + 1 WHERE job_id = ? AND state = 'waiting'"
_DONE: Final = (
    "UPDATE print_job SET state = ?, done_ms = ?, problem = ? WHERE job_id = ? AND state = 'waiting'"
)
# Who counts a drawer or signs a day wants the paper however late it comes, and there are few of them.
_EXPIRED: Final = (
    "SELECT 1 FROM print_job WHERE state = 'waiting' AND created_ms < ?"
    " AND kind NOT IN ('shift_slip', 'day_slip', 'day_reprint') LIMIT 1"
)
_EXPIRE: Final = (
    "UPDATE print_job SET state = 'expired' WHERE state = 'waiting' AND created_ms < ?"
    " AND kind NOT IN ('shift_slip', 'day_slip', 'day_reprint')"
)
_MISSING: Final = (
    "WITH late AS (SELECT job_id, subject, state FROM print_job WHERE created_ms >= ?"
    " AND kind IN ('receipt', 'reprint', 'return', 'return_reprint'))"
    " SELECT DISTINCT subject FROM late WHERE state IN ('expired', 'failed') AND NOT EXISTS"
    " (SELECT 1 FROM late AS other WHERE other.subject = late.subject AND other.state = 'printed')"
)


_REPRINTED: Final = "SELECT 1 FROM print_job WHERE subject = ? AND kind IN ('reprint', 'day_reprint') LIMIT 1"


def add_job(cursor: Cursor, job: NewPrintJob) -> None:
    """Write a job inside the caller's transaction."""
    cursor.execute(_ADD, (job.job_id, job.kind.value, job.subject, job.created_ms))


class PrintJobs:
    """The jobs of one ledger. Every change is one transaction; all raise LedgerUnwritable."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer = writer
        self._readers = readers

    def add(self, job: NewPrintJob) -> None:
        """Add a job for a paper without an entry: a balance, a test page."""
        with self._writer.transaction() as cursor:
            add_job(cursor, job)

    def waiting(self) -> tuple[PrintJob, ...]:
        """What waits, oldest first."""
        return tuple(
            PrintJob(job_id, JobKind(kind), subject, created_ms, attempts)
            for job_id, kind, subject, created_ms, attempts in self._readers.rows(_WAITING)
        )

    def claim(self, job_id: str) -> None:
        """Note that printing begins: after a crash it is unknown whether the paper came out."""
        with self._writer.transaction() as cursor:
            cursor.execute(_CLAIM, (job_id,))

    def mark_printed(self, job_id: str, *, at_ms: int) -> None:
        """The paper is out."""
        self._done(job_id, "printed", at_ms=at_ms, problem=None)

    def mark_failed(self, job_id: str, *, reason: str) -> None:
        """Give up a job; `reason` is an error's code."""
        self._done(job_id, "failed", at_ms=None, problem=reason)

    def expire(self, *, older_than_ms: int) -> bool:
        """Give up jobs from before an instant: their customers have left. True if there were any."""
        if not self._readers.rows(_EXPIRED, (older_than_ms,)):
            return False
        with self._writer.transaction() as cursor:
            cursor.execute(_EXPIRE, (older_than_ms,))
        return True

    def missing(self, *, since_ms: int) -> frozenset[str]:
        """Numbers of the papers wanted since an instant that were given up and never came out later."""
        return frozenset(subject for (subject,) in self._readers.rows(_MISSING, (since_ms,)))

    def reprinted(self, subject: str) -> bool:
        """Whether a receipt or day slip was ever asked for again, by its number."""
        return self._readers.row(_REPRINTED, (subject,)) is not None

    def _done(self, job_id: str, state: str, *, at_ms: int | None, problem: str | None) -> None:
        with self._writer.transaction() as cursor:
            cursor.execute(_DONE, (state, at_ms, problem, job_id))
