"""A large amount of money: a small ¥ and figures as large as the space allows."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos.ui.style.look import Look

_SMALLEST = 28


class Figure(QWidget):
    """Draws an amount, right-aligned on its baseline."""

    def __init__(
        self, look: Look, *, size: int, sign_size: int, colour: str = "ink", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look, self._size, self._sign_size, self._colour = look, size, sign_size, colour
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        look.watch(self.updateGeometry)

    def say(self, words: str, *, what: str) -> None:
        """Show an amount; `what` it is goes to those who hear it."""
        if words != self._words:
            self._words = words
            self.setAccessibleName(f"{what} {words} 元")
            self.update()

    def set_size(self, size: int) -> None:
        """Draw the figures this large at most, in pixels at 100 %."""
        if size != self._size:
            self._sign_size = self._sign_size * size // self._size
            self._size = size
            self.updateGeometry()
            self.update()

    @property
    def words(self) -> str:
        """The amount shown."""
        return self._words

    def sizeHint(self) -> QSize:
        """As high as the figures; what stands under the baseline of a figure is empty."""
        metrics = QFontMetrics(self._look.font(self._size, bold=True))
        return QSize(metrics.horizontalAdvance("¥0,000.00"), round(metrics.capHeight() * 1.25))

    def minimumSizeHint(self) -> QSize:
        """The amount must fit in the smallest figures."""
        look = self._look
        smallest = QFontMetrics(look.font(min(_SMALLEST, self._size), bold=True)).capHeight()
        return QSize(self._width(_SMALLEST), min(self.sizeHint().height(), round(smallest * 1.25)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw sign and figures on one baseline."""
        size = self._size
        while size > _SMALLEST and not self._fits(size):
            size -= 2
        look, painter = self._look, QPainter(self)
        figures, sign = look.font(size, bold=True), look.font(self._sign_for(size), bold=True)
        room = QFontMetrics(figures).capHeight()
        baseline = (self.height() + room) // 2
        x = self.width() - QFontMetrics(figures).horizontalAdvance(self._words)
        painter.setPen(look.colour(self._colour))
        painter.setFont(figures)
        painter.drawText(x, baseline, self._words)
        painter.setFont(sign)
        painter.drawText(x - QFontMetrics(sign).horizontalAdvance("¥"), baseline, "¥")
        painter.end()

    def _fits(self, size: int) -> bool:
        height = QFontMetrics(self._look.font(size, bold=True)).capHeight()
        return self._width(size) <= self.width() and height * 11 <= self.height() * 10

    def _sign_for(self, size: int) -> int:
        return max(12, size * self._sign_size // self._size)

    def _width(self, size: int) -> int:
        look = self._look
        return QFontMetrics(look.font(size, bold=True)).horizontalAdvance(self._words) + QFontMetrics(
            look.font(self._sign_for(size), bold=True)
        ).horizontalAdvance("¥")
