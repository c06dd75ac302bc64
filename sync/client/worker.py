"""The thread that keeps a till in step with its platform. It knows no screen, and no error stops it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from pos.errors import PosError
from pos.errors.platform import MonitorUnreachable
from sync.client.back_off import BackOff
from sync.client.status import SyncStatus
from sync.protocol.errors import SyncInternal

_log = logging.getLogger(__name__)

INTERVAL_S: Final = 30.0  # Between rounds when nothing is sold: how old the light may be.
GRACE_S: Final = 15.0  # How long a round may take before the light no longer says connected.


class Round(Protocol):
    """What the worker does again and again; `sync.client.round` is the real one."""

    def pending(self) -> int:
        """How many entries the platform has not acknowledged."""
        ...

    def run(
        self, *, documents: bool, stopping: Callable[[], bool], moved: Callable[[], None]
    ) -> Sequence[PosError]:
        """Do one round."""
        ...

    def close(self) -> None:
        """Called last, on the worker's thread."""
        ...


class SyncWorker:
    """Runs rounds: every interval, after each `poke`, at once for `sync_now`, later after failures.

    `listener` is called on the worker's thread with each new status; it must not wait. All
    methods may be called from any thread.
    """

    def __init__(
        self,
        sync_round: Round,
        *,
        now_ms: Callable[[], int],
        listener: Callable[[SyncStatus], None] = lambda _status: None,
        interval_s: float = INTERVAL_S,
        back_off: BackOff | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._round = sync_round
        self._now_ms = now_ms
        self._listener = listener
        self._interval_s = interval_s
        self._back_off = back_off or BackOff()
        self._monotonic = monotonic
        # A daemon: a platform that does not answer must not keep the program from ending.
        self._thread = threading.Thread(target=self._work, name="sync", daemon=True)
        self._changed = threading.Condition()  # Guards everything below.
        self._stopping = False
        self._poked = False
        self._hurried = False
        self._rounds_asked = 0  # By `sync_now`.
        self._rounds_answered = 0  # So many of these were asked before a round that is over.
        self._good_at: float | None = None  # Monotonic, of the last good round; None after a bad one.
        self._documents_at: float | None = None
        self._shown = SyncStatus(connected=False, pending=0, since_ms=None, problem=None)

    def start(self) -> None:
        """Begin. The first round starts at once."""
        self._thread.start()

    def poke(self) -> None:
        """Something was written. Cheap and never waits: the caller is serving a customer."""
        with self._changed:
            self._poked = True
            self._changed.notify_all()

    def hurry(self) -> None:
        """Something was written that another till waits for: send it, also within a pause after a failure."""
        with self._changed:
            self._hurried = True
            self._changed.notify_all()

    def sync_now(self, *, timeout_s: float) -> SyncStatus:
        """Do a round now, whatever the pause, and wait for its end. A failed one is shown in the status.

        Raises MonitorUnreachable when it does not end in time; it still goes on.
        """
        assert threading.current_thread() is not self._thread, "the worker cannot wait for itself"
        with self._changed:
            self._rounds_asked += 1
            ticket = self._rounds_asked
            self._changed.notify_all()
            self._changed.wait_for(
                lambda: self._rounds_answered >= ticket or self._stopping, timeout=timeout_s
            )
            if self._rounds_answered < ticket:
                raise MonitorUnreachable(reason="stopped" if self._stopping else "timeout")
        return self.status()

    def status(self) -> SyncStatus:
        """The light now: pending is counted again, and an old success does not count as connected."""
        with self._changed:
            good_at, shown, stopped = self._good_at, self._shown, self._stopping
        fresh = good_at is not None and self._monotonic() - good_at <= self._interval_s + GRACE_S
        return SyncStatus(
            connected=fresh and not stopped,
            pending=shown.pending if stopped else self._count_pending(shown.pending),
            since_ms=shown.since_ms,
            problem=shown.problem,
        )

    def stop(self, *, timeout_s: float = 2.0) -> bool:
        """End after the step that is under way. False when it is still waiting for the platform.

        Even then its answer will be dropped, so that the ledger can be closed.
        """
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _work(self) -> None:
        failures = 0
        while not self._is_stopping():
            with self._changed:
                asked = self._rounds_asked
                self._poked = self._hurried = False
            good = self._do_round(asked)
            failures = 0 if good else failures + 1
            self._pause(self._back_off.seconds_after(failures) if failures else self._interval_s, good=good)
        self._round.close()

    def _do_round(self, asked: int) -> bool:
        started = self._monotonic()
        documents = (
            self._documents_at is None
            or started - self._documents_at >= self._interval_s
            or asked > self._rounds_answered
        )
        try:
            problems = self._round.run(
                documents=documents, stopping=self._is_stopping, moved=self._show_pending
            )
        except PosError as error:
            _log.warning("no sync: %s", error)
            self._finish(asked, good=False, problem=error.code)
            return False
        except Exception:  # noqa: BLE001 - the thread must outlive any bug; it is logged and shown.
            _log.exception("sync failed in an unexpected way")
            self._finish(asked, good=False, problem=SyncInternal.code)
            return False
        for each in problems:
            _log.warning("synced, but: %s", each)
        if documents:
            self._documents_at = started
        self._finish(asked, good=True, problem=problems[0].code if problems else None)
        return True

    def _finish(self, asked: int, *, good: bool, problem: str | None) -> None:
        pending = self._count_pending(self._shown.pending)
        with self._changed:
            self._good_at = self._monotonic() if good else None
            since_ms = self._now_ms() if good else self._shown.since_ms
            self._shown = SyncStatus(connected=good, pending=pending, since_ms=since_ms, problem=problem)
            shown = self._shown
            self._rounds_answered = asked
            self._changed.notify_all()
        self._tell(shown)

    def _pause(self, seconds: float, *, good: bool) -> None:
        """Wait for the time, or until a sync is asked for. After a failure a sale does not end the wait."""
        until = self._monotonic() + seconds
        while True:
            with self._changed:
                self._changed.wait_for(
                    lambda: (
                        self._stopping
                        or self._poked
                        or self._hurried
                        or self._rounds_asked > self._rounds_answered
                    ),
                    timeout=max(0.0, until - self._monotonic()),
                )
                poked, self._poked = self._poked, False
                asked = self._stopping or self._hurried or self._rounds_asked > self._rounds_answered
            if asked or not poked or good:
                return
            self._show_pending()

    def _show_pending(self) -> None:
        pending = self._count_pending(self._shown.pending)
        with self._changed:
            shown = self._shown
            self._shown = SyncStatus(
                connected=shown.connected, pending=pending, since_ms=shown.since_ms, problem=shown.problem
            )
            changed, shown = self._shown != shown, self._shown
        if changed:
            self._tell(shown)

    def _tell(self, status: SyncStatus) -> None:
        try:
            self._listener(status)
        except Exception:  # noqa: BLE001 - a broken screen must not stop the entries.
            _log.exception("the listener of the sync light failed")

    def _count_pending(self, otherwise: int) -> int:
        try:
            return self._round.pending()
        except PosError as error:
            _log.warning("cannot count what is pending: %s", error)
            return otherwise

    def _is_stopping(self) -> bool:
        with self._changed:
            return self._stopping
