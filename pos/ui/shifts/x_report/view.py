"""The panel with the shift so far. It shows and reports; it decides nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pos.ui.shifts.x_report.presenter import XPicture
from pos.ui.style.look import Look
from pos.ui.widgets.basics import column, label, row, say
from pos.ui.widgets.figures_table import FiguresTable
from pos.ui.widgets.key_button import KeyButton, Tone
from pos.ui.widgets.overlay import PanelWidget
from pos.ui.widgets.scroll import Page


class XPanel(PanelWidget):
    """Pairs on the left, ways of paying on the right."""

    print_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "当班小结", width=960, parent=parent)
        self.fills = True
        self._pairs = FiguresTable(look, "本班到现在", ("本班到现在", ""), (190,))
        self._takings = FiguresTable(look, "收款方式", ("收款方式", "账面", "实点", "差额"), (90, 90, 70))
        self._blind = label("soft", wrap=True)
        self._print = KeyButton(look, "打印", "F12", tone=Tone.MAIN, size=18)
        both = row(column(self._pairs, 1), column(self._takings, self._blind, 1, gap=look.px(10)))
        both.setSpacing(look.px(20))
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        self._page = Page(both)
        self.body.addWidget(self._page)
        self.body.addWidget(self._print)
        self._print.clicked.connect(self.print_pressed)

    def show_report(self, picture: XPicture) -> None:
        """Show this shift."""
        say(self.title, picture.title)
        self._pairs.show_rows(picture.pairs)
        self._takings.show_rows(picture.takings)
        self._takings.setVisible(bool(picture.takings))
        say(self._blind, picture.blind)
        self._blind.setVisible(bool(picture.blind))

    def opened(self) -> None:
        """Take the keyboard focus."""
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F12 prints, the arrows scroll."""
        if event.key() == Qt.Key.Key_F12:
            self.print_pressed.emit()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._page.step(1 if event.key() == Qt.Key.Key_Down else -1, self.look.px(60))
        else:
            super().keyPressEvent(event)
