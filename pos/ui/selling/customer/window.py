"""The customer's window: readable at two metres, painted in one step.

Sizes follow the window alone, not the cashier's text size. At 1366 × 768 on 15 inches the smallest
text is 30 px, some 7.5 mm: 13 minutes of arc at two metres (ISO 9241-303 asks for 16 for text that is
read long, 10 for what is glanced at); names and amounts are 40 px and more.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from pos.ui.selling.customer.pictures import CustomerLine, CustomerPicture, CustomerPool, Moment, welcome
from pos.ui.style.look import Look

_DESIGN = QSize(1366, 768)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MIDDLE = Qt.AlignmentFlag.AlignCenter

_HEAD, _FOOT, _EDGE, _CARD_WIDTH = 76, 168, 20, 500
_SMALL, _BODY, _BIG, _HUGE = 30, 40, 56, 88


class CustomerWindow(QWidget):
    """Shows one picture after the other; tells when the customer says yes."""

    confirmed = Signal()

    def __init__(self, look: Look, store_name: str) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle(f"{store_name} 顾客屏")
        # The cashier's keyboard stays with the cashier's window, whatever is touched here.
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowFlag(Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setMinimumSize(800, 480)
        self._look = look
        self.cut: tuple[str, ...] = ()  # Words that the last painting had no room for.
        self._picture = welcome(store_name)
        self._yes = QPushButton(self)
        self._yes.setProperty("role", "customer-yes")
        self._yes.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._yes.clicked.connect(self.confirmed)
        self.show_customer(self._picture)

    def sizeHint(self) -> QSize:
        """The design's size, where there is no second screen to fill."""
        return _DESIGN

    def show_customer(self, picture: CustomerPicture) -> None:
        """Show this picture."""
        self._picture = picture
        self.setAccessibleName("顾客屏")
        self.setAccessibleDescription(picture.spoken)
        self._yes.setVisible(bool(picture.ask))
        self._yes.setEnabled(not picture.confirmed)
        self._yes.setText("已确认，谢谢" if picture.confirmed else "确认")
        self._yes.setAccessibleName(picture.ask or "确认")
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The key of yes goes where the picture has room for it."""
        super().resizeEvent(event)
        unit = self._unit()
        self._yes.setStyleSheet(f"font-size: {max(1, round(_BIG * 0.8 * unit))}px;")
        width, height = round(360 * unit), round(100 * unit)
        self._yes.setGeometry(
            self.width() - round(_EDGE * unit) * 2 - width,
            self.height() - round((_FOOT + _EDGE) * unit) + round((_FOOT - 100) * unit) // 2,
            width,
            height,
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Head, goods, card, amounts."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        page = _Page(painter, self._look, self._unit(), self.width(), self.height())
        page.draw(self._picture)
        painter.end()
        self.cut = tuple(page.cut)

    def _unit(self) -> float:
        return min(self.width() / _DESIGN.width(), self.height() / _DESIGN.height())


class _Page:
    """One painting. All numbers are pixels at the design's size; `u` makes them the window's."""

    def __init__(self, painter: QPainter, look: Look, unit: float, width: int, height: int) -> None:
        self._painter, self._look, self._unit = painter, look, unit
        self._width, self._height = width / unit, height / unit
        self.cut: list[str] = []

    def draw(self, picture: CustomerPicture) -> None:
        """Draw everything."""
        self._fill(QRectF(0, 0, self._width, self._height), "paper", radius=0)
        self._head(picture)
        body = QRectF(_EDGE, _HEAD + _EDGE, self._width - 2 * _EDGE, self._height - _HEAD - _FOOT - 3 * _EDGE)
        if picture.moment in (Moment.WELCOME, Moment.THANKS):
            body.setBottom(self._height - _EDGE)
            self._greeting(picture, body)
            return
        has_card = bool(picture.owner)
        goods = QRectF(body)
        if has_card:
            goods.setRight(body.right() - _CARD_WIDTH - _EDGE)
            self._card(picture, QRectF(body.right() - _CARD_WIDTH, body.top(), _CARD_WIDTH, body.height()))
        self._goods(picture, goods)
        foot = QRectF(_EDGE, self._height - _FOOT - _EDGE, self._width - 2 * _EDGE, _FOOT)
        self._amounts(picture, foot)

    def _head(self, picture: CustomerPicture) -> None:
        ground, ink = ("gold_soft", "gold_ink") if picture.training else ("top", "top_ink")
        self._fill(QRectF(0, 0, self._width, _HEAD), ground, radius=0)
        words = (
            f"练习 · 不是真的买卖 · {picture.store}"
            if picture.training
            else f"慈善惠民超市 · {picture.store}"
        )
        line = QRectF(_EDGE * 1.5, 0, self._width - 3 * _EDGE, _HEAD)
        said = picture.ask if picture.ask and not picture.confirmed else picture.title
        title = self._advance(said, _SMALL)
        self._text(line, said, _SMALL, ink, _RIGHT)
        line.setRight(line.right() - title - _EDGE)
        self._text(line, words, _SMALL + 4, ink, _LEFT, bold=True)

    def _greeting(self, picture: CustomerPicture, box: QRectF) -> None:
        self._fill(box, "card")
        middle = box.center().y()
        self._text(
            QRectF(box.x(), middle - 160, box.width(), 120), picture.title, _HUGE, "ink", _MIDDLE, bold=True
        )
        if picture.moment is Moment.WELCOME:
            words = "人人可买，用爱心卡有优惠；每一次购物都是一份善意"
            self._text(QRectF(box.x(), middle, box.width(), 60), words, _BODY, "ink_2", _MIDDLE)
            return
        line = QRectF(box.x(), middle, box.width(), 70)
        self._text(line, f"实付 {picture.paid} 元", _BIG, "ink", _MIDDLE, bold=True)
        if picture.rounding:
            line.translate(0, 70)
            self._text(line, f"应付 {picture.payable} 元，{picture.rounding}", _SMALL, "ink_2", _MIDDLE)
        if picture.change:
            line.translate(0, 90)
            self._text(line, f"找零 {picture.change} 元，请点清", _BIG, "green", _MIDDLE, bold=True)

    def _goods(self, picture: CustomerPicture, box: QRectF) -> None:
        self._fill(box, "card")
        inner = box.adjusted(24, 8, -24, -8)
        more = 44 if picture.more_lines else 0
        if more:
            words = f"前面还有 {picture.more_lines} 样"
            self._text(QRectF(inner.x(), inner.y(), inner.width(), more), words, _SMALL, "ink_2", _LEFT)
        room = inner.height() - more
        height = min(100.0, room / max(1, len(picture.lines)))
        for place, line in enumerate(picture.lines):
            top = inner.y() + more + place * height
            self._line(line, QRectF(inner.x(), top, inner.width(), height))
            if place:
                self._rule(inner.x(), inner.right(), top)

    def _line(self, line: CustomerLine, box: QRectF) -> None:
        """Name and amount above; how many, and what the card does, below."""
        upper = QRectF(box.x(), box.y() + 2, box.width(), box.height() * 0.54)
        lower = QRectF(box.x(), upper.bottom() - 2, box.width(), box.height() - upper.height() - 4)
        amount = self._advance(line.amount, _BODY, bold=True)
        self._text(upper, line.amount, _BODY, "ink", _RIGHT, bold=True)
        name = QRectF(upper)
        name.setRight(upper.right() - amount - 16)
        self._text(name, line.name, _BODY, "ink", _LEFT)
        quantity = self._advance(line.quantity, _SMALL)
        self._text(lower, line.quantity, _SMALL, "ink_2", _RIGHT)
        lower.setRight(lower.right() - quantity - 16)
        self._text(lower, line.detail, _SMALL, "green" if line.helped else "ink_2", _LEFT)

    def _card(self, picture: CustomerPicture, box: QRectF) -> None:
        self._fill(box, "card")
        inner = box.adjusted(24, 16, -24, -12)
        self._text(
            QRectF(inner.x(), inner.y(), inner.width(), 50),
            f"爱心卡  {picture.owner}",
            _SMALL + 2,
            "ink",
            _LEFT,
        )
        self._rule(inner.x(), inner.right(), inner.y() + 58)
        top = inner.y() + 66
        if picture.card_words:
            self._wrapped(QRectF(inner.x(), top, inner.width(), inner.bottom() - top), picture.card_words)
            return
        height = min(124.0, (inner.bottom() - top) / max(1, len(picture.pools)))
        for place, pool in enumerate(picture.pools):
            self._pool(pool, QRectF(inner.x(), top + place * height, inner.width(), height))

    def _pool(self, pool: CustomerPool, box: QRectF) -> None:
        upper = QRectF(box.x(), box.y() + 4, box.width(), box.height() * 0.5)
        lower = QRectF(box.x(), upper.bottom(), box.width(), box.height() * 0.42)
        pays = pool.gives not in ("0.00", "")
        words = f"−{pool.gives}" if pays else "0.00"
        width = self._advance(words, _BODY, bold=True)
        self._text(upper, words, _BODY, "coral_ink" if pays else "ink_2", _RIGHT, bold=True)
        upper.setRight(upper.right() - width - 12)
        self._text(upper, pool.name, _BODY - 6, "ink", _LEFT)
        self._text(lower, "，".join(each for each in (pool.uses, pool.left) if each), _SMALL, "ink_2", _LEFT)

    def _amounts(self, picture: CustomerPicture, box: QRectF) -> None:
        self._fill(box, "green_soft" if picture.moment is Moment.PAYING else "card")
        inner = box.adjusted(24, 10, -24, -10)
        right = inner.right() - (380 if picture.ask else 0)
        said = [(f"市场价合计 {picture.market}", "ink_2")]
        said += [(f"爱心优惠 −{picture.discount}", "coral_ink")] if picture.discount else []
        said += [(f"补贴支付 −{picture.subsidy}", "coral_ink")] if picture.subsidy else []
        said += [(f"已收 {picture.paid} · {picture.paid_by}", "ink_2")] if picture.due else []
        small = QRectF(inner.x(), inner.y(), 400, inner.height() / max(2, len(said)))
        for words, colour in said:
            self._text(small, words, _SMALL, colour, _LEFT, bold=colour == "coral_ink")
            small.translate(0, small.height())
        big = QRectF(inner.x() + 380, inner.y(), right - inner.x() - 380, inner.height())
        if picture.change:
            upper = QRectF(big.x(), big.y(), big.width(), big.height() / 2)
            taken = f"收您 {picture.paid}" + (f"，{picture.rounding}" if picture.rounding else "")
            self._text(upper, taken, _BODY, "ink", _RIGHT)
            upper.translate(0, upper.height())
            self._text(upper, f"找零 {picture.change}", _BIG, "green", _RIGHT, bold=True)
            return
        if picture.rounding:  # Below what it changes, and smaller: it is no price.
            below = QRectF(big)
            below.setTop(big.bottom() - 44)
            self._text(below, picture.rounding, _SMALL, "ink", _RIGHT)
            big.setBottom(below.top())
        shown = picture.due or picture.payable
        amount = self._advance(shown, _HUGE, bold=True)
        self._text(big, shown, _HUGE, "ink", _RIGHT, bold=True)
        big.setRight(big.right() - amount - 20)
        self._text(big, "还差" if picture.due else "应付", _BODY, "ink", _RIGHT)

    # ── Strokes ────────────────────────────────────────────────────────────────────────────

    def _font(self, size: float, *, bold: bool) -> QFont:
        font = QFont(self._look.font(15, bold=bold))
        font.setPixelSize(max(1, round(size * self._unit)))
        return font

    def _advance(self, words: str, size: float, *, bold: bool = False) -> float:
        return QFontMetricsF(self._font(size, bold=bold)).horizontalAdvance(words) / self._unit

    def _text(
        self, box: QRectF, words: str, size: float, ink: str, align: Qt.AlignmentFlag, *, bold: bool = False
    ) -> None:
        font, room = self._font(size, bold=bold), self._scaled(box)
        shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, room.width() + 1)
        if shown != words:
            self.cut.append(words)
        self._painter.setFont(font)
        self._painter.setPen(QPen(self._colour(ink)))
        self._painter.drawText(room, int(align | Qt.TextFlag.TextSingleLine), shown)

    def _wrapped(self, box: QRectF, words: str) -> None:
        self._painter.setFont(self._font(_SMALL, bold=False))
        self._painter.setPen(QPen(self._colour("ink")))
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        self._painter.drawText(self._scaled(box), int(flags), words)

    def _fill(self, box: QRectF, colour: str, *, radius: int = 8) -> None:
        self._painter.setPen(QPen(self._colour("line")) if radius else Qt.PenStyle.NoPen)
        self._painter.setBrush(self._colour(colour))
        self._painter.drawRoundedRect(self._scaled(box), radius, radius)

    def _rule(self, left: float, right: float, y: float) -> None:
        self._painter.setPen(QPen(self._colour("line_soft")))
        unit = self._unit
        self._painter.drawLine(round(left * unit), round(y * unit), round(right * unit), round(y * unit))

    def _scaled(self, box: QRectF) -> QRectF:
        unit = self._unit
        return QRectF(box.x() * unit, box.y() * unit, box.width() * unit, box.height() * unit)

    def _colour(self, name: str) -> QColor:
        return self._look.colour(name)
