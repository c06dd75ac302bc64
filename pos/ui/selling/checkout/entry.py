"""The field where codes, quantities and initials are typed. The presenter decides what they mean."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from pos.ui.style.look import Look
from pos.ui.widgets.basics import label, row
from pos.ui.widgets.touch_keypad import TAKES_STAR

PLACEHOLDERS = ("扫码，或输入条码 / 拼音首字母；3* 先定数量", "扫码，或输入条码 / 拼音首字母", "扫码或输入")
_CHARACTERS_MAX = 64


class Entry(QLineEdit):
    """Tells what was entered, and keys that mean something only while it is empty."""

    entered = Signal(str)
    delete_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "entry")
        self.setAccessibleName("条码或拼音首字母")
        self.setMaxLength(_CHARACTERS_MAX)
        # Codes and initials are plain letters. With an input method composing them into Chinese,
        # a scanner's letters would be swallowed; names in Chinese are typed in the search.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self._look = look
        self._prefix: QLabel = label("good", "")
        self.setLayout(row(1, self._prefix, margins=(0, 0, look.px(16), 0)))
        self._prefix.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setProperty(TAKES_STAR, "yes")
        self.returnPressed.connect(self.take)

    def show_next_quantity(self, words: str) -> None:
        """Show that the next goods are several: 下一件 ×3."""
        if words != self._prefix.text():
            self._prefix.setText(words)

    def take_text(self) -> str:
        """Return the text and empty the field."""
        text = self.text().strip()
        self.clear()
        return text

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The longest words that fit."""
        super().resizeEvent(event)
        metrics, room = self.fontMetrics(), self.width() - 3 * self._look.px(16)
        fitting = [words for words in PLACEHOLDERS if metrics.horizontalAdvance(words) <= room]
        words = fitting[0] if fitting else PLACEHOLDERS[-1]
        self.setPlaceholderText(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete belongs to the text while there is one, else to the chosen line."""
        if event.key() == Qt.Key.Key_Delete and not self.text():
            self.delete_pressed.emit()
            return
        super().keyPressEvent(event)

    def take(self) -> None:
        """Enter the text of the field."""
        text = self.take_text()
        if text:
            self.entered.emit(text)
