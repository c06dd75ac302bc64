"""Chooses where the customer's window is: on a screen of its own, never over the till."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, QRect
from PySide6.QtWidgets import QApplication, QWidget


def free_room(screens: Iterable[QRect], till: QRect) -> QRect | None:
    """The first screen on which nothing of the till is; a mirrored one shows the till."""
    return next((screen for screen in screens if not screen.intersects(till)), None)


class SecondScreen(QObject):
    """Shows the customer's window while there is a screen for it, hides it when there is none."""

    def __init__(self, application: QApplication, till: QWidget, window: QWidget) -> None:
        super().__init__(till)
        self._application, self._till, self._window = application, till, window
        application.screenAdded.connect(self.place)
        application.screenRemoved.connect(self.place)
        handle = till.windowHandle()
        if handle is not None:
            handle.screenChanged.connect(self.place)

    def place(self, _changed: object = None) -> None:
        """Look where there is room, and go there."""
        room = free_room(self.rooms(), self._till.screen().geometry())
        if room is None:
            self._window.hide()
        elif not (self._window.isVisible() and self._window.geometry() == room):
            self._window.setGeometry(room)
            self._window.showFullScreen()

    def rooms(self) -> tuple[QRect, ...]:
        """Every screen there is now."""
        return tuple(screen.geometry() for screen in self._application.screens())

    def close(self) -> None:
        """The till closes: so does the customer's window, for good."""
        self._application.screenAdded.disconnect(self.place)
        self._application.screenRemoved.disconnect(self.place)
        self._window.close()
