"""Runs Python's garbage collector between Qt events, in the window's thread, and at no other time.

Qt walks over lists of widgets (a new style sheet, a new font) and calls Python while it does so. A collection
that begins in such a call can delete the widgets of a closed window which Qt is about to visit, and the
program crashes. This way a scan is also not interrupted by a collection.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_LOOK_MS = 500
_WHOLE = 2  # The generation that is everything.


class Collector:
    """Takes the collector's work over from Python for as long as the program runs."""

    def __init__(self, parent: QObject) -> None:
        """The timer belongs to `parent`, so it lives and runs in its thread."""
        self._timer = QTimer(parent, interval=_LOOK_MS)
        self._timer.timeout.connect(self._collect)
        self._started = False  # Whether all of the start has been looked through once.

    def take_over(self) -> None:
        """From now on nothing is collected by itself."""
        gc.disable()
        self._timer.start()

    def hand_back(self) -> None:
        """Python collects by itself again, also what was there at the start."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def _collect(self) -> None:
        """Collect the oldest generation that is due by Python's own thresholds."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due = [generation for generation in range(3) if counts[generation] > thresholds[generation]]
        if not due:
            return
        gc.collect(due[-1])
        if due[-1] == _WHOLE and not self._started:
            # Window and till live as long as the program. Looking through them takes 50 ms, which a scan
            # would wait for now and then; from here on only what came later is looked through.
            gc.freeze()
            self._started = True
