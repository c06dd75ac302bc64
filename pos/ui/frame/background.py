"""Runs work off the window's thread. The work touches no widget; its result returns to the window."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from pos.errors import PosError

Result = TypeVar("Result")


class QtBackground(QObject):
    """Starts a thread for each piece of work; there are few, and none in a sale's way."""

    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: set[threading.Thread] = set()
        self._finished.connect(self._deliver)  # Across threads Qt queues it, so it runs in ours.

    def run(
        self,
        work: Callable[[], Result],
        *,
        done: Callable[[Result], None],
        failed: Callable[[PosError], None],
    ) -> None:
        """Do `work` elsewhere, then call `done` or `failed` here. A bug in the work is raised here."""

        def body() -> None:
            outcome: Callable[[], None]
            try:
                result = work()
            except PosError as error:
                refusal = error
                outcome = lambda: failed(refusal)  # noqa: E731 - a def would hide what differs
            except Exception as error:  # noqa: BLE001 - raised again where bugs are reported
                bug = error
                outcome = lambda: _raise(bug)  # noqa: E731
            else:
                outcome = lambda: done(result)  # noqa: E731
            self._finished.emit((threading.current_thread(), outcome))

        thread = threading.Thread(target=body, name="window-background", daemon=True)
        self._running.add(thread)
        thread.start()

    def wait(self, timeout_seconds: float) -> None:
        """Wait for what runs, before the window goes."""
        for thread in tuple(self._running):
            thread.join(timeout_seconds)

    def _deliver(self, finished: tuple[threading.Thread, Callable[[], Any]]) -> None:
        thread, outcome = finished
        self._running.discard(thread)
        outcome()


def _raise(error: Exception) -> None:
    raise error
