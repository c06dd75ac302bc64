"""The bar that says what happened and what to do next. Never a box that must be clicked away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QWidget

from pos.ui.widgets.basics import column, label, say

if TYPE_CHECKING:  # The first paint has nothing to say yet.
    from pos.ui.notices import Notice


class NoticeBar(QFrame):
    """Shows a notice until the next act."""

    spoke = Signal(bool)  # It says something now, or nothing any more.

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self._title = label("notice-title", wrap=True)
        self._next = label("notice-next", wrap=True)
        self.setLayout(column(self._title, self._next, margins=(16, 8, 16, 8), gap=2))
        self.notice: Notice | None = None
        self.hide()

    def show_notice(self, notice: Notice | None) -> None:
        """Show a notice, or none."""
        if notice == self.notice:
            return
        self.notice = notice
        self.spoke.emit(notice is not None)
        if notice is None:
            self.hide()
            return
        say(self._title, notice.title)
        say(self._next, notice.what_next)
        self._next.setVisible(bool(notice.what_next))
        self.setProperty("grave", "true" if notice.grave else "false")
        self.style().unpolish(self)
        self.style().polish(self)
        self.setAccessibleName(f"{notice.title}。{notice.what_next}")
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
