"""The till is one window: no part of a screen ever comes up as a window of its own and takes the keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.scenes import SCENES, reset
from tests.ui.windows import Clerk


class _Watch(QObject):
    """Notes every window that comes up."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(f"{type(watched).__name__} {watched.accessibleName()}")
        return False


@pytest.fixture
def windows(clerk: Clerk) -> Iterator[list[str]]:
    """The windows that came up since the till's own."""
    watch = _Watch()
    application = QApplication.instance()
    assert application is not None
    application.installEventFilter(watch)
    yield watch.seen
    application.removeEventFilter(watch)


def test_no_part_of_a_screen_is_a_window_of_its_own(clerk: Clerk, windows: list[str]) -> None:
    """Screens are built when they are first shown: one window builds all of them while it is watched."""
    found: dict[str, list[str]] = {}
    for name, scene in SCENES.items():
        reset(clerk)
        scene(clerk)
        clerk.turn(20)
        if windows or QApplication.activeWindow() is not clerk.window:
            found[name] = [*windows, f"active: {QApplication.activeWindow()}"]
            windows.clear()
    assert found == {}
