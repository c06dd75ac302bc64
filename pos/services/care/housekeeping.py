"""Work that no customer should wait for: checkpoints when idle, and checks of chain and file."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from pos.domain.calendar import business_date
from pos.errors import IntegrityBroken, OperatingError
from pos.errors.ledger import ChainBroken
from pos.ledger.backup import back_up_daily
from pos.ledger.drafts import Drafts
from pos.ledger.ledger import Ledger
from pos.ledger.sqlite import DRIVER, connect_read_only, sqlite_errors
from pos.services.clock import Clock

_LOG = logging.getLogger(__name__)

PAUSE_SECONDS = 2.0
QUIET_MS = 30 * 60_000  # Without a sale for this long the shop is closed, or almost.
_STEPS_BETWEEN_LOOKS = 100_000  # Of SQLite's machine; some milliseconds.


class Housekeeping:
    """One background thread. It stops selling when the ledger turns out to be broken."""

    def __init__(
        self,
        ledger: Ledger,
        path: Path,
        clock: Clock,
        *,
        drafts: Drafts | None = None,
        backups: Path | None = None,
        pause_seconds: float = PAUSE_SECONDS,
    ) -> None:
        """`path` is the ledger's file; it is checked and copied through connections of their own."""
        self._ledger = ledger
        self._path = path
        self._clock = clock
        self._drafts = drafts
        self._backups = backups
        self.take_notes: Callable[[], None] = lambda: None  # Writes down what commands changed.
        self._pause_seconds = pause_seconds
        self._started_ms = clock.now_ms()
        self._checked_on = ""  # Business date of the last whole check of the file.
        self._backed_up_on = ""
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="housekeeping", daemon=True)

    def start(self) -> None:
        """Begin, after a pause: the till has just started and the first customer waits."""
        self._thread.start()

    def stop(self) -> None:
        """End after the step in hand."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(5.0)

    def do_round(self) -> None:
        """Do what is due. What is found broken is noted in the ledger's `problem`."""
        try:
            if not self._ledger.verified:
                self._ledger.verify_rest()
            self.take_notes()
            self._ledger.checkpoint_if_idle()
            if self._drafts is not None:
                self._drafts.checkpoint_if_idle()
            self._check_file_once_a_day()
            self._back_up_once_a_day()
        except OperatingError as error:
            _LOG.warning("housekeeping: %s", error)
        except IntegrityBroken as error:
            _LOG.critical("the ledger is broken, selling stops: %s", error)
            self._ledger.problem = error.code

    def _run(self) -> None:
        while not self._stopping.wait(self._pause_seconds):
            self.do_round()
            if self._ledger.problem == ChainBroken.code:
                return

    def _check_file_once_a_day(self) -> None:
        today = business_date(self._clock.now_ms())
        if today == self._checked_on or not self._is_quiet():
            return
        check_file(self._path, stopping=self._stopping.is_set)
        self._checked_on = today

    def _back_up_once_a_day(self) -> None:
        """In the first quiet half hour of a day, and again in the next days' ones."""
        today = business_date(self._clock.now_ms())
        if self._backups is None or today == self._backed_up_on or not self._is_quiet():
            return
        back_up_daily(self._path, self._backups, today)
        self._backed_up_on = today

    def _is_quiet(self) -> bool:
        busy_ms = max(self._started_ms, self._ledger.last_at_ms())
        return self._clock.now_ms() - busy_ms >= QUIET_MS


def check_file(path: Path, *, stopping: Callable[[], bool]) -> None:
    """Have SQLite read all of a database. Raises ChainBroken when it is damaged, LedgerUnwritable."""
    with closing(connect_read_only(path)) as connection:
        connection.set_progress_handler(lambda: int(stopping()), _STEPS_BETWEEN_LOOKS)
        try:
            with sqlite_errors():
                found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        except DRIVER.OperationalError:
            if stopping():
                return
            raise
    if found != "ok":
        raise ChainBroken(sequence=0, reason="integrity_check", detail=str(found))
