"""A drawer far off is handed over in the window by keys: a reason, words, and the manager on the spot."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from pos.domain.journal.entries import EntryKind
from pos.services.till import Till
from tests.services.telling import entries_of
from tests.shop import MANAGER, MANAGER_PIN
from tests.ui.windows import Clerk

Key = Qt.Key


def write(words: str) -> None:
    """As an input method does, into the field that has the focus."""
    event = QInputMethodEvent()
    event.setCommitString(words)
    field = QApplication.focusWidget()
    assert field is not None
    QApplication.sendEvent(field, event)


def test_a_drawer_far_off_takes_a_reason_words_and_a_manager_by_keys(clerk: Clerk, till: Till) -> None:
    clerk.press(Key.Key_F10)
    clerk.type("j")
    clerk.press(Key.Key_F2)
    clerk.type("383.23")
    clerk.press(Key.Key_F12)  # The count is written down, blind.
    clerk.press(Key.Key_F12)
    clerk.type("abc")
    clerk.press(Key.Key_F12)
    assert clerk.panel.notice.notice.code == "reason.needed"
    clerk.press(Key.Key_Down, Key.Key_F12)
    assert clerk.panel.notice.notice.code == "explanation.unclear"
    assert till.shifts.current() is not None

    write("，少了，复点两次仍然不符")
    clerk.press(Key.Key_F12)
    assert type(clerk.panel).__name__ == "SignPanel"
    assert till.shifts.current() is not None
    clerk.type(MANAGER)
    clerk.press(Key.Key_Return)
    clerk.type(MANAGER_PIN)
    clerk.press(Key.Key_Return)
    assert till.shifts.current() is None
    (entry,) = entries_of(till, EntryKind.SHIFT_CLOSED)
    assert (entry.approver, entry.data["reason"]) == (MANAGER, "找零差错")
    assert entry.data["explanation"] == "abc，少了，复点两次仍然不符"


def test_f12_pressed_twice_in_a_breath_ends_no_shift_that_does_not_fit(clerk: Clerk, till: Till) -> None:
    clerk.press(Key.Key_F10)
    clerk.type("j")
    clerk.press(Key.Key_F2)
    clerk.type("498")
    clerk.press(Key.Key_F12, Key.Key_F12, Key.Key_F12)

    assert till.shifts.current() is not None
    assert entries_of(till, EntryKind.SHIFT_CLOSED) == []
