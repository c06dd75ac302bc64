"""The panel that asks for a reason: an amount if needed, a short list, or free words."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from pos.domain.reasons import REASON_CHARACTERS_MAX
from pos.ui.shell import Choice, ReasonQuestion
from pos.ui.style.look import Look
from pos.ui.widgets.basics import column, label, row, say
from pos.ui.widgets.choice_list import ChoiceList
from pos.ui.widgets.key_button import KeyButton, Tone
from pos.ui.widgets.keypad import BESIDE_FROM, Keypad
from pos.ui.widgets.overlay import PanelWidget

_WIDE, _NARROW = 820, 460
_ROWS = 4


class ReasonPanel(PanelWidget):
    """The arrows choose a reason while the amount keeps the focus; F12 or the large key answers.

    Enter goes to the next empty field; when nothing is missing, it does the same as F12.
    """

    given = Signal(str, str, str)
    extra_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "", width=_WIDE, parent=parent)
        self._words = label("soft", wrap=True)
        self._unit = label("heading")
        self.field = QLineEdit()
        self.field.setProperty("role", "amount")
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setMaxLength(24)
        self.field.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self._keypad = Keypad(look, self.field, main="下一步")
        self._amount = QWidget()
        self._amount.setLayout(
            column(row(self.field, self._unit, gap=look.px(10)), self._keypad, gap=look.size("gap") * 2 // 3)
        )
        self._list = ChoiceList(look, name="原因")
        self._list.setMinimumHeight(look.px(120))
        self.typed = QLineEdit()  # An input method may be used here.
        self.typed.setMaxLength(REASON_CHARACTERS_MAX)
        self._extra = KeyButton(look, "", "F9")
        self._ok = KeyButton(look, "", "F12", tone=Tone.MAIN, size=18)
        self._both = False
        # Beneath the reasons, not beneath both columns: large letters need the height for the keypad.
        answers = row(self._extra, self._ok, gap=look.px(12))
        why = column(self._list, self.typed, answers, gap=look.px(10))
        why.setStretch(0, 1)
        both = row(self._amount, why, gap=look.px(20))
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        self.body.addWidget(self._words)
        self.body.addLayout(both)
        self._keypad.main_pressed.connect(self._next)
        # Enter comes to this panel from its fields by itself: heard there too, it would answer twice.
        self._ok.clicked.connect(self._tell)
        self._extra.clicked.connect(self.extra_pressed)

    def ask(self, question: ReasonQuestion) -> None:
        """Show this question with no reason chosen, so that the first one is not taken by accident."""
        say(self.title, question.title)
        say(self._words, question.words)
        say(self._unit, question.unit)
        self._amount.setVisible(bool(question.unit))
        self.panel_width = _WIDE if question.unit else _NARROW
        self.field.setText(question.prefill)
        self.field.selectAll()
        self.field.setAccessibleName(f"{question.title} {question.unit}")
        self._list.show_choices(tuple(Choice(reason, reason) for reason in question.reasons))
        self._list.setCurrentIndex(QModelIndex())
        self._list.setVisible(bool(question.reasons))
        # Without other fields in the panel the reasons need not scroll, except with very large letters.
        rows = (
            0 if question.unit or self.look.text_percent >= BESIDE_FROM else min(_ROWS, len(question.reasons))
        )
        self._list.setMinimumHeight(max(self.look.px(120), rows * self._list.sizeHintForRow(0)))
        self.typed.clear()
        self.typed.setPlaceholderText(question.typed_word)
        self.typed.setAccessibleName(question.typed_word)
        self._ok.say(question.ok)
        self._extra.say(question.extra)
        self._extra.setVisible(bool(question.extra))
        self._both = question.both

    def opened(self) -> None:
        """Put the keyboard focus into the first field that is still empty."""
        if self._amount.isVisible() and not self.field.hasSelectedText() and not self.typed.text():
            self.field.selectAll()
        begins = self.field if self._amount.isVisible() else self.typed if self._both else self
        begins.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows mark a reason, F12 answers, F9 is the second act."""
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._list.step(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_F12:
            self._tell()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._next()
        elif key == Qt.Key.Key_F9 and self._extra.isVisible():
            self.extra_pressed.emit()
        else:
            super().keyPressEvent(event)

    def _chosen(self) -> str:
        index = self._list.currentIndex()
        return self._list.choices.item_at(index.row()).key if index.isValid() else ""

    def _next(self) -> None:
        """What is missing comes next; when nothing is, this is the answer."""
        if self._amount.isVisible() and not self.field.text().strip():
            self.field.setFocus()
        elif not self._chosen() and not self.typed.text().strip() and not self.typed.hasFocus():
            self.typed.setFocus()  # Enter once more, still without a reason: what is missing is said.
        else:
            self._tell()

    def _tell(self) -> None:
        self.given.emit(self.field.text().strip(), self._chosen(), self.typed.text().strip())
