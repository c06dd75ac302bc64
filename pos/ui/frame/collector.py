"""Runs Python's garbage collector between Qt events, in the window's thread, and at no other time.

Qt walks over lists of widgets (a new style sheet, a new font) and calls Python while it does so. A collection
that begins in such a call can delete the widgets of a closed window which Qt is about to visit, and the
program crashes. This way a scan is also not interrupted by a collection.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_LOOK_MS = 500


class Collector:
    """Runs the garbage collector instead of Python for as long as the program runs."""

    def __init__(self, parent: QObject) -> None:
        """The timer belongs to `parent`, so it lives and runs in its thread."""
        self._timer = QTimer(parent, interval=_LOOK_MS)
        self._timer.timeout.connect(self._collect)

    def take_over(self) -> None:
        """Switch Python's automatic collection off."""
        gc.disable()
        self._timer.start()

    def hand_back(self) -> None:
        """Switch Python's automatic collection on again."""
        self._timer.stop()
        gc.enable()

    def _collect(self) -> None:
        """Collect the oldest generation that is due by Python's own thresholds."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due = [generation for generation in range(3) if counts[generation] > thresholds[generation]]
        if due:
            gc.collect(due[-1])
