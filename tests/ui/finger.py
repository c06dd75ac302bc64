"""A finger before the real window: what lies on top, what of it can be touched, and touching it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from tests.ui.windows import Clerk, visible

KEY = re.compile(r"(?<![A-Za-z0-9])(F1[0-2]|F[1-9]|Esc|Enter|Del|Ins|PgUp|PgDn)(?![A-Za-z0-9])")


def surface(clerk: Clerk) -> QWidget:
    """What is on top: the open panel, else the screen."""
    found: QWidget = clerk.panel or clerk.window._screen
    return found


def buttons(clerk: Clerk) -> list[QAbstractButton]:
    """All that can be touched now: in what is on top, and on the bar."""
    bar = visible(clerk.window.top) if clerk.panel is None else iter(())
    parts = [*visible(surface(clerk)), *bar]
    return [part for part in parts if isinstance(part, QAbstractButton)]


def texts(clerk: Clerk) -> Iterator[str]:
    """All that can be read now, the notice too."""
    for part in visible(surface(clerk)):
        if isinstance(part, QLabel):
            yield part.text()
        elif isinstance(part, QLineEdit):
            yield part.text() or part.placeholderText()
    notice = surface(clerk).notice.notice  # type: ignore[attr-defined]
    if notice is not None:
        yield f"{notice.title} {notice.what_next}"


def touch(part: QWidget, at: QPoint | None = None) -> None:
    QTest.mouseClick(part, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at or QPoint())


def tap(clerk: Clerk, *words: str) -> None:
    """Touch the button with this word, on the keypad first, then on what is on top."""
    for word in words:
        pad = clerk.window.touch_keypad
        places = [*([pad] if pad.isVisible() else []), surface(clerk), clerk.window.top]
        found = [
            part
            for place in places
            for part in visible(place)
            if isinstance(part, QAbstractButton) and part.isEnabled() and part.text() == word
        ]
        assert found, f"no key {word!r} to touch"
        assert clerk.window.rect().contains(
            QRect(found[0].mapTo(clerk.window, QPoint(0, 0)), found[0].size())
        ), f"{word!r} is out of the window"
        touch(found[0])
        clerk.turn(5)
