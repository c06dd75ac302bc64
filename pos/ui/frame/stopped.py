"""The screen that is shown when this till must not sell: why, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pos.ui.style.look import Look
from pos.ui.widgets.basics import column, label, panel, row, say
from pos.ui.widgets.key_button import KeyButton, Tone
from pos.ui.widgets.notice import NoticeBar, Where
from pos.ui.words.notices import Notice

_PANEL_WIDTH = 640
_TRY_AGAIN = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F12)


class StoppedScreen(QWidget):
    """Selling has stopped."""

    retry_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("screen")
        self.notice = NoticeBar()
        self._title, self._next = label("title", wrap=True), label("body", wrap=True)
        self.said: Notice | None = None  # Why selling has stopped.
        self._retry = KeyButton(look, "重试", "F12", tone=Tone.MAIN, size=18)
        box = panel()
        side = look.px(32)
        box.setLayout(
            column(
                self._title,
                self._next,
                self._retry,
                margins=(side, side, side, side),
                gap=look.px(16),
            )
        )
        box.setFixedWidth(look.px(_PANEL_WIDTH))
        self.setLayout(column(1, row(1, box, 1), 2))
        self.notice.float_over(self, box, Where.ABOVE)
        self._retry.clicked.connect(self.retry_pressed)

    def show_stop(self, notice: Notice, *, retry: bool) -> None:
        """Say why and what next."""
        say(self._title, notice.title)
        say(self._next, notice.what_next)
        self.said = notice
        self.setAccessibleName(f"{notice.title}。{notice.what_next}")
        self._retry.setVisible(retry)

    def show_notice(self, notice: Notice | None) -> None:
        """Say something more, or nothing."""
        self.notice.show_notice(notice)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and F12 try again."""
        if event.key() in _TRY_AGAIN and self._retry.isVisible():
            self.retry_pressed.emit()
        else:
            super().keyPressEvent(event)
