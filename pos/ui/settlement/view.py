"""The panel of the settlement. It shows and reports; it decides nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from pos.ui.settlement.pictures import SettlementPicture, SideRow, waiting_for
from pos.ui.style.look import Look
from pos.ui.widgets.basics import LEFT, RIGHT, label, row, rule, say, set_role
from pos.ui.widgets.choice_list import ChoiceList
from pos.ui.widgets.key_button import KeyButton
from pos.ui.widgets.overlay import PanelWidget

_HEADINGS = ("", "本店", "账单 / 慈善会", "差额", "结果")
_ROWS_MAX = 4  # Two channels, and the federation's two purses.


class SettlementPanel(PanelWidget):
    """A date with its neighbours, both sides of each channel, and a list of what to look at."""

    moved = Signal(int)
    again_pressed = Signal()
    export_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "三方对账", width=1240, parent=parent)
        self.fills = True
        self._date = label("heading")
        buttons = {
            "earlier": KeyButton(look, "前一天", "←", size=16),
            "later": KeyButton(look, "后一天", "→", size=16),
            "again": KeyButton(look, "再查一次", "F5", size=16),
            "export": KeyButton(look, "导出 Excel", "F3", size=16),
        }
        for button in buttons.values():
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        buttons["earlier"].clicked.connect(lambda: self.moved.emit(-1))
        buttons["later"].clicked.connect(lambda: self.moved.emit(1))
        buttons["again"].clicked.connect(self.again_pressed)
        buttons["export"].clicked.connect(self.export_pressed)
        self._verdict, self._remarks = label("heading", wrap=True), label("soft", wrap=True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look.px(18))
        self._grid.setVerticalSpacing(look.px(6))
        for column, heading in enumerate(_HEADINGS):
            self._grid.addWidget(label("small", heading, align=_side(column)), 0, column)
            self._grid.setColumnStretch(column, 2 if column in (1, 2) else 1)
        self._cells = [self._line(down + 1) for down in range(_ROWS_MAX)]
        self._list = ChoiceList(look, name="差异和推定")
        self._list.setMinimumHeight(look.size("target"))  # It scrolls; the figures above do not.
        self._files = label("small", wrap=True)
        dates = (buttons["earlier"], self._date, buttons["later"])
        self.body.addLayout(row(*dates, 1, buttons["again"], buttons["export"], gap=look.px(12)))
        self.body.addWidget(self._verdict)
        self.body.addWidget(self._remarks)
        self.body.addLayout(self._grid)
        self.body.addWidget(rule())
        self.body.addWidget(self._list, 1)
        self.body.addWidget(self._files)

    def show_waiting(self, date: str) -> None:
        """Say that a date is being looked at."""
        self.show_settlement(waiting_for(date))

    def show_settlement(self, picture: SettlementPicture) -> None:
        """Show a date."""
        say(self._date, picture.date)
        say(self._verdict, picture.verdict)
        set_role(self._verdict, "heading" if picture.good else "big-row-coral")
        say(self._remarks, picture.remarks)
        self._remarks.setVisible(bool(picture.remarks))
        for place, cells in enumerate(self._cells):
            self._fill(cells, picture.rows[place] if place < len(picture.rows) else None)
        self._list.show_choices(picture.items)
        say(self._files, picture.files)
        self.setAccessibleDescription(f"{picture.date}，{picture.verdict}，{picture.remarks}")

    def opened(self) -> None:
        """Take the keyboard focus."""
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go through the days and the list, F5 looks again, F3 writes the workbook."""
        match event.key():
            case Qt.Key.Key_Left:
                self.moved.emit(-1)
            case Qt.Key.Key_Right:
                self.moved.emit(1)
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                self._list.step(-1 if event.key() == Qt.Key.Key_Up else 1)
            case Qt.Key.Key_F5:
                self.again_pressed.emit()
            case Qt.Key.Key_F3:
                self.export_pressed.emit()
            case _:
                super().keyPressEvent(event)

    def _line(self, down: int) -> list[QLabel]:
        cells = [label("body", align=_side(column)) for column in range(len(_HEADINGS))]
        for column, cell in enumerate(cells):
            cell.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            self._grid.addWidget(cell, down, column)
        return cells

    def _fill(self, cells: list[QLabel], side: SideRow | None) -> None:
        texts = [""] * len(cells) if side is None else side.texts
        for cell, text in zip(cells, texts, strict=True):
            say(cell, text)
            cell.setVisible(side is not None)
        if side is not None:
            set_role(cells[-1], "row-coral" if side.alarming else "good")
            set_role(cells[-2], "row-coral" if side.alarming else "body")


def _side(column: int) -> Qt.AlignmentFlag:
    return LEFT if column in (0, 4) else RIGHT
