"""The window's clock for keys: when a key was pressed, and how long a pause ends a burst."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QInputEvent


class KeyTime(Protocol):
    """The times that the scanner's filter needs. Only one pause runs: a new one replaces it."""

    def pressed_ms(self, event: QInputEvent) -> int:
        """When this happened, in milliseconds, by any clock that does not jump."""
        ...

    def pause(self, ms: int, over: Callable[[], None]) -> None:
        """Call `over` once, when `ms` milliseconds have gone by and no key has come."""
        ...

    def stop(self) -> None:
        """A key was pressed: cancel the pause."""
        ...


class QtKeyTime(QObject):
    """The time of the window system, and timers of Qt."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._over: Callable[[], None] = lambda: None
        self._gap = QTimer(self, singleShot=True)
        self._gap.timeout.connect(self._gap_over)
        # When the program was busy, the timer can be handled before keys that came in time. One more
        # turn of the event loop brings those keys in first.
        self._last_turn = QTimer(self, singleShot=True, interval=0)
        self._last_turn.timeout.connect(self._last_turn_over)

    def pressed_ms(self, event: QInputEvent) -> int:
        """The event's own time; where the system does not say it, now."""
        return event.timestamp() or time.monotonic_ns() // 1_000_000

    def pause(self, ms: int, over: Callable[[], None]) -> None:
        """Begin a pause; a running one is cancelled."""
        self.stop()
        self._over = over
        self._gap.start(ms)

    def stop(self) -> None:
        """Forget the pause."""
        self._gap.stop()
        self._last_turn.stop()

    def _gap_over(self) -> None:
        self._last_turn.start()

    def _last_turn_over(self) -> None:
        self._over()
