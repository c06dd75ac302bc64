"""Time at a test's keyboard: it stands still while nobody acts, so no busy machine tears a scan."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QInputEvent

_BEGUN_MS = 1_000_000  # Long after whatever a new window takes for "never".


class HandTime:
    """A window's `KeyTime` that a test moves on."""

    def __init__(self) -> None:
        self.now_ms = _BEGUN_MS
        self._due_ms: int | None = None  # When the pause is over.
        self._over: Callable[[], None] = lambda: None

    def pressed_ms(self, event: QInputEvent) -> int:
        return self.now_ms

    def pause(self, ms: int, over: Callable[[], None]) -> None:
        self._due_ms, self._over = self.now_ms + ms, over

    def stop(self) -> None:
        self._due_ms = None

    def pass_by(self, ms: int) -> None:
        """Let so many milliseconds go by; a pause that ends within them is over at its own instant."""
        end_ms = self.now_ms + ms
        while self._due_ms is not None and self._due_ms <= end_ms:
            self.now_ms, self._due_ms = self._due_ms, None
            self._over()
        self.now_ms = end_ms
