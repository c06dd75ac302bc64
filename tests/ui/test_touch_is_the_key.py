"""Touching a key that is shown does what pressing the key it names does: the same screen, words and state.

Names alone would agree with a button that does something else; here both are done and what is there
afterwards is compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from tests.services.returning import ledger_of
from tests.ui.finger import buttons, surface, touch
from tests.ui.scenes import SCENES
from tests.ui.windows import Clerk, one_window, visible

Key = Qt.Key
SCREEN = (1024, 768)
NAME = re.compile(r"(?<![A-Za-z0-9])(F1[0-2]|F[1-9]|Esc|Enter|Del|Ins|PgUp|PgDn)$")
CODES = {
    "Esc": "Escape",
    "Enter": "Return",
    "Del": "Delete",
    "Ins": "Insert",
    "PgUp": "PageUp",
    "PgDn": "PageDown",
}
# Where most is done. The others have few keys of their own, and those are tried where they are told of.
ROOMS = (
    "checkout", "pay", "handover", "day", "journal", "give_back", "cash", "confirm", "price", "shift",
    "search", "goods_preview", "staff", "settings", "unclear", "last_sale",
)  # fmt: skip


class Twin:
    """A window made ready anew, each in a folder of its own."""

    def __init__(self, application: QApplication, folder: Path) -> None:
        self._application, self._folder, self._made = application, folder, 0

    def at(self, scene: str) -> Iterator[Clerk]:
        """A window at this scene; it is closed afterwards."""
        self._made += 1
        with one_window(self._application, self._folder / str(self._made), SCREEN) as clerk:
            SCENES[scene](clerk)
            come_to_rest(clerk)
            yield clerk


def come_to_rest(clerk: Clerk) -> None:
    clerk.background.wait(5)
    clerk.turn(30)


def shown_keys(clerk: Clerk) -> list[tuple[int, str]]:
    """Each button that names a key, by its place among the buttons."""
    return [
        (place, found[1])
        for place, part in enumerate(buttons(clerk))
        if part.isEnabled() and (found := NAME.search(part.accessibleName()))
    ]


def what_is_there(clerk: Clerk) -> dict[str, Any]:
    """All that can be read on top, and where the till stands."""
    come_to_rest(clerk)
    till, words = clerk.till, []
    for part in visible(surface(clerk)):
        if isinstance(part, QAbstractButton):
            words.append(f"[{part.text()}]{part.isChecked()}{part.isEnabled()}")
        elif isinstance(part, QLineEdit):
            words.append(f"{{{part.text()}}}")
        elif isinstance(part, QLabel):
            words.append(part.text().replace(str(till.settings.data_dir), "…"))
    basket, signed_in, taken = till.checkout.state.basket, till.people.signed_in, till.shifts.current()
    return {
        "screen": clerk.window.conductor.screen,
        "panel": type(clerk.panel).__name__,
        "words": words,
        "notice": clerk.notice,
        "basket": [(line.code, line.quantity) for line in basket.lines],
        "tenders": [(each.way, each.amount, each.state) for each in basket.tenders],
        "paying": basket.paying,
        "card": basket.card,
        "held": len(till.checkout.held()),
        "person": None if signed_in is None else signed_in.staff_id,
        "shift": None if taken is None else taken.number,
        "entries": ledger_of(till).head()[0],
        "papers": len(ledger_of(till).print_jobs.missing(since_ms=0)),
    }


@pytest.mark.parametrize("scene", ROOMS)
def test_a_shown_key_does_the_same_by_touch_and_by_keyboard(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, scene: str
) -> None:
    twin = Twin(qapp, tmp_path)
    (first,) = ([shown_keys(clerk) for clerk in twin.at(scene)],)
    tried = 0
    for place, name in first[0]:
        seen = []
        for by_touch in (True, False):
            for clerk in twin.at(scene):
                if by_touch:
                    touch(buttons(clerk)[place])
                else:
                    clerk.press(getattr(Key, f"Key_{CODES.get(name, name)}"))
                seen.append(what_is_there(clerk))
        assert seen[0] == seen[1], f"{scene}: {name}"
        tried += 1
    assert tried, "there are keys to try"
    qapp.setStyleSheet("")
