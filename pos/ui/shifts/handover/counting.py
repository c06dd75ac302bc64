"""The fields of a count: notes and coins, or one sum, and the phone payments. They only hold text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from pos.domain.money import Fen
from pos.services.words.receipt_words import TENDER_NAMES
from pos.ui.shifts.handover.pictures import COINS, OTHERS
from pos.ui.style.look import Look
from pos.ui.widgets.basics import RIGHT, column, label, row, say

_DIGITS_MAX = 12


class CountField(QLineEdit):
    """One number. Enter and the arrows go on to the next field, as on a sheet of paper."""

    moved = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("role", "count")
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMaxLength(_DIGITS_MAX)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and down: the next one; up: the one before."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.moved.emit(1)
        elif event.key() == Qt.Key.Key_Up:
            self.moved.emit(-1)
        else:
            super().keyPressEvent(event)


class CountFields(QWidget):
    """The count as it is typed."""

    typed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._pieces = {value: CountField(f"{words} 张数") for value, words in COINS}
        self._total = CountField("现金总额")
        self._others = {kind: CountField(f"{TENDER_NAMES[kind]} 收款合计") for kind in OTHERS}
        self._by_piece, self._by_total = QWidget(), QWidget()
        self._words = {value: label("body", f"{words} ×", align=RIGHT) for value, words in COINS}
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(look.px(8))
        self._by_piece.setLayout(self._grid)
        self._offered: tuple[Fen, ...] = ()
        self.offer([value for value, _words in COINS])
        self._by_total.setLayout(row(label("body", "现金总额"), self._total, gap=look.px(10)))
        self._sum = label("tile", align=RIGHT)
        phones = QGridLayout()
        phones.setContentsMargins(0, 0, 0, 0)
        phones.setColumnStretch(1, 1)
        phones.setSpacing(look.px(8))
        for place, (kind, field) in enumerate(self._others.items()):
            phones.addWidget(label("body", TENDER_NAMES[kind], align=RIGHT), place, 0)
            phones.addWidget(field, place, 1)
        self.setLayout(
            column(
                self._by_piece,
                self._by_total,
                row(label("soft", "现金合计"), self._sum, gap=look.px(8)),
                label("section", "手机收款（可不填）"),
                label("hint", "看手机上今天这一班的收款合计", wrap=True),
                phones,
                gap=look.px(8),
            )
        )
        for field in self._all():
            field.textEdited.connect(self.typed)
            field.moved.connect(self._move)
        self.show_way(by_total=False)

    def offer(self, pieces: Sequence[Fen]) -> None:
        """Ask for these notes and coins, the largest first; what is not offered is not counted."""
        if tuple(pieces) == self._offered:
            return
        self._offered = tuple(pieces)
        half = (len(pieces) + 1) // 2
        for value, field in self._pieces.items():
            words = self._words[value]
            self._grid.removeWidget(words)
            self._grid.removeWidget(field)
            if value in pieces:
                at, side = self._offered.index(value) % half, self._offered.index(value) // half * 2
                self._grid.addWidget(words, at, side)
                self._grid.addWidget(field, at, side + 1)
                self._grid.setColumnStretch(side + 1, 1)
            else:
                field.clear()
            words.setVisible(value in pieces)
            field.setVisible(value in pieces)

    def show_way(self, *, by_total: bool) -> None:
        """By notes and coins, or one sum."""
        self._by_total.setVisible(by_total)
        self._by_piece.setVisible(not by_total)

    def show_sum(self, words: str) -> None:
        """What the cash comes to so far."""
        say(self._sum, words)
        self._sum.setAccessibleName(f"现金合计 {words}")

    def clear(self) -> None:
        """Nothing counted."""
        for field in self._all():
            field.clear()
        self.show_sum("")

    def begin(self) -> None:
        """Typing begins in the first field."""
        next(field for field in self._all() if field.isVisibleTo(self)).setFocus()

    def pieces(self) -> dict[Fen, str]:
        """How many of each, as typed."""
        return {value: self._pieces[value].text() for value in self._offered}

    def total(self) -> str:
        """The cash as one sum, as typed."""
        return self._total.text()

    def others(self) -> dict[str, str]:
        """What the telephones say, as typed, by kind of tender."""
        return {kind.value: field.text() for kind, field in self._others.items()}

    def _all(self) -> list[CountField]:
        return [*self._pieces.values(), self._total, *self._others.values()]

    def _move(self, step: int) -> None:
        fields = [field for field in self._all() if field.isVisibleTo(self)]
        place = fields.index(self.sender()) + step  # type: ignore[arg-type]
        if 0 <= place < len(fields):
            fields[place].setFocus()
            fields[place].selectAll()
