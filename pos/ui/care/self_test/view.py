"""The panel of the self-test. It shows; it decides nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from pos.ui.care.self_test.presenter import SelfTestPicture
from pos.ui.style.look import Look
from pos.ui.widgets.basics import label, row, say, set_role
from pos.ui.widgets.key_button import KeyButton
from pos.ui.widgets.overlay import PanelWidget
from pos.ui.widgets.scroll import Page

_COLUMNS = 2
_TOP = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_TONES = {"good": "good", "bad": "row-coral", "unused": "soft"}


class SelfTestPanel(PanelWidget):
    """Two columns of parts, each with its mark, its words and what to do."""

    again_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "自检 · 月初准备检查", width=1080, parent=parent)
        self._verdict = label("heading")
        self._again = KeyButton(look, "再查一次", "F5", size=16)
        self._again.clicked.connect(self.again_pressed)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look.px(28))
        self._grid.setVerticalSpacing(look.px(6))
        self._cells: list[tuple[QLabel, QLabel, QLabel]] = []
        self.body.addLayout(row(self._verdict, 1, self._again))
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._page = Page(self._grid)
        self.body.addWidget(self._page)

    def show_test(self, picture: SelfTestPicture) -> None:
        """Show these findings."""
        say(self._verdict, picture.title)
        half = (len(picture.rows) + _COLUMNS - 1) // _COLUMNS
        for place, found in enumerate(picture.rows):
            if place == len(self._cells):
                said = label("good", wrap=True, align=_TOP)
                self._cells.append((label("body"), said, label("small", wrap=True)))
                down, across = place % half * 2, place // half * 2
                name, words, what_next = self._cells[place]
                self._grid.addWidget(name, down, across, Qt.AlignmentFlag.AlignTop)
                self._grid.addWidget(words, down, across + 1)
                self._grid.addWidget(what_next, down + 1, across + 1)
                self._grid.setColumnStretch(across + 1, 1)
            name, words, what_next = self._cells[place]
            say(name, f"{found.mark} {found.name}")
            say(words, found.words)
            set_role(words, _TONES[found.tone])
            set_role(name, "row-coral" if found.tone == "bad" else "body")
            say(what_next, found.what_next)
            what_next.setVisible(bool(found.what_next))
        self.setAccessibleDescription(
            "；".join(f"{each.name}{each.words}{each.what_next}" for each in picture.rows)
        )

    def needed_height(self, width: int) -> int:
        """The height for every line; on a lower screen the lines scroll."""
        inside = width - 4 * self.look.size("gap")
        needed = self._grid.totalHeightForWidth(inside)
        return super().needed_height(width) - self._page.sizeHint().height() + needed

    def opened(self) -> None:
        """Take the keyboard focus."""
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F5 looks again, the arrows scroll."""
        if event.key() == Qt.Key.Key_F5:
            self.again_pressed.emit()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._page.step(1 if event.key() == Qt.Key.Key_Down else -1, self.look.px(60))
        else:
            super().keyPressEvent(event)
