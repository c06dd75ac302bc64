"""The thread of the print queue: takes waiting jobs from the ledger and prints them.

Off the sale path (DESIGN 9): a sale never waits for paper. A job keeps its state in the ledger,
so a receipt survives a crash; a job that waited too long expires instead of flooding the
counter when the printer comes back, and can be reprinted.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from dataclasses import replace
from typing import Protocol

from pos.devices.ports import ReceiptPrinter
from pos.domain.selling.receipt import Receipt
from pos.errors import OperatingError, PosError
from pos.ledger.print_jobs import PrintJob, PrintJobs
from pos.services.clock import Clock
from pos.services.counter.state import PrinterView

_LOG = logging.getLogger(__name__)

JOB_LIFE_MS = 15 * 60_000  # A receipt whose customer has left; after this time only a reprint helps.
RETRY_SECONDS = 3.0
DRAWER_MS = 15_000
MISSING_MS = 12 * 3_600_000  # How long the screen still speaks of receipts that were given up.


class Compose(Protocol):
    """Makes the receipt of a job; `again` marks it 重印."""

    def __call__(self, job: PrintJob, *, again: bool) -> Receipt: ...


class Printing:
    """Owns the printer: no other code uses it."""

    def __init__(
        self,
        jobs: PrintJobs,
        printer: ReceiptPrinter,
        compose: Compose,
        clock: Clock,
        *,
        configured: bool = True,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        self._jobs = jobs
        self._printer = printer
        self._compose = compose
        self._clock = clock
        self._started_ms = clock.now_ms()
        self._configured = configured
        self._retry_seconds = retry_seconds
        self._work = threading.Event()
        self._idle = threading.Event()
        self._stopping = threading.Event()
        self._drawer_asked: deque[int] = deque()  # When each was asked for; taken by the printing thread.
        self._problem: str | None = None
        self._waiting = 0
        self._missing: frozenset[str] = frozenset()
        self._look_for_missing = True  # Of the run before, too.
        self._thread = threading.Thread(target=self._run, name="printing", daemon=True)

    def start(self) -> None:
        """Begin to print what waits."""
        self._thread.start()
        self.poke()

    def poke(self) -> None:
        """There may be a new job."""
        self._idle.clear()
        self._work.set()

    def use(self, printer: ReceiptPrinter, *, configured: bool) -> None:
        """From the next job on, print there. The job in hand ends where it began."""
        self._printer, self._configured, self._problem = printer, configured, None
        self.poke()

    def open_drawer(self) -> None:
        """Open the drawer now, without paper. Never waits; a dead printer opens none, now or later."""
        self._drawer_asked.append(self._clock.now_ms())
        self.poke()

    def view(self) -> PrinterView:
        """The state of the printer."""
        return PrinterView(
            configured=self._configured,
            healthy=self._problem is None,
            waiting=self._waiting,
            problem=self._problem,
            missing=len(self._missing),
        )

    def wait_until_idle(self, timeout_seconds: float) -> bool:
        """Wait until every job is printed or given up; False when time ran out."""
        return self._idle.wait(timeout_seconds)

    def stop(self, timeout_seconds: float = 2.0) -> None:
        """Stop after the job in hand; what waits stays in the ledger."""
        self._stopping.set()
        self._work.set()
        if self._thread.is_alive():
            self._thread.join(timeout_seconds)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._work.wait()
            self._work.clear()
            while not self._stopping.is_set() and not self._print_waiting():
                self._work.wait(self._retry_seconds)
                self._work.clear()

    def _print_waiting(self) -> bool:
        """Print until nothing waits (True) or the printer fails (False)."""
        try:
            self._open_asked_drawer()
            self._look_for_missing |= self._jobs.expire(older_than_ms=self._clock.now_ms() - JOB_LIFE_MS)
            for job in self._jobs.waiting():
                if self._stopping.is_set():
                    return True
                self._print(job)
            self._look()
        except OperatingError as error:
            self._problem = error.code
            self._look()
            return False
        if self._waiting == 0 and not self._work.is_set():
            self._idle.set()
        return self._waiting == 0

    def _look(self) -> None:
        """What waits and what is missing. Only paper that moved says that the printer is well again."""
        self._waiting = len(self._jobs.waiting())
        if self._look_for_missing or self._missing:  # It reads the whole list of papers.
            self._missing = self._jobs.missing(since_ms=self._clock.now_ms() - MISSING_MS)
            self._look_for_missing = False

    def _open_asked_drawer(self) -> None:
        asked_ms = None
        while self._drawer_asked:
            asked_ms = self._drawer_asked.popleft()
        # Who asked may have gone by now, and the drawer would stand open before the next customer.
        if asked_ms is not None and self._clock.now_ms() - asked_ms <= DRAWER_MS:
            self._printer.open_drawer()
            self._problem = None

    def _print(self, job: PrintJob) -> None:
        try:
            # A job from before this start may already be printed: two originals must not exist.
            receipt = self._compose(job, again=job.created_ms < self._started_ms)
        except PosError as error:
            # A job that cannot be composed would block all that come after it.
            _LOG.warning("print job %s given up: %s", job.job_id, error)
            self._jobs.mark_failed(job.job_id, reason=error.code)
            return
        if self._clock.now_ms() - job.created_ms > DRAWER_MS:
            # The customer has gone, and perhaps the cashier: a late receipt must not open the drawer.
            receipt = replace(receipt, opens_drawer=False)
        self._printer.print_receipt(receipt)
        self._problem = None
        self._jobs.mark_printed(job.job_id, at_ms=self._clock.now_ms())
