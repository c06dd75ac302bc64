"""What nobody at the counter should wait for: checkpoints when idle, and the rest of the chain check."""

from __future__ import annotations

import logging
import threading

from pos.errors import IntegrityBroken, OperatingError
from pos.ledger.ledger import Ledger

_LOG = logging.getLogger(__name__)

PAUSE_SECONDS = 2.0


class Housekeeping:
    """One thread beside the counter. It stops selling when the books turn out to be broken."""

    def __init__(self, ledger: Ledger, *, pause_seconds: float = PAUSE_SECONDS) -> None:
        self._ledger = ledger
        self._pause_seconds = pause_seconds
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

    def _run(self) -> None:
        while not self._stopping.wait(self._pause_seconds):
            try:
                if not self._ledger.verified:
                    self._ledger.verify_rest()
                self._ledger.checkpoint_if_idle()
            except OperatingError as error:
                _LOG.warning("housekeeping: %s", error)
            except IntegrityBroken as error:
                _LOG.critical("the ledger is broken, selling stops: %s", error)
                self._ledger.problem = error.code
                return
