"""Widgets and layout of the sign-in and shift screens. They show and report; they decide nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from pos.ui.style.look import Look
from pos.ui.widgets.basics import CENTER, column, label, panel, row, say
from pos.ui.widgets.key_button import KeyButton
from pos.ui.widgets.keypad import OWN_KEYS, Keypad, beside
from pos.ui.widgets.notice import NoticeBar, Where

if TYPE_CHECKING:
    from pos.ui.words.notices import Notice

_PANEL_WIDTH, _WIDTH_BESIDE = 440, 640  # With the keypad under the fields, and beside them.
_SHIFT_HINT = "点清钱箱里的零钱，输入金额后按 Enter；没有就输入 0。"


class _Front(QWidget):
    """A box in the middle of the screen."""

    _keypad: Keypad
    _hint: QLabel

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("screen")
        self.notice = NoticeBar()
        self._look = look
        self._box: QFrame = panel()
        self._outer: QHBoxLayout = row(1, self._box, 1)
        self.setLayout(column(1, self._outer, 1, margins=(8, 8, 8, 8)))
        self.notice.float_over(self, self._box, Where.ABOVE)
        look.watch(self._fit)

    def show_notice(self, notice: Notice | None) -> None:
        """Say something, or nothing."""
        self.notice.show_notice(notice)

    def _arranged(self, *fields: QWidget) -> QBoxLayout:
        """The fields, the keypad under them or beside them, the hint."""
        gap = self._look.size("gap")
        self._both = column(column(*fields, gap=gap), self._keypad, gap=gap)
        self._ways = row(gap=gap)  # Keys that lead away from here.
        return column(
            self._both, self._ways, self._hint, margins=(2 * gap, 2 * gap, 2 * gap, 2 * gap), gap=gap
        )

    def _fit(self) -> None:
        wide = beside(self._look, self._both)
        self._box.setFixedWidth(self._look.px(_WIDTH_BESIDE if wide else _PANEL_WIDTH))


def _field(name: str, *, secret: bool = False) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setPlaceholderText(name)
    field.setMaxLength(12)
    field.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
    if secret:
        field.setEchoMode(QLineEdit.EchoMode.Password)
    return field


class SignInScreen(_Front):
    """Staff number and PIN, by keys or by touch."""

    signed = Signal(str, str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._place, self._hint = label("soft", align=CENTER), label("hint", align=CENTER, wrap=True)
        self._number, self._pin = _field("工号"), _field("密码", secret=True)
        self._keypad = Keypad(look, self._number, main="登录", decimal_point=False)
        self._box.setLayout(
            self._arranged(label("title", "登录", align=CENTER), self._place, self._number, self._pin)
        )
        self.setFocusProxy(self._number)
        self._ready = False
        self._keypad.main_pressed.connect(self._next)
        for field in (self._number, self._pin):
            field.returnPressed.connect(self._next)
            field.installEventFilter(self)
            field.setProperty(OWN_KEYS, "yes")
        self._fit()

    def set_ready(self, *, ready: bool, place: str, hint: str) -> None:
        """Show the place and whether a person can sign in: not before the till is built."""
        self._ready = ready
        say(self._place, place)
        say(self._hint, hint)
        self._keypad.main.setEnabled(ready)

    def forget_pin(self) -> None:
        """The PIN was wrong: type it again."""
        self._pin.clear()
        self._pin.setFocus()

    def clear(self) -> None:
        """Empty both fields for the next person."""
        self._pin.clear()
        self._number.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keypad types where the focus is."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QLineEdit):
            self._keypad.type_into(watched)
        return False

    def _next(self) -> None:
        number, pin = self._number.text().strip(), self._pin.text().strip()
        if not number:
            self._number.setFocus()
        elif not pin:
            self._pin.setFocus()
        elif self._ready:
            self.signed.emit(number, pin)


class ShiftScreen(_Front):
    """The change in the drawer at the beginning of a shift."""

    float_given = Signal(str)
    more_pressed = Signal()
    left = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._greeting = label("soft", align=CENTER, wrap=True)
        self._float = _field("备用金（元）")
        self._float.setProperty("role", "amount")
        self._float.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._float.setPlaceholderText("输入金额")
        self._keypad = Keypad(look, self._float, main="开班")
        self._hint = label("hint", _SHIFT_HINT, align=CENTER, wrap=True)
        self._box.setLayout(self._arranged(label("title", "开班", align=CENTER), self._greeting, self._float))
        self.setFocusProxy(self._float)
        leave, more = KeyButton(look, "换人登录", "Esc"), KeyButton(look, "店务", "F10")
        leave.clicked.connect(self.left)
        more.clicked.connect(self.more_pressed)
        self._ways.addWidget(leave, 1)
        self._ways.addWidget(more, 1)
        self._float.returnPressed.connect(self._tell)
        self._keypad.main_pressed.connect(self._tell)
        self._fit()

    def greet(self, name: str) -> None:
        """Show whose drawer it is now."""
        say(self._greeting, f"{name}，钱箱里放了多少备用金？")
        self._float.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc lets another person sign in; F10 opens what needs no shift."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() == Qt.Key.Key_F10:
            self.more_pressed.emit()
        else:
            super().keyPressEvent(event)

    def _tell(self) -> None:
        self.float_given.emit(self._float.text().strip())
