"""The thread that waits at the platform for recalls: cards of this till that are shown elsewhere.

It waits in a long request on its own connection, so neither a round nor a sale waits for it. What it
hears is answered by an entry, which the sync worker sends at once.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from pos.errors import PosError
from pos.errors.platform import MonitorRefused
from sync.client.back_off import BackOff
from sync.client.delivery import Delivery
from sync.client.platform import Platform
from sync.client.ports import SyncIdentity
from sync.protocol.lease_messages import RECALL_WAIT_MS_MAX, RecallWait
from sync.protocol.messages import PROTOCOL

_log = logging.getLogger(__name__)

SILENCE_S: Final = RECALL_WAIT_MS_MAX / 1000 + 15  # Of the line: the platform holds its answer so long.
_RECALLS: Final = "recalls"
_DOUBT_S: Final = 5.0  # While nothing may be signed here, until it is looked at again.
_BREATH_S: Final = 1.0  # After an answer without anything that came early.
_UNKNOWN_S: Final = 600.0  # A platform of an earlier release is asked again after that.


class RecallListener:
    """Listens from `start` to `stop`; no error ends it. `answered`: there are entries to send."""

    def __init__(
        self,
        platform: Platform,
        delivery: Delivery,
        identity: SyncIdentity,
        *,
        answered: Callable[[], None],
        wait_ms: int = RECALL_WAIT_MS_MAX,
        back_off: BackOff | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._platform, self._delivery, self._identity = platform, delivery, identity
        self._answered = answered
        self._wait_ms = wait_ms
        self._back_off = back_off or BackOff()
        self._monotonic = monotonic
        self._failures = 0
        self._stopping = threading.Event()
        self._woken = threading.Event()
        # A daemon: an answer that does not come must not keep the program from ending.
        self._thread = threading.Thread(target=self._work, name="recalls", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def wake(self) -> None:
        """The platform was met: whoever waits after failures tries again now."""
        self._woken.set()

    def stop(self) -> None:
        """End without waiting for the platform: what it still says is dropped."""
        self._stopping.set()
        self._woken.set()
        self._delivery.rest()

    def _work(self) -> None:
        while not self._stopping.is_set():
            pause_s = self._listen()
            if pause_s:
                self._woken.wait(pause_s)
            if not self._stopping.is_set():
                self._woken.clear()
        self._platform.close()

    def _listen(self) -> float:
        """Ask once; return how long to wait before the next time, in seconds."""
        began = self._monotonic()
        try:
            after = self._delivery.have().get(_RECALLS)
            if after is None:
                return _DOUBT_S
            who = self._identity
            asked = RecallWait(PROTOCOL, who.till_id, who.epoch, after, self._wait_ms)
            documents = self._platform.ask_recalls(asked).documents
            done = self._delivery.deliver(documents, stopping=self._stopping.is_set)
        except PosError as error:
            if isinstance(error, MonitorRefused) and error.facts["reason"] == "page.unknown":
                self._stopping.wait(_UNKNOWN_S)
                return 0.0
            return self._failed(error)
        except Exception as error:  # noqa: BLE001 - the thread must outlive any bug; it is logged.
            _log.exception("listening failed in an unexpected way")
            return self._failed(error)
        if done.applied:
            self._answered()
        if done.problems:
            return self._failed(done.problems[0])
        self._failures = 0
        early = not documents and (self._monotonic() - began) * 1000 < self._wait_ms / 2
        return _BREATH_S if early else 0.0

    def _failed(self, error: Exception) -> float:
        self._failures += 1
        self._woken.clear()  # Only a contact from now on is a reason to be early.
        _log.info("not listening: %s", error)
        return self._back_off.seconds_after(self._failures)
