"""A scripted person at the window: scans, types and looks, by key events into the real window."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest

from pos.ui.frame.main_window import MainWindow
from pos.ui.scanning.double_press import TOO_SOON_MS

PATIENCE_SECONDS = 30.0
_TYPING_MS = 60  # A person's pace; a scanner's is below the wedge's 35 ms.
_KEYS = {"Enter": Qt.Key.Key_Return, "Esc": Qt.Key.Key_Escape, "Del": Qt.Key.Key_Delete}


class Hands:
    """Drives one window. Every act waits until the window has handled it."""

    def __init__(self, window: MainWindow, shots: Path) -> None:
        self._window = window
        self._shots = shots
        self._last = ""
        handle = window.windowHandle()
        assert handle is not None, "show the window first"
        self._handle = handle  # Keys go the whole way, past the scanner's filter.
        shots.mkdir(parents=True, exist_ok=True)

    def scan(self, code: str) -> None:
        """Send a code as a keyboard-wedge scanner does: fast, ended by Enter."""
        for character in code:
            self._strike(character)
        QTest.keyClick(self._handle, Qt.Key.Key_Return)
        self.rest(80)

    def type(self, text: str) -> None:
        """Type like a person."""
        for character in text:
            self._strike(character)
            self.rest(_TYPING_MS)

    def press(self, *names: str) -> None:
        """Press keys: F1–F12, Enter, Esc, Del."""
        for name in names:
            if name == self._last:
                self.rest(TOO_SOON_MS)  # Twice in a breath is one press too many.
            self._last = name
            key = _KEYS.get(name) or Qt.Key[f"Key_{name}"]
            QTest.keyClick(self._handle, key)
            self.rest(_TYPING_MS)

    def write(self, text: str) -> None:
        """Write Chinese as an input method does: into the field that has the focus."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QCoreApplication.sendEvent(self._window.focusWidget(), event)
        self.rest(_TYPING_MS)

    @property
    def panel(self) -> str | None:
        """The class name of the open panel."""
        panel = self._window.views.overlay.panel
        return None if panel is None else type(panel).__name__

    @property
    def screen(self) -> str:
        """The screen that fills the window, by its name."""
        return self._window.conductor.screen.value

    def shot(self, name: str) -> None:
        """Keep a picture of the window."""
        self.rest(150)
        self._window.grab().save(str(self._shots / f"{name}.png"))

    def until(self, what: str, is_so: Callable[[], bool]) -> None:
        """Wait until something is so; a day that hangs says where."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not is_so():
            if time.monotonic() > end:
                raise TimeoutError(f"the window never got to: {what}")
            self.rest(20)

    def rest(self, milliseconds: int) -> None:
        """Let the window work."""
        end = time.monotonic() + milliseconds / 1000
        while time.monotonic() < end:
            QCoreApplication.processEvents()
            time.sleep(0.002)

    def _strike(self, character: str) -> None:
        # Qt takes a character's code here; its types know only keys by name.
        QTest.keyClick(self._handle, ord(character.upper()))
