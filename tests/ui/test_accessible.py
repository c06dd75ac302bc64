"""Every screen and panel, walked through: names for who listens, Tab reaches all, the focus can be seen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from tests.ui.scenes import SCENES
from tests.ui.windows import Clerk, MakeClerk, cut_at_rest, visible

TAB_STOPS_MAX = 80
FINGER = 44  # Pixels (WCAG 2.5.5).


def stops(root: QWidget) -> set[QWidget]:
    """All that Tab must reach: what is seen, can be used, and takes the keyboard."""
    return {
        part
        for part in visible(root)
        if part.isEnabled() and part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.focusProxy() is None
    }


def walk(clerk: Clerk, root: QWidget) -> list[QWidget]:
    """Press Tab until it comes round; give what it stood on."""
    walked: list[QWidget] = []
    for _step in range(TAB_STOPS_MAX):
        root.focusNextPrevChild(True)
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused in walked:
            break
        walked.append(focused)
        clerk.turn(0)
    return walked


def seen(part: QWidget) -> QImage:
    """What stands on the screen where a widget is, with its surroundings: a ring may be drawn around it."""
    window = part.window()
    corner = part.mapTo(window, QPoint(0, 0))
    rect = part.rect().translated(corner).adjusted(-4, -4, 4, 4).intersected(window.rect())
    return window.grab(rect).toImage()


@pytest.mark.parametrize("name", SCENES)
def test_tab_reaches_everything_and_where_it_is_can_be_seen(clerk: Clerk, name: str) -> None:
    SCENES[name](clerk)
    clerk.turn(20)
    root: QWidget = clerk.panel or clerk.window._screen
    wanted = stops(root)
    walked = walk(clerk, clerk.panel or clerk.window)
    missed = {part.accessibleName() or str(part) for part in wanted - set(walked)}
    assert missed == set(), "Tab does not reach these"
    looks: set[tuple[str, str]] = set()
    for part in wanted:
        assert part.accessibleName().strip(), f"{part} has no name"
        checked = isinstance(part, QAbstractButton) and part.isChecked()
        look = (type(part).__name__, f"{part.property('role')} {getattr(part, '_tone', '')} {checked}")
        if look in looks:
            continue  # One of each kind is enough: they are drawn by the same code.
        looks.add(look)
        part.setFocus(Qt.FocusReason.TabFocusReason)
        clerk.turn(1)
        focused = seen(part)
        part.clearFocus()
        clerk.turn(1)
        assert focused != seen(part), f"nobody sees that {part.accessibleName()} has the focus"


@pytest.mark.parametrize("name", SCENES)
def test_what_is_touched_is_large_enough_for_a_finger(clerk: Clerk, name: str) -> None:
    SCENES[name](clerk)
    clerk.turn(20)
    for part in visible(clerk.window):
        if isinstance(part, QAbstractButton | QLineEdit):
            assert part.accessibleName().strip(), part
            assert min(part.width(), part.height()) >= FINGER, f"{part.accessibleName()} is {part.size()}"


def test_no_words_are_cut_at_200_percent(make_clerk: MakeClerk) -> None:
    from tests.ui.scenes import reset

    clerk = make_clerk((1366, 768), 200)
    found: dict[str, list[str]] = {}
    for name, scene in SCENES.items():
        reset(clerk)
        scene(clerk)
        if cut := cut_at_rest(clerk):
            found[name] = cut
    assert found == {}
