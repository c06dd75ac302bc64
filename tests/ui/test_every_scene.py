"""Every screen and panel, looked at: names for who listens, Tab reaches all, the focus can be seen, and a
finger can do all that a keyboard can.

One window goes through all of them. Nothing is done there but looking, so each begins as the first did.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QTableView, QWidget

from pos.ui.widgets.touch_keypad import wants_keys
from tests.ui.finger import KEY, buttons, surface, tap, texts, touch
from tests.ui.scenes import SCENES, reset
from tests.ui.windows import Clerk, one_window, visible

SCREEN = (1024, 768)  # The smallest there is.
TAB_STOPS_MAX = 80
FINGER = 44  # Pixels (WCAG 2.5.5).


@pytest.fixture(scope="module")
def tour(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clerk]:
    """The window that goes through all scenes."""
    with one_window(qapp, tmp_path_factory.mktemp("tour") / "till", SCREEN) as clerk:
        yield clerk
    qapp.setStyleSheet("")


def look_at(tour: Clerk, name: str) -> None:
    """Bring a scene about, as if it were the first."""
    reset(tour)
    tour.window._screen.setFocus()  # The look before may have taken it away.
    SCENES[name](tour)
    tour.turn(20)


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
def test_whatever_is_shown_fingers_and_keyboards_and_listeners_get_along(tour: Clerk, name: str) -> None:
    """Names for those who hear, room for a finger, and the focus where it can be seen."""
    look_at(tour, name)
    for part in visible(tour.window):
        if isinstance(part, QAbstractButton | QLineEdit):
            assert part.accessibleName().strip(), part
            assert min(part.width(), part.height()) >= FINGER, f"{part.accessibleName()} is {part.size()}"
            assert part.focusPolicy() & Qt.FocusPolicy.TabFocus, part.accessibleName()
        if isinstance(part, QTableView):
            assert part.accessibleName()
    focused: QWidget | None = QApplication.focusWidget()
    assert focused is not None and focused.isVisible()
    if tour.panel is not None:
        assert focused is tour.panel or tour.panel.isAncestorOf(focused)


@pytest.mark.parametrize("name", SCENES)
def test_tab_reaches_everything_and_where_it_is_can_be_seen(tour: Clerk, name: str) -> None:
    look_at(tour, name)
    root: QWidget = tour.panel or tour.window._screen
    wanted = stops(root)
    walked = walk(tour, tour.panel or tour.window)
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
        tour.turn(1)
        focused = seen(part)
        part.clearFocus()
        tour.turn(1)
        assert focused != seen(part), f"nobody sees that {part.accessibleName()} has the focus"


# ── Every key that is shown can be touched ─────────────────────────────────────────────────


@pytest.mark.parametrize("name", [name for name in SCENES if name != "show_help"])
def test_every_key_that_is_named_is_a_button_to_touch(tour: Clerk, name: str) -> None:
    look_at(tour, name)
    can_be_touched = {
        key for part in buttons(tour) if part.isEnabled() for key in KEY.findall(part.accessibleName())
    }
    named = {key: text for text in texts(tour) for key in KEY.findall(text)}
    missing = {key: text for key, text in named.items() if key not in can_be_touched}
    assert missing == {}
    assert "Esc" in can_be_touched or name in WITHOUT_A_WAY_BACK, "no way back by touch"


# `show_help` is the table of all keys, those of other screens too; so it is not asked above.
# Where nothing is left behind: the checkout itself, the sign-in, and a till that has stopped.
WITHOUT_A_WAY_BACK = {"sign_in", "sign_in_refused", "checkout", "no_lease", "notice", "stopped"} | {
    "holder_silent",
    "rest_not_given",
    "make_good_coming",
}


# ── Every number can be typed by touch ─────────────────────────────────────────────────────


@pytest.mark.parametrize("name", SCENES)
def test_every_number_can_be_typed_with_a_finger(tour: Clerk, name: str) -> None:
    look_at(tour, name)
    pad = tour.window.touch_keypad
    for field in surface(tour).findChildren(QLineEdit):
        if not field.isVisible() or field.isReadOnly() or not field.isEnabled() or not wants_keys(field):
            continue
        touch(field)
        tour.turn(2)
        assert pad.isVisible(), field.accessibleName()
        shown = pad.geometry()
        assert tour.window.rect().contains(shown)
        assert not shown.intersects(QRect(field.mapTo(tour.window, QPoint(0, 0)), field.size()))
        covered = [
            part.accessibleName()
            for part in buttons(tour)
            if part.isEnabled()
            and not pad.isAncestorOf(part)
            and shown.intersects(QRect(part.mapTo(tour.window, QPoint(0, 0)), part.size()))
        ]
        assert covered == [], f"{field.accessibleName()}: the keypad lies over keys"
        before = field.text()
        field.clear()
        tap(tour, "7")
        assert field.text() == "7"
        field.setText(before)
        tap(tour, "收起键盘")
        assert not pad.isVisible()
