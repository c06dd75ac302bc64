"""The bar that says what happened and what to do next. It never has to be clicked away.

It floats over its subject and is in no layout: when it appears, nothing moves under a finger.
A touch closes it.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QWidget

from pos.ui.widgets.basics import column, label, say

if TYPE_CHECKING:  # The first paint has nothing to say yet.
    from pos.ui.words.notices import Notice

_GAP = 8
_WIDTH_LEAST = 560  # Words want a long line, also over a narrow panel.


class Where(Enum):
    """Where the bar stands, seen from what it is about."""

    ABOVE = "above"  # Over its head while there is room, else over its first words.
    TOP = "top"
    COVER = "cover"  # Over all of it: figures are seen whole or not at all.
    BOTTOM = "bottom"


class NoticeBar(QFrame):
    """Shows a notice until the next act."""

    spoke = Signal(bool)  # It says something now, or nothing any more.

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self._title = label("notice-title", wrap=True)
        self._next = label("notice-next", wrap=True)
        self._column = column(self._title, self._next, margins=(16, 8, 16, 8), gap=2)
        self.setLayout(self._column)
        self.notice: Notice | None = None
        self._about: QWidget | None = None
        self._where, self._spare = Where.TOP, None  # type: Where, QWidget | None
        self.hide()

    def float_over(
        self, host: QWidget, about: QWidget, where: Where, *, spare: QWidget | None = None
    ) -> None:
        """Stand within `host`, over `about`; a key beside the first words is spared."""
        self._about, self._where, self._spare = about, where, spare
        if self.parentWidget() is not host:
            self.setParent(host)
            self.hide()
        for watched in (host, about):
            watched.removeEventFilter(self)
            watched.installEventFilter(self)

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
        self.place()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def place(self) -> None:
        """Go where the words fit."""
        host, about = self.parentWidget(), self._about
        if host is None or about is None or self.notice is None:
            return
        over = QRect(about.mapTo(host, QPoint(0, 0)), about.size())
        room = host.rect().adjusted(_GAP, _GAP, -_GAP, -_GAP)
        if self._where is not Where.ABOVE:
            width = over.width()
            if self._spare is not None:
                width = self._spare.mapTo(host, QPoint(0, 0)).x() - _GAP - over.left()
            rect = QRect(over.left(), over.top(), width, self._height_for(width))
            if self._where is Where.COVER:
                rect.setHeight(max(rect.height(), over.height()))
            if self._where is Where.BOTTOM:
                rect.moveBottom(over.bottom())
        else:
            width = min(room.width(), max(over.width(), _WIDTH_LEAST))
            rect = QRect(0, 0, width, self._height_for(width))
            rect.moveCenter(over.center())
            rect.moveBottom(over.top() - _GAP)
            if rect.top() < room.top() and self._spare is not None:  # Beside the key, over the first words.
                right = self._spare.mapTo(host, QPoint(0, 0)).x() - _GAP
                left = max(room.left(), rect.left())
                rect = QRect(left, 0, right - left, self._height_for(right - left))
                rect.moveBottom(over.top() - _GAP)
        rect.moveTop(max(room.top(), rect.top()))
        self.setGeometry(rect)
        self.raise_()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """What it is about has moved: go after it."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and self.isVisible():
            self.place()
        return False

    def changeEvent(self, event: QEvent) -> None:
        """Larger letters need more room."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.isVisible():
            self.place()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Read and touched: gone."""
        self.show_notice(None)
        event.accept()

    def _height_for(self, width: int) -> int:
        return self._column.totalHeightForWidth(width)
