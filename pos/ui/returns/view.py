"""The panel for returned goods. It shows and reports; it decides nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QScrollArea, QWidget

from pos.ui.returns.pictures import ReturnPicture
from pos.ui.returns.rows import ReturnList
from pos.ui.style.look import Look
from pos.ui.widgets.basics import RIGHT, column, label, panel, row, say
from pos.ui.widgets.figure import Figure
from pos.ui.widgets.key_button import KeyButton, Tone
from pos.ui.widgets.overlay import PanelWidget

_REASON_KEYS = (Qt.Key.Key_F5, Qt.Key.Key_F6, Qt.Key.Key_F7, Qt.Key.Key_F8, Qt.Key.Key_F9)
_SPLIT_MAX = 8  # Four ways of paying, what was left off cash, and three pools.
_REASON_CHARACTERS_MAX = 60


class ReturnPanel(PanelWidget):
    """The sale's lines on the left; on the right where everything goes, and why."""

    moved = Signal(int)
    touched = Signal(int)
    quantity_given = Signal(str)
    all_pressed = Signal()
    reason_given = Signal(str)
    confirmed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "退货", width=1120, parent=parent)
        self.fills = True
        self._words = label("soft", wrap=True)
        self._list = ReturnList(look)
        self._quantity_words = label("small", wrap=True)
        self.field = QLineEdit()
        self.field.setAccessibleName("这一行退多少")
        self.field.setPlaceholderText("数量")
        self.field.setMaxLength(12)
        self.field.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self._tick = KeyButton(look, "选 / 不选", "Enter", size=16)
        self._everything = KeyButton(look, "全部退", "F11", size=16)
        lines = column(
            self._words,
            self._list,
            self._quantity_words,
            gap=look.px(8),
        )
        self._counting = QWidget()
        self._counting.setLayout(row(self.field, self._tick, self._everything, gap=look.px(10)))
        lines.addWidget(self._counting)
        lines.setStretch(1, 1)
        both = row(lines, self._right(look), gap=look.px(20))
        both.setStretch(0, 6)
        both.setStretch(1, 5)
        self.body.addLayout(both)
        self._list.touched.connect(self._touched)
        self.field.returnPressed.connect(self._enter)
        self._tick.clicked.connect(self._enter)
        self._everything.clicked.connect(self.all_pressed)

    def begin(self) -> None:
        """Begin with another sale: empty the fields."""
        self.field.clear()
        self.free.clear()

    def show_return(self, picture: ReturnPicture) -> None:
        """Show the return's state."""
        say(self.title, picture.title)
        self.setAccessibleName(picture.title)
        say(self._words, picture.words)
        self._list.show_rows(picture.rows, picture.marked)
        say(self._quantity_words, picture.quantity)
        self.field.setReadOnly(not picture.quantity)
        self._tick.setEnabled(bool(picture.quantity))
        for part in (self._counting, self._quantity_words):
            part.setVisible(not picture.whole)
        self._figure.say(picture.figure, what="应退")
        for place, (name, value) in enumerate(self._split):
            shown = place < len(picture.split)
            name.setVisible(shown)
            value.setVisible(shown)
            if shown:
                say(name, picture.split[place][0])
                say(value, picture.split[place][1])
        say(self._warning, picture.warning)
        self._warning.setVisible(bool(picture.warning))
        for place, button in enumerate(self._reasons):
            button.setVisible(place < len(picture.reasons))
            if place < len(picture.reasons):
                button.say(picture.reasons[place])
                button.setChecked(picture.reasons[place] == picture.reason)
        after = min(len(picture.reasons), len(self._reasons))
        self._grid.addWidget(self.free, after // 2, after % 2)  # Where the next reason would stand.
        self._ok.say(picture.ok)

    def opened(self) -> None:
        """Put the keyboard focus into the quantity; take it where no quantity can be typed."""
        (self.field if self._counting.isVisibleTo(self) else self).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows mark a line, F5 and later keys choose a reason, F11 takes everything, F12 confirms."""
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key in _REASON_KEYS:
            self._pressed(_REASON_KEYS.index(key))
        elif key == Qt.Key.Key_F11:
            self.all_pressed.emit()
        elif key == Qt.Key.Key_F12:
            self._confirm()
        else:
            super().keyPressEvent(event)

    def _right(self, look: Look) -> QWidget:
        self._figure = Figure(look, size=44, sign_size=28, colour="gold")
        side = look.px(16)
        refund = panel("change")
        refund.setLayout(row(label("change-word", "应退"), self._figure, margins=(side, side, side, side)))
        self._split: list[tuple[QLabel, QLabel]] = []
        split = column(gap=look.px(4))
        for _place in range(_SPLIT_MAX):
            pair = (label("soft"), label("body", align=RIGHT))
            self._split.append(pair)
            split.addLayout(row(pair[0], 1, pair[1], gap=8))
        self._warning = label("row-coral", wrap=True)
        self._grid = grid = QGridLayout()
        grid.setSpacing(look.px(8))
        self._reasons = [KeyButton(look, "", f"F{5 + place}", size=15) for place in range(len(_REASON_KEYS))]
        for place, button in enumerate(self._reasons):
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, place=place: self._pressed(place))
            grid.addWidget(button, place // 2, place % 2)
        self.free = QLineEdit()  # An input method may be used here.
        self.free.setPlaceholderText("其他原因")
        self.free.setAccessibleName("其他原因")
        self.free.setMaxLength(_REASON_CHARACTERS_MAX)
        self.free.textEdited.connect(self.reason_given)
        grid.addWidget(self.free, len(self._reasons) // 2, len(self._reasons) % 2)
        self._ok = KeyButton(look, "确认退货", "F12", tone=Tone.MAIN, size=20)
        self._ok.clicked.connect(self._confirm)
        held = QWidget()
        held.setLayout(column(refund, split, self._warning, 1, label("small", "原因"), grid, gap=look.px(10)))
        self._scroll = scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(held)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made = QWidget()
        inner = column(scroll, self._ok, gap=look.px(12))
        inner.setStretch(0, 1)
        made.setLayout(inner)
        return made

    def _pressed(self, place: int) -> None:
        button = self._reasons[place]
        if button.isVisible():
            self.free.clear()
            self._scroll.ensureWidgetVisible(button)
            self.reason_given.emit(button.text())

    def _touched(self, number: int) -> None:
        self.touched.emit(number)
        self.field.setFocus()

    def _enter(self) -> None:
        text = self.field.text().strip()
        self.field.clear()
        self.quantity_given.emit(text)

    def _confirm(self) -> None:
        if self.field.text().strip():  # A quantity that was typed and not entered counts.
            self._enter()
        self.confirmed.emit()
