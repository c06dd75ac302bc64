"""The row of keys under the checkout. The presenter decides which act a key does."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pos.ui.selling.checkout.acts import ACTS, Act
from pos.ui.style.look import Look
from pos.ui.widgets.basics import row
from pos.ui.widgets.key_button import KeyButton, Tone

_HEIGHT = 52


class ActionBar(QWidget):
    """Tells which act was pressed."""

    pressed = Signal(Act)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[Act, KeyButton] = {}
        keys = row(gap=look.px(8))
        for act, words, key in ACTS:
            main = act is Act.PAY
            button = KeyButton(
                look, words, key, tone=Tone.MAIN if main else Tone.PLAIN, size=19 if main else 15
            )
            button.setSizePolicy(button.sizePolicy().Policy.Expanding, button.sizePolicy().Policy.Expanding)
            button.clicked.connect(lambda _checked=False, act=act: self.pressed.emit(act))
            self._buttons[act] = button
            keys.addWidget(button, 25 if main else 12)
        self.setLayout(keys)
        self._look = look
        look.watch(self._fit)
        self._fit()

    def show_held(self, held: int) -> None:
        """Say how many sales are held."""
        self._buttons[Act.RECALL].say(f"取单 · {held}" if held else "取单")

    def _fit(self) -> None:
        needed = max(button.sizeHint().height() for button in self._buttons.values())
        self.setFixedHeight(max(self._look.px(_HEIGHT), needed))
