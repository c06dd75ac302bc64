"""A bar of three parts with words: used before, used now, left."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos.ui.selling.checkout.pictures import Meter
from pos.ui.style.look import Look

_TITLE, _WORDS, _BAR, _BAR_THIN, _BAR_GAP = 14, 14, 10, 6, 3
_STRIPE = 7  # From one stripe to the next.


class MeterBar(QWidget):
    """Draws one meter. Where room is short it uses shorter words, never smaller letters."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._meter: Meter | None = None
        self._bar = _BAR
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        look.watch(self.updateGeometry)

    def show_meter(self, meter: Meter) -> None:
        """Show this one."""
        if meter != self._meter:
            self._meter = meter
            self.setAccessibleName(meter.spoken)
            self.update()

    def set_thin(self, *, thin: bool) -> None:
        """Draw a thinner bar, where many pools share little room."""
        self._bar = _BAR_THIN if thin else _BAR
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """One line of words over the bar."""
        look = self._look
        words = QFontMetrics(look.font(_WORDS)).height()
        return QSize(look.px(200), words + look.px(_BAR_GAP + self._bar))

    def minimumSizeHint(self) -> QSize:
        """As high as letters and bar, without the line's air; the shortest words decide the width."""
        return QSize(self._needed(shortest=True), self._look.px(_WORDS) * 6 // 5 + self._look.px(self._bar))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Words, then the bar."""
        meter, look = self._meter, self._look
        if meter is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        short = self._needed(shortest=False) > self.width()
        height = min(QFontMetrics(look.font(_WORDS)).height(), self.height() - look.px(self._bar))
        painter.setFont(look.font(_TITLE))
        painter.setPen(look.colour("ink"))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(0, 0, self.width(), height, left, meter.short_title if short else meter.title)
        x = self.width()
        for words, colour, bold in reversed(self._words(meter, short=short)):
            font = look.font(_WORDS, bold=bold)
            width = QFontMetrics(font).horizontalAdvance(words)
            x -= width
            painter.setFont(font)
            painter.setPen(look.colour(colour))
            painter.drawText(x, 0, width + 1, height, left, words)
        bar_top = self.height() - look.px(self._bar)
        self._paint_bar(painter, meter, QRectF(0, bar_top, self.width(), look.px(self._bar)))
        painter.end()

    def _paint_bar(self, painter: QPainter, meter: Meter, bar: QRectF) -> None:
        rounded = QPainterPath()
        rounded.addRoundedRect(bar, bar.height() / 2, bar.height() / 2)
        painter.setClipPath(rounded)
        painter.fillRect(bar, self._look.colour("spent"))
        if not meter.cap:
            return
        gone = bar.width() * meter.gone / meter.cap
        now = bar.width() * meter.now / meter.cap
        after = bar.width() * meter.left / meter.cap
        x = bar.x() + gone
        painter.fillRect(QRectF(x, bar.y(), now, bar.height()), self._look.colour(f"{meter.tone}_mid"))
        painter.fillRect(QRectF(x + now, bar.y(), after, bar.height()), self._look.colour(meter.tone))
        if meter.striped:
            self._paint_stripes(painter, QRectF(x, bar.y(), now + after, bar.height()))

    def _paint_stripes(self, painter: QPainter, part: QRectF) -> None:
        """Slanted white stripes over what is left: a second pool of this colour."""
        step = self._look.px(_STRIPE)
        painter.setPen(QPen(self._look.colour("card"), self._look.px(2)))
        painter.setClipRect(part, Qt.ClipOperation.IntersectClip)
        for place in range(int(part.width() + part.height()) // step + 1):
            left = part.x() + place * step - part.height()
            painter.drawLine(QPointF(left, part.bottom()), QPointF(left + part.height(), part.top()))

    def _words(self, meter: Meter, *, short: bool) -> tuple[tuple[str, str, bool], ...]:
        return (
            ("余 " if short else f"{meter.used_words} ", "ink_2", False),
            (meter.left_words, "coral_ink" if meter.used_up else "ink", True),
            (f" {meter.cap_words}", "ink_2", False),
        )

    def _needed(self, *, shortest: bool) -> int:
        if self._meter is None:
            return 0
        look, meter = self._look, self._meter
        title = meter.short_title if shortest else meter.title
        width = QFontMetrics(look.font(_TITLE)).horizontalAdvance(title) + look.px(8)
        for words, _colour, bold in self._words(meter, short=shortest):
            width += QFontMetrics(look.font(_WORDS, bold=bold)).horizontalAdvance(words)
        return width
