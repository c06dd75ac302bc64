"""The panel of the rarer acts: a grid of keys, each with a digit. What a key does is decided elsewhere."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from pos.ui.help.acts import MORE, MoreAct
from pos.ui.look import Look
from pos.ui.overlay import Sheet
from pos.ui.widgets.key_button import KeyButton

_COLUMNS = 2


class MoreSheet(Sheet):
    """Tells which act was pressed."""

    pressed = Signal(MoreAct)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "更多", width=460, parent=parent)
        grid = QGridLayout()
        grid.setSpacing(look.px(10))
        for place, (act, words) in enumerate(MORE):
            button = KeyButton(look, words, str(place + 1), size=16)
            button.setMinimumHeight(look.px(64))
            button.clicked.connect(lambda _=False, act=act: self.pressed.emit(act))
            grid.addWidget(button, place // _COLUMNS, place % _COLUMNS)
        self.body.addLayout(grid)

    def opened(self) -> None:
        """The digits come here."""
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit is an act."""
        place = event.key() - Qt.Key.Key_1
        if 0 <= place < len(MORE):
            self.pressed.emit(MORE[place][0])
        else:
            super().keyPressEvent(event)
