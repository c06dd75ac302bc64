"""The panel of one phone payment: its state, its seconds, its keys. It decides nothing."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QGridLayout, QWidget

from pos.ui.paying.payments.pictures import PaymentAct, PaymentPicture
from pos.ui.style.look import Look
from pos.ui.widgets.basics import label, panel, row, say, set_role
from pos.ui.widgets.figure import Figure
from pos.ui.widgets.key_button import KeyButton, Tone
from pos.ui.widgets.overlay import PanelWidget

_COLUMNS = 2


class PaymentPanel(PanelWidget):
    """Tells which act was pressed."""

    pressed = Signal(PaymentAct)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "", width=560, parent=parent)
        self._amount = Figure(look, size=48, sign_size=30)
        self._state, self._since = label("result"), label("heading")
        self._advice = label("soft", wrap=True)
        self._box = panel("payment-wait")
        self._box.setLayout(
            row(self._state, 1, self._since, margins=(look.px(18), look.px(12), look.px(18), look.px(12)))
        )
        self._grid = QGridLayout()
        self._grid.setSpacing(look.px(10))
        for place in range(_COLUMNS):
            self._grid.setColumnStretch(place, 1)
        self._buttons: dict[tuple[PaymentAct, bool], KeyButton] = {}
        self._acts: tuple[PaymentAct, ...] = ()
        self.body.addWidget(self._amount)
        self.body.addWidget(self._box)
        self.body.addWidget(self._advice)
        self.body.addLayout(self._grid)

    @property
    def is_open(self) -> bool:
        """Whether the panel is visible."""
        return self.isVisible()

    def show_payment(self, picture: PaymentPicture) -> None:
        """Show the payment's state."""
        say(self.title, picture.title)
        self._amount.say(picture.amount, what="金额")
        say(self._state, picture.state)
        say(self._since, picture.since)
        say(self._advice, picture.advice)
        set_role(self._box, f"payment-{picture.tone}")
        if picture.acts != self._acts:
            self._show_acts(picture.acts)

    def opened(self) -> None:
        """The keys come here; no button has the focus, so Space presses nothing by accident."""
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """An act's key does the same as a touch."""
        typed = QKeySequence(event.key()).toString()
        act = next((each for each in self._acts if each.key == typed), None)
        if act is not None and not event.isAutoRepeat():
            self.pressed.emit(act)
        else:
            super().keyPressEvent(event)

    def _show_acts(self, acts: tuple[PaymentAct, ...]) -> None:
        self._acts = acts
        for button in self._buttons.values():
            self._grid.removeWidget(button)
            button.hide()
        for place, act in enumerate(acts):
            button = self._button(act, main=place == 0)
            self._grid.addWidget(button, place // _COLUMNS, place % _COLUMNS)
            button.show()
        self.needs_room.emit()

    def _button(self, act: PaymentAct, *, main: bool) -> KeyButton:
        if (act, main) not in self._buttons:
            tone = Tone.MAIN if main else Tone.PLAIN
            button = KeyButton(self.look, act.word, act.key, tone=tone, size=18)
            button.clicked.connect(lambda _=False, act=act: self.pressed.emit(act))
            self._buttons[act, main] = button
        return self._buttons[act, main]
