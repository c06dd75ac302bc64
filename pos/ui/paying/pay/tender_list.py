"""The list of tenders taken so far, each with a key to take it back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from pos.ui.paying.pay.pictures import TenderRow
from pos.ui.style.look import Look
from pos.ui.widgets.basics import column, label, row, rule, say, set_role
from pos.ui.widgets.key_button import KeyButton, Tone


class _Row(QFrame):
    taken_back = Signal(int)
    payment_opened = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("role", "tender")
        self._number, self._payment_id = 0, ""
        self._title, self._detail, self._amount = label("body"), label("tiny", wrap=True), label("body")
        back = KeyButton(look, "撤", tone=Tone.QUIET, name="撤回这笔收款")
        back.setSizePolicy(back.sizePolicy().Policy.Fixed, back.sizePolicy().Policy.Fixed)
        back.clicked.connect(self._tell)
        words = QWidget()
        words.setLayout(column(self._title, self._detail))
        self.setLayout(_in_columns(look, words, self._amount, back))
        self._back = back

    def show_row(self, tender: TenderRow, *, newest: bool) -> None:
        self._number, self._payment_id = tender.number, tender.payment_id
        say(self._title, tender.title)
        say(self._detail, tender.detail)
        self._detail.setVisible(bool(tender.detail))
        say(self._amount, tender.amount)
        if tender.payment_id:
            self._back.say("看", "Enter")
            self._back.setAccessibleName(f"{tender.title} {tender.amount} 元：{tender.detail}，打开")
            set_role(self, "tender-waiting")
            return
        self._back.say("撤", "Del" if newest else "")
        self._back.setAccessibleName(f"撤回{tender.title} {tender.amount} 元")
        set_role(self, "tender-new" if newest else "tender")

    def _tell(self) -> None:
        if self._payment_id:
            self.payment_opened.emit(self._payment_id)
        else:
            self.taken_back.emit(self._number)


class TenderList(QWidget):
    """Shows tenders, and payments that wait; tells which one is taken back or looked at."""

    taken_back = Signal(int)
    payment_opened = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._rows: list[_Row] = []
        self._lines = column(1)
        held = QWidget()
        held.setLayout(self._lines)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(held)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll = scroll
        nothing = QWidget()
        nothing.setFixedWidth(look.size("target"))
        self._heads = QWidget()
        self._heads.setLayout(_in_columns(look, label("small", "已收方式"), label("small", "金额"), nothing))
        self.setLayout(column(self._heads, rule(), scroll))

    def set_compact(self, *, compact: bool) -> None:
        """Hide the headings where space is short."""
        self._heads.setVisible(not compact)

    def show_tenders(self, tenders: tuple[TenderRow, ...]) -> None:
        """Show these, the newest marked."""
        while len(self._rows) < len(tenders):
            made = _Row(self._look)
            made.taken_back.connect(self.taken_back)
            made.payment_opened.connect(self.payment_opened)
            self._lines.insertWidget(len(self._rows), made)
            self._rows.append(made)
        newest = sum(1 for each in tenders if not each.payment_id) - 1
        for place, made in enumerate(self._rows):
            made.setVisible(place < len(tenders))
            if place < len(tenders):
                made.show_row(tenders[place], newest=place == newest)
        if tenders:
            self._scroll.ensureWidgetVisible(self._rows[len(tenders) - 1])


def _in_columns(look: Look, words: QWidget, amount: QWidget, last: QWidget) -> QHBoxLayout:
    """The same columns for the heading and every row."""
    made = row(words, amount, last, margins=(look.px(12), look.px(3), 0, look.px(3)))
    for part, share in ((words, 66), (amount, 34)):
        part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        made.setStretchFactor(part, share)
    return made
