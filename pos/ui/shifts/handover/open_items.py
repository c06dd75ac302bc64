"""What is still open when a shift ends: held sales to decide about, and payments of unknown end."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos.services.selling.held_sales import HeldChoice
from pos.ui.shifts.handover.pictures import HandoverPicture, HeldRow
from pos.ui.style.look import Look
from pos.ui.widgets.basics import column, label, row, say
from pos.ui.widgets.figures_table import FiguresTable
from pos.ui.widgets.key_button import KeyButton

CHOICES = ((HeldChoice.KEEP, "留给下一班"), (HeldChoice.DROP, "不要了"))


class _Held(QWidget):
    decided = Signal(int, HeldChoice)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._number = 0
        self._title, self._detail = label("body", wrap=True), label("small", wrap=True)
        self._buttons: dict[HeldChoice, KeyButton] = {}
        keys = row(gap=look.px(8))
        for choice, words in CHOICES:
            button = KeyButton(look, words)
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, choice=choice: self.decided.emit(self._number, choice))
            self._buttons[choice] = button
            keys.addWidget(button, 1)
        self.setLayout(column(self._title, self._detail, keys, margins=(0, look.px(4), 0, look.px(4)), gap=2))

    def show_held(self, held: HeldRow) -> None:
        self._number = held.number
        say(self._title, held.title)
        say(self._detail, held.detail)
        for choice, words in CHOICES:
            self._buttons[choice].setChecked(held.choice is choice)
            self._buttons[choice].setAccessibleName(f"{held.title} {words}")


class OpenItems(QWidget):
    """Says what happens to each held sale."""

    decided = Signal(int, HeldChoice)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._held: list[_Held] = []
        self._nothing = label("soft", "没有挂单，也没有待确认的收款。", wrap=True)
        self._held_title = label("section", "挂单：每一单都要决定")
        self._payments_title = label("section", "待确认的收款")
        self._payments_words = label("soft", "交班后仍在「待确认付款」里，不会丢。", wrap=True)
        self._payments = FiguresTable(look, "待确认的收款", ("方式", "时间", "金额"), (70, 100))
        self._rows: QVBoxLayout = column(gap=look.px(4))
        self.setLayout(
            column(
                self._nothing,
                self._held_title,
                self._rows,
                self._payments_title,
                self._payments_words,
                self._payments,
                gap=look.px(6),
            )
        )

    def show_items(self, picture: HandoverPicture) -> None:
        """Show what is open."""
        while len(self._held) < len(picture.held):
            made = _Held(self._look)
            made.decided.connect(self.decided)
            self._rows.addWidget(made)
            self._held.append(made)
        for place, made in enumerate(self._held):
            made.setVisible(place < len(picture.held))
            if place < len(picture.held):
                made.show_held(picture.held[place])
        self._payments.show_rows(picture.payments)
        for part in (self._payments_title, self._payments_words, self._payments):
            part.setVisible(bool(picture.payments))
        self._held_title.setVisible(bool(picture.held))
        self._nothing.setVisible(not picture.held and not picture.payments)
