"""Panels that ask one thing: a number, yes or no, one of a list. They show and report; decide nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from pos.ui.shell import Choices, Confirmation, Question
from pos.ui.style.look import Look
from pos.ui.widgets.basics import column, label, row, say
from pos.ui.widgets.choice_list import ChoiceList
from pos.ui.widgets.figure import Figure
from pos.ui.widgets.key_button import KeyButton, Tone
from pos.ui.widgets.keypad import Keypad, beside
from pos.ui.widgets.overlay import PanelWidget

_WIDTH, _WIDTH_BESIDE = 420, 640  # With the keypad under the field, and beside it.
_DIGITS_MAX, _LETTERS_MAX = 24, 200
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class AskPanel(PanelWidget):
    """Asks for a number. Enter or the large key answers."""

    answered = Signal(str)
    extra_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "", width=_WIDTH, parent=parent)
        self._words = label("soft", wrap=True)
        self._unit = label("heading")
        self.field = QLineEdit()
        self.field.setProperty("role", "amount")
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setMaxLength(_DIGITS_MAX)
        self.field.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self._keypad = Keypad(look, self.field, main="确定")
        self._extra = KeyButton(look, "")
        fields = column(
            self._words,
            row(self.field, self._unit, gap=look.px(10)),
            self._extra,
            gap=look.size("gap"),
        )
        self._both = column(fields, self._keypad, gap=look.size("gap"))
        self.body.addLayout(self._both)
        look.watch(self._fit)
        self._fit()
        self.field.returnPressed.connect(self._answer)
        self._keypad.main_pressed.connect(self._answer)
        self._extra.clicked.connect(self.extra_pressed)

    def ask(self, question: Question) -> None:
        """Show this question."""
        say(self.title, question.title)
        say(self._words, question.words)
        self._words.setVisible(bool(question.words))
        say(self._unit, question.unit)
        self._unit.setVisible(bool(question.unit))
        self.field.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=question.letters)
        secret, plain = QLineEdit.EchoMode.Password, QLineEdit.EchoMode.Normal
        self.field.setEchoMode(secret if question.secret else plain)
        self.field.setMaxLength(_LETTERS_MAX if question.letters else _DIGITS_MAX)
        self.field.setText(question.prefill)
        self.field.selectAll()
        self.field.setAccessibleName(f"{question.title} {question.words}")
        self._keypad.main.say(question.ok)
        self._extra.say(question.extra)
        self._extra.setVisible(bool(question.extra))

    def opened(self) -> None:
        """Put the keyboard focus into the field."""
        self.field.setFocus()

    def _fit(self) -> None:
        self.panel_width = _WIDTH_BESIDE if beside(self.look, self._both) else _WIDTH

    def _answer(self) -> None:
        if self.field.text().strip():
            self.answered.emit(self.field.text().strip())


class ConfirmPanel(PanelWidget):
    """Asks yes or no. Enter or F12 or a touch says yes; with Tab on another answer, Enter gives that one.

    Where work would be lost, Enter stays on the screen: it always does what the green key says.
    """

    yes_pressed = Signal()
    third_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "", width=480, parent=parent)
        self._words = label("body", wrap=True)
        self._figure = Figure(look, size=48, sign_size=30)
        self._yes = KeyButton(look, "", "Enter", tone=Tone.MAIN, size=20)
        self._no = KeyButton(look, "", "Esc", size=18)
        self._third = KeyButton(look, "", "F9", size=18)
        self._enter_stays = False
        self.body.addWidget(self._words)
        self.body.addWidget(self._figure)
        self.body.addLayout(row(self._no, self._third, self._yes, gap=look.px(12)))
        self._yes.clicked.connect(self.yes_pressed)
        self._no.clicked.connect(self.closed)
        self._third.clicked.connect(self.third_pressed)

    def ask(self, confirmation: Confirmation) -> None:
        """Show this question."""
        say(self.title, confirmation.title)
        say(self._words, confirmation.words)
        self._figure.setVisible(bool(confirmation.figure))
        self._figure.say(confirmation.figure, what="金额")
        self._enter_stays = confirmation.enter_stays
        self._yes.say(confirmation.yes, "F12" if self._enter_stays else "Enter")
        self._no.say(confirmation.no, "Enter" if self._enter_stays else "Esc")
        self._yes.set_tone(Tone.PLAIN if self._enter_stays else Tone.MAIN)
        self._no.set_tone(Tone.MAIN if self._enter_stays else Tone.PLAIN)
        self._third.say(confirmation.third)
        self._third.setVisible(bool(confirmation.third))

    def opened(self) -> None:
        """The keys come here; no button has the focus, so Space presses nothing by accident."""
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and F12 say yes, or Enter stays; F9 gives the third answer."""
        if event.key() in _ENTER and self._enter_stays:
            self.closed.emit()
            return
        if event.key() == Qt.Key.Key_F12 or event.key() in _ENTER:
            self.yes_pressed.emit()
            return
        if event.key() == Qt.Key.Key_F9 and self._third.isVisible():
            self.third_pressed.emit()
            return
        super().keyPressEvent(event)


class ListPanel(PanelWidget):
    """A list to choose from."""

    chosen = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "", width=560, parent=parent)
        self._words = label("soft", wrap=True)
        self._list = ChoiceList(look, name="列表")
        self._list.setMinimumHeight(look.px(300))
        self._ok = KeyButton(look, "", "Enter", tone=Tone.MAIN, size=18)
        for item in (self._words, self._list, self._ok):
            self.body.addWidget(item)
        self._list.chosen.connect(self.chosen)
        self._ok.clicked.connect(self._list.choose_marked)

    def ask(self, choices: Choices) -> None:
        """Show these choices."""
        say(self.title, choices.title)
        say(self._words, choices.words)
        self._list.begin(choices.items)
        self._ok.say(choices.ok)

    def opened(self) -> None:
        """Take the keyboard focus, for the arrows."""
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows mark, Enter chooses."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._list.step(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in _ENTER:
            self._list.choose_marked()
        else:
            super().keyPressEvent(event)
