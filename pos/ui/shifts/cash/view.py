"""The panel for cash in and out. It shows and reports; it decides nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from pos.ui.style.look import Look
from pos.ui.widgets.basics import column, label, row
from pos.ui.widgets.key_button import KeyButton, Tone
from pos.ui.widgets.overlay import PanelWidget

_REASON_KEYS = (Qt.Key.Key_F5, Qt.Key.Key_F6, Qt.Key.Key_F7)  # One for each usual reason.
_REASON_MAX = 60


class CashPanel(PanelWidget):
    """In or out, an amount, a reason. Enter goes from field to field and then books it, as F12 does."""

    turned = Signal(bool)  # True: out.
    given = Signal(str, str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "现金存取", width=440, parent=parent)
        self._in, self._out = KeyButton(look, "存入", "F2"), KeyButton(look, "取出", "F3")
        for button, out in ((self._in, False), (self._out, True)):
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, out=out: self.turned.emit(out))
        self.amount, self.reason = QLineEdit(), QLineEdit()
        self.amount.setProperty("role", "amount")
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.amount.setMaxLength(12)
        self.amount.setPlaceholderText("0.00")
        self.amount.setAccessibleName("金额（元）")
        self.amount.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.reason.setMaxLength(_REASON_MAX)
        self.reason.setPlaceholderText("原因：点上面一个，或写几个字")
        self.reason.setAccessibleName("原因")
        self._reasons: list[KeyButton] = []
        reasons = row(gap=look.px(8))
        for place in range(len(_REASON_KEYS)):
            button = KeyButton(look, "", f"F{5 + place}")
            button.clicked.connect(self._take_reason)
            self._reasons.append(button)
            reasons.addWidget(button, 1)
        self._book = KeyButton(look, "", "F12", tone=Tone.MAIN, size=20)
        sum_row = row(self._in, self._out, self.amount, label("heading", "元"), gap=look.px(8))
        sum_row.setStretch(2, 1)
        for button in (self._in, self._out):
            button.setSizePolicy(button.sizePolicy().Policy.Minimum, button.sizePolicy().Policy.Expanding)
        self.body.addLayout(sum_row)
        self.body.addLayout(column(reasons, self.reason, gap=look.px(8)))
        self.body.addWidget(self._book)
        self._book.clicked.connect(self._tell)
        self.amount.returnPressed.connect(self.reason.setFocus)
        self.reason.returnPressed.connect(self._tell)

    def show_direction(self, *, out: bool, reasons: tuple[str, ...]) -> None:
        """In or out, with its usual reasons."""
        self._in.setChecked(not out)
        self._out.setChecked(out)
        for button, words in zip(self._reasons, reasons, strict=True):
            button.say(words)
        self._book.say("取出" if out else "存入")

    def clear(self) -> None:
        """Nothing typed yet."""
        self.amount.clear()
        self.reason.clear()

    def opened(self) -> None:
        """Typing begins with the amount."""
        self.amount.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 in, F3 out, F5 to F7 choose a reason, F12 books."""
        if event.key() in (Qt.Key.Key_F2, Qt.Key.Key_F3):
            self.turned.emit(event.key() == Qt.Key.Key_F3)
        elif event.key() in _REASON_KEYS:
            self._reasons[_REASON_KEYS.index(Qt.Key(event.key()))].click()
        elif event.key() == Qt.Key.Key_F12:
            self._tell()
        else:
            super().keyPressEvent(event)

    def _take_reason(self) -> None:
        button = self.sender()
        assert isinstance(button, KeyButton)
        self.reason.setText(button.text())

    def _tell(self) -> None:
        if self.amount.text().strip():
            self.given.emit(self.amount.text().strip(), self.reason.text().strip())
        else:
            self.amount.setFocus()
