"""Widgets and layout of the journal. It shows and reports; it decides nothing."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QWidget

from pos.ui.reports.journal.groups import GROUPS
from pos.ui.reports.journal.words import Said
from pos.ui.shell import Choice
from pos.ui.style.look import Look
from pos.ui.widgets.basics import column, label, panel, row, say
from pos.ui.widgets.cells import Cell
from pos.ui.widgets.choice_list import ChoiceList
from pos.ui.widgets.figures_table import FiguresTable
from pos.ui.widgets.key_button import KeyButton, Tone
from pos.ui.widgets.notice import NoticeBar, Where
from pos.ui.widgets.scroll import Page
from pos.ui.words.notices import Notice

_BAR_IN_ONE = 840  # At 100 %: with less room the days stand under the kinds, and
_SIDE_BY_SIDE = 600  # the details under the list.
_TEXT_MAX = 60
_STEPS: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_TURNS: dict[int, int] = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


class JournalScreen(QWidget):
    """The search at the top, the results on the left, one entry on the right."""

    looked_for = Signal(str)
    group_chosen = Signal(int)
    next_group = Signal()
    day_turned = Signal(int)
    every_day = Signal()
    marked = Signal(str)
    end_reached = Signal()
    receipt_wanted = Signal()
    left = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("screen")
        self.setAccessibleName("查流水")
        self._look = look
        self.notice = NoticeBar()
        self.field = QLineEdit()
        self.field.setAccessibleName("查流水：单号、商品、金额、人名")
        self.field.setPlaceholderText("单号、商品、金额（如 12.50）、人名；也可以扫小票")
        self.field.setMaxLength(_TEXT_MAX)
        self.setFocusProxy(self.field)
        self._day = label("body")
        self._earlier, self._later = KeyButton(look, "前一天", "PgUp"), KeyButton(look, "后一天", "PgDn")
        self._every = KeyButton(look, "全部日期", "F3")
        self._tabs: list[KeyButton] = []
        tabs = row(gap=look.px(6))
        for place, (words, _kinds) in enumerate(GROUPS):
            tab = KeyButton(look, words, "F2" if place == 1 else "")
            tab.setCheckable(True)
            tab.clicked.connect(lambda _=False, place=place: self.group_chosen.emit(place))
            self._tabs.append(tab)
            tabs.addWidget(tab, 1)
        self._list = ChoiceList(look, name="流水")
        self._words = label("soft", wrap=True)
        self._title = label("section", wrap=True)
        self._details = FiguresTable(look, "这一条流水", ("", ""), (220,), wraps=True)
        self._receipt = KeyButton(look, "看小票", "F12", tone=Tone.MAIN, size=18)
        found, details = panel(), panel()
        side = look.px(8)
        found.setLayout(
            column(
                self._list,
                row(self._words, margins=(look.px(12), 0, side, 0)),
                margins=(1, 1, 1, side),
                gap=side,
            )
        )
        inside = column(
            Page(column(self._details, 1)), self._receipt, margins=(side, side, side, side), gap=side
        )
        details.setLayout(column(self._title, inside, margins=(side, side, side, side), gap=side))
        self._both = row(found, details)
        leave, find = KeyButton(look, "返回", "Esc"), KeyButton(look, "查找", "Enter")
        find.setSizePolicy(find.sizePolicy().Policy.Fixed, find.sizePolicy().Policy.Fixed)
        find.clicked.connect(self.field.returnPressed)
        leave.setSizePolicy(leave.sizePolicy().Policy.Fixed, leave.sizePolicy().Policy.Fixed)
        leave.clicked.connect(self.left)
        gap = look.size("gap")
        days = row(self._day, self._earlier, self._later, self._every, gap=look.px(6))
        self._bar = row(tabs, days, gap=gap)
        self._bar.setStretch(0, 1)
        self.setLayout(
            column(
                row(self.field, find, leave, gap=gap),
                self._bar,
                self._both,
                margins=(gap, gap, gap, gap),
                gap=look.px(10),
            )
        )
        self.notice.float_over(self, details, Where.TOP)
        self._wire()
        look.watch(self._fit)

    def show_filter(self, text: str, day: str, group: int) -> None:
        """Show the search."""
        if self.field.text().strip() != text:
            self.field.setText(text)
        say(self._day, day or "全部日期")
        for place, tab in enumerate(self._tabs):
            tab.setChecked(place == group)
            # The key stands where it leads to: at the next kind, not at the one that is shown already.
            tab.say(tab.text(), "F2" if place == (group + 1) % len(self._tabs) else "")

    def show_entries(self, items: tuple[Choice, ...], words: str) -> None:
        """Show these."""
        self._list.show_choices(items)
        say(self._words, words)

    def show_details(self, said: Said | None) -> None:
        """Show one of them."""
        say(self._title, "" if said is None else said.title)
        self._details.show_rows(() if said is None else tuple((Cell(n), Cell(v)) for n, v in said.pairs))
        self._details.setVisible(said is not None)
        self._receipt.setEnabled(said is not None and said.sale_no is not None)

    def show_notice(self, notice: Notice | None) -> None:
        """Say something, or nothing."""
        self.notice.show_notice(notice)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that the field did not use."""
        key = event.key()
        if key in _STEPS:
            self._list.step(_STEPS[key])
        elif key in _TURNS:
            self.day_turned.emit(_TURNS[key])
        elif key == Qt.Key.Key_F2:
            self.next_group.emit()
        elif key == Qt.Key.Key_F3:
            self.every_day.emit()
        elif key == Qt.Key.Key_F12:
            self.receipt_wanted.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put list and details side by side where there is room."""
        super().resizeEvent(event)
        self._fit()

    def _wire(self) -> None:
        self.field.returnPressed.connect(lambda: self.looked_for.emit(self.field.text()))
        self._earlier.clicked.connect(lambda: self.day_turned.emit(-1))
        self._later.clicked.connect(lambda: self.day_turned.emit(1))
        self._every.clicked.connect(self.every_day)
        self._receipt.clicked.connect(self.receipt_wanted)
        self._list.selectionModel().currentChanged.connect(self._tell_marked)
        self._list.verticalScrollBar().valueChanged.connect(self._tell_end)

    def _tell_marked(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            self.marked.emit(self._list.choices.item_at(now.row()).key)
            if now.row() == self._list.choices.rowCount() - 1:
                self.end_reached.emit()

    def _tell_end(self, value: int) -> None:
        if value == self._list.verticalScrollBar().maximum():
            self.end_reached.emit()

    def _fit(self) -> None:
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._bar.setDirection(across if self.width() >= self._look.px(_BAR_IN_ONE) else down)
        self._both.setDirection(across if self.width() >= self._look.px(_SIDE_BY_SIDE) else down)
        self._both.setSpacing(self._look.size("gap"))
        self._both.setStretch(0, 5)
        self._both.setStretch(1, 4)
