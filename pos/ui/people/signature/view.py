"""The panel for a number and a PIN. Whose they are is decided elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from pos.ui.shell import Signing
from pos.ui.style.look import Look
from pos.ui.widgets.basics import column, label, row, say
from pos.ui.widgets.keypad import OWN_KEYS, Keypad, beside
from pos.ui.widgets.overlay import PanelWidget

_DIGITS_MAX = 12
_LARGE_TEXT = 150  # Percent.
_WIDTH, _WIDTH_BESIDE = 420, 640  # With the keypad under the fields, and beside them.


class SignPanel(PanelWidget):
    """Asks for number and PIN as the sign-in does: Enter goes from the number to the PIN, then signs."""

    signed = Signal(str, str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "", width=_WIDTH, parent=parent)
        self._words = label("soft", wrap=True)
        self.number, self.pin = _field("工号"), _field("密码")
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self._keypad = Keypad(look, self.number, main="", decimal_point=False)
        fields = column(self._words, row(self.number, self.pin, gap=look.px(10)), 1, gap=look.size("gap"))
        self._both = column(fields, self._keypad, gap=look.size("gap"))
        self.body.addLayout(self._both)
        look.watch(self._fit)
        self._fit()
        self._keypad.main_pressed.connect(self._next)
        for field in (self.number, self.pin):
            field.returnPressed.connect(self._next)
            field.installEventFilter(self)
            field.setProperty(OWN_KEYS, "yes")

    def ask(self, signing: Signing) -> None:
        """Ask for this signature."""
        say(self.title, signing.title)
        say(self._words, signing.words)
        self.number.setText(signing.staff_id)
        self.number.setReadOnly(bool(signing.staff_id))  # It is known who must sign: only the PIN is asked.
        self.pin.clear()
        self._keypad.main.say(signing.ok)

    def forget_pin(self) -> None:
        """The PIN was wrong: type it again."""
        self.pin.clear()
        self.pin.setFocus()

    def opened(self) -> None:
        """Put the keyboard focus into the first field that is still empty."""
        (self.pin if self.number.text() else self.number).setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keypad types where the focus is."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QLineEdit):
            self._keypad.type_into(watched)
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F12 does the same as Enter."""
        if event.key() == Qt.Key.Key_F12:
            self._next()
        else:
            super().keyPressEvent(event)

    def _fit(self) -> None:
        self.panel_width = _WIDTH_BESIDE if beside(self.look, self._both) else _WIDTH

    def _next(self) -> None:
        number, pin = self.number.text().strip(), self.pin.text().strip()
        if number and pin:
            self.signed.emit(number, pin)
        else:
            (self.pin if number else self.number).setFocus()


def _field(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setPlaceholderText(name)
    field.setMaxLength(_DIGITS_MAX)
    field.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
    return field
