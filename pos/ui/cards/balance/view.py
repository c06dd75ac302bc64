"""The panel of a card's balance. It shows and reports; it decides nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from pos.ui.cards.balance.presenter import BalancePicture
from pos.ui.selling.checkout.meter_bar import MeterBar
from pos.ui.style.look import Look
from pos.ui.widgets.basics import label, row, say
from pos.ui.widgets.key_button import KeyButton
from pos.ui.widgets.overlay import PanelWidget

_ONE_COLUMN_MAX = 5


class BalancePanel(PanelWidget):
    """What a card may still use this month."""

    print_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "余额", width=520, parent=parent)
        self._name, self._card = label("name"), label("soft")
        self._month = label("small", wrap=True)
        self._title, self._words = label("body", wrap=True), label("soft", wrap=True)
        self._bars = QGridLayout()
        self._bars.setHorizontalSpacing(look.px(24))
        self._meters: list[MeterBar] = []
        self._print = KeyButton(look, "打印给持卡人", "F12", size=16)
        self.body.addLayout(row(self._name, self._card, 1, gap=look.px(10)))
        for item in (self._month, self._title, self._words):
            self.body.addWidget(item)
        self.body.addLayout(self._bars)
        self.body.addWidget(self._print)
        self._print.clicked.connect(self.print_pressed)

    def show_balance(self, picture: BalancePicture) -> None:
        """Show this card's month."""
        say(self._name, picture.name)
        say(self._card, picture.card)
        say(self._month, picture.month)
        title, words = picture.notice or ("", "")
        for part, text in ((self._title, title), (self._words, words)):
            say(part, text)
            part.setVisible(bool(text))
        while len(self._meters) < len(picture.meters):
            self._meters.append(MeterBar(self.look))
        columns = 1 if len(picture.meters) <= _ONE_COLUMN_MAX else 2
        self._bars.setVerticalSpacing(self.look.px(18 if columns == 1 else 8))
        for place, bar in enumerate(self._meters):
            bar.set_thin(thin=columns > 1)
            self._bars.removeWidget(bar)
            if place < len(picture.meters):
                self._bars.addWidget(bar, place // columns, place % columns)
                bar.show_meter(picture.meters[place])
            bar.setVisible(place < len(picture.meters))

    def opened(self) -> None:
        """Take the keyboard focus."""
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F12 prints; Enter does the same as Esc."""
        if event.key() == Qt.Key.Key_F12:
            self.print_pressed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.closed.emit()
        else:
            super().keyPressEvent(event)
