"""A button with its key under the word. It draws itself: a style sheet cannot set two fonts in one button."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from pos.ui.style.look import Look

_LARGE = 20  # From this size on a button has a larger key, and more air.
_DIGIT_AIR = 4


class Tone(Enum):
    """How much a button asks to be pressed."""

    PLAIN = "plain"
    MAIN = "main"
    BAR = "bar"  # On the dark bar.
    QUIET = "quiet"  # Without a border, for acts inside a list.


class KeyButton(QAbstractButton):
    """A word, and small under it the key that does the same.

    A click does not take the keyboard's focus, so the entry line keeps it; Tab does. Enter and Space
    press the one that has the focus: a scanner's Enter does not come here (see `pos.ui.scanning.wedge`).
    """

    def __init__(
        self,
        look: Look,
        text: str,
        hint: str = "",
        *,
        tone: Tone = Tone.PLAIN,
        size: int = 15,
        height: int = 0,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """`height` is its least height in pixels at 100 %; larger letters alone do not make it grow."""
        super().__init__(parent)
        self._look, self._hint, self._tone, self._size = look, hint, tone, size
        self._height = height
        self.setText(text)
        self.setAccessibleName(name or (f"{text} {hint}" if hint else text))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        look.watch(self.updateGeometry)

    def say(self, text: str, hint: str | None = None) -> None:
        """Change the word, and the key's name if given."""
        if text != self.text() or (hint is not None and hint != self._hint):
            self._hint = self._hint if hint is None else hint
            self.setText(text)
            self.setAccessibleName(f"{text} {self._hint}".strip())
            self.updateGeometry()

    def set_tone(self, tone: Tone) -> None:
        """How much it asks to be pressed now."""
        if tone is not self._tone:
            self._tone = tone
            self.updateGeometry()
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter confirms what is focused."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Room for both lines, and never less than a finger needs."""
        look = self._look
        word, hint = self._metrics()
        width = max(word.horizontalAdvance(self.text()), hint.horizontalAdvance(self._hint))
        # A font's own line height leaves much air; a button may be as tight as its letters.
        height = look.px(self._size) + (look.px(self._hint_size) if self._hint else 0)
        target = look.size("target")
        least = max(target, look.px(self._height) * 100 // look.text_percent)
        air = look.px(16) if self._hint and self._size >= _LARGE else min(look.px(8), look.size("gap"))
        if not self._hint and self._size >= _LARGE:
            air = min(air, _DIGIT_AIR)  # A large letter by itself has air enough in its own line.
        return QSize(max(target, width + look.px(16)), max(least, height * 6 // 5 + air))

    def minimumSizeHint(self) -> QSize:
        """A button is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, ring, word and key."""
        look, painter = self._look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, ink, hint_ink, border = self._colours()
        ring = 2 if self.isChecked() or self.hasFocus() else 1
        box = QRectF(self.rect()).adjusted(ring / 2, ring / 2, -ring / 2, -ring / 2)
        radius = look.size("radius")
        painter.setPen(QPen(look.colour(border), ring) if border else Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, radius, radius)
        if self.hasFocus() and (self._tone is Tone.MAIN or self.isChecked()):
            # Its ground or its ring is green already: the focus is a second ring within.
            painter.setPen(QPen(look.colour("card" if self._tone is Tone.MAIN else "green"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(4, 4, -4, -4), radius - 3, radius - 3)
        word, hint = (metrics.height() for metrics in self._metrics())
        height = word + (hint if self._hint else 0)
        room = self.height() - look.px(6)
        if self._hint and height > room:  # The lines come closer before they leave the button.
            word, hint = word * room // height, hint * room // height
            height = word + hint
        top = (self.height() - height) // 2
        painter.setFont(look.font(self._size, bold=self._bold))
        painter.setPen(look.colour(ink))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
        painter.drawText(0, top, self.width(), word, flags, self.text())
        if self._hint:
            painter.setFont(look.font(self._hint_size))
            painter.setPen(look.colour(hint_ink))
            painter.drawText(0, top + word, self.width(), hint, flags, self._hint)
        painter.end()

    @property
    def _bold(self) -> bool:
        return (self._tone is Tone.MAIN or self.isChecked()) and self.isEnabled()

    @property
    def _hint_size(self) -> int:
        return 13 if self._tone is Tone.MAIN and self._size >= _LARGE else 11

    def _metrics(self) -> tuple[QFontMetrics, QFontMetrics]:
        # Measured as bold always: a tab that becomes bold when chosen must not move its neighbours.
        bold = self._bold or self.isCheckable()
        return (
            QFontMetrics(self._look.font(self._size, bold=bold)),
            QFontMetrics(self._look.font(self._hint_size)),
        )

    def _colours(self) -> tuple[str | None, str, str, str | None]:
        """Ground, word, key and border; a quiet button has no ground of its own.

        What cannot be pressed now is pale in every tone: it must look off, and needs no contrast.
        """
        if not self.isEnabled():
            if self._tone is Tone.BAR:
                return ("top", "light_idle", "light_idle", None)
            return (None if self._tone is Tone.QUIET else "line_soft", "ink_3", "ink_3", None)
        if self._tone is Tone.MAIN:
            return ("green_deep" if self.isDown() else "green", "card", "green_soft", None)
        if self.isChecked() or self.isDown():
            return ("green_soft", "ink", "ink_2", "green")
        if self._tone is Tone.BAR:
            return ("pill", "pill_ink", "pill_ink", "pill_ink" if self.hasFocus() else None)
        if self._tone is Tone.QUIET:
            return (None, "ink_2", "hint", "green" if self.hasFocus() else None)
        return ("card", "ink", "hint", "green" if self.hasFocus() else "line")
