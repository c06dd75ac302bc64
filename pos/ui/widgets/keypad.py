"""A keypad for fingers. It types into a field and does not know the field's meaning."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLineEdit, QSizePolicy, QWidget

from pos.ui.style.look import Look
from pos.ui.widgets.key_button import KeyButton, Tone

_DIGITS = (
    ("7", 0, 0),
    ("8", 0, 1),
    ("9", 0, 2),
    ("4", 1, 0),
    ("5", 1, 1),
    ("6", 1, 2),
    ("1", 2, 0),
    ("2", 2, 1),
    ("3", 2, 2),
)


OWN_KEYS = "own_keys"  # Set on a field that has a keypad beside it.
BESIDE_FROM = 200  # From this text size on, in percent, a keypad stands beside its fields and not under them.


def beside(look: Look, box: QBoxLayout) -> bool:
    """Turn a box of fields and keypad so that both fit, and say whether they are beside."""
    aside = look.text_percent >= BESIDE_FROM
    box.setDirection(QBoxLayout.Direction.LeftToRight if aside else QBoxLayout.Direction.TopToBottom)
    for place in range(box.count()):
        box.setStretch(place, 1 if aside else 0)
    return aside


class Keypad(QWidget):
    """Digits, 退格, 清除, and one large key that means the same as Enter."""

    main_pressed = Signal()

    def __init__(
        self,
        look: Look,
        field: QLineEdit,
        *,
        main: str,
        decimal_point: bool = True,
        star: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`star`: a key for `3*` too, which may be switched off where it means nothing."""
        super().__init__(parent)
        self.field = field
        field.setProperty(OWN_KEYS, "yes")
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(look.size("gap") * 2 // 3)  # Gaps do not grow with the letters.

        def put(
            text: str, row: int, column: int, *, across: int = 1, size: int = 22, name: str = ""
        ) -> KeyButton:
            button = KeyButton(look, text, size=size, name=name or f"数字 {text}")
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
            grid.addWidget(button, row, column, 1, across)
            return button

        for text, row, column in _DIGITS:
            put(text, row, column).clicked.connect(lambda _=False, text=text: self._type(text))
        zero = put("0", 3, 0, across=1 if star else 2 if decimal_point else 3)
        zero.clicked.connect(lambda: self._type("0"))
        if star:
            self.star = put("*", 3, 1, name="数量星号")
            self.star.clicked.connect(lambda: self._type("*"))
        if decimal_point:
            put(".", 3, 2, name="小数点").clicked.connect(lambda: self._type("."))
        put("退格", 0, 3, size=15, name="退格").clicked.connect(self._erase)
        put("清除", 1, 3, size=15, name="清除").clicked.connect(self._clear)
        self.main = KeyButton(look, main, "Enter", tone=Tone.MAIN, size=20)
        self.main.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        grid.addWidget(self.main, 2, 3, 2, 1)
        self.main.clicked.connect(self.main_pressed)
        for column in range(4):
            grid.setColumnStretch(column, 1)
        for row in range(4):
            grid.setRowStretch(row, 1)
            # Comfortable for a finger, but no larger when only the letters are: it must leave room for them.
            grid.setRowMinimumHeight(row, look.size("target") + 6)
        self.setLayout(grid)

    def type_into(self, field: QLineEdit) -> None:
        """From now on type into this field."""
        self.field = field

    def _clear(self) -> None:
        self.field.setFocus()
        self.field.clear()
        self._edited()

    def _type(self, text: str) -> None:
        self.field.setFocus()
        self.field.insert(text)
        self._edited()

    def _erase(self) -> None:
        self.field.setFocus()
        self.field.backspace()
        self._edited()

    def _edited(self) -> None:
        # A key touched on the keypad counts as typing: the field's signals are sent.
        self.field.textEdited.emit(self.field.text())
