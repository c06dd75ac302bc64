"""Draws the basket's rows. Texts are laid out once and kept, because a scan repaints a whole screen."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QStaticText, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from pos.ui.selling.checkout.basket_model import BasketModel, Column
from pos.ui.selling.checkout.rows import NOTHING, BasketRow
from pos.ui.style.look import Look

_NAME, _DETAIL, _FIGURE, _BADGE = 16, 12, 16, 12  # Text sizes at 100 %.
_TOP, _BADGE_HEIGHT, _BADGE_SIDE, _BADGE_GAP, _SIDE = 10, 20, 7, 8, 12
_SLACK = 2  # Fonts are a pixel higher on one system than on another; rows are not.
_KEPT_TEXTS_MAX = 4_000


class BasketDelegate(QStyledItemDelegate):
    """One row: name with its badge over code and explanation, then the figures, right-aligned."""

    def __init__(self, model: BasketModel, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._look = model, look
        # Where there is no room for columns, quantity and price stand with the code, and the discount
        # under the subtotal.
        self.tight = False
        self._texts: dict[tuple[str, int, int], tuple[QStaticText, float, float]] = {}
        self._heights: dict[tuple[str, int], int] = {}
        self._measures: dict[int, QFontMetricsF] = {}
        look.watch(self.forget)

    def forget(self) -> None:
        """Sizes have changed: lay everything out anew."""
        self._texts.clear()
        self._heights.clear()
        self._measures.clear()

    def height_of(self, row: BasketRow, goods_width: int) -> int:
        """How high a row is when the goods' column has this width: 60 at 100 %, more if the detail wraps."""
        detail = self._detail(row)
        key = (detail, goods_width)
        if key not in self._heights:
            room_for_words = goods_width - self._look.px(_SIDE) * (2 if self.tight else 1)
            details = self._laid(detail, _DETAIL, room_for_words)[2]
            room = self._measure(_NAME).height() + details + 2 * self._look.px(_TOP) - _SLACK
            self._heights[key] = max(round(room), self._look.px(60))
        return self._heights[key]

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one cell from the frozen row, without the model's roles."""
        row, rect = self._model.row_at(index.row()), option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(rect, self._look.colour("green_soft"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, self._look.colour("line_soft"))
        column = index.column()
        if column == Column.GOODS:
            self._paint_goods(painter, rect, row, chosen=chosen)
        elif column == Column.NUMBER:
            self._figure(painter, rect, row.number, "ink", centred=True)
        elif column == Column.QUANTITY:
            self._figure(painter, rect, row.quantity, "ink")
        elif column == Column.PRICE:
            self._figure(painter, rect, row.price, "ink")
        elif column == Column.DISCOUNT:
            self._figure(painter, rect, row.discount, "ink_2" if row.discount == NOTHING else "coral_ink")
        elif self.tight and row.discount != NOTHING:
            half = rect.height() // 2
            self._figure(painter, rect.adjusted(0, 0, 0, -half + self._look.px(4)), row.subtotal, "ink")
            self._figure(painter, rect.adjusted(0, half - self._look.px(4), 0, 0), row.discount, "coral_ink")
        else:
            self._figure(painter, rect, row.subtotal, "ink")

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The view sets sizes itself; this keeps Qt from asking the model."""
        return QSize(self._look.px(60), self.height_of(self._model.row_at(index.row()), option.rect.width()))

    def _paint_goods(self, painter: QPainter, rect: QRect, row: BasketRow, *, chosen: bool) -> None:
        look = self._look
        if self.tight:  # There is no column of numbers before it.
            rect = rect.adjusted(look.px(_SIDE), 0, 0, 0)
        top, width = rect.y() + look.px(_TOP), rect.width() - look.px(_SIDE)
        name_height = self._measure(_NAME).height()
        badge_width = 0.0
        if row.badge is not None:
            badge_width = self._laid(row.badge.text, _BADGE)[1] + 2 * look.px(_BADGE_SIDE)
        room = width - (badge_width + look.px(_BADGE_GAP) if badge_width else 0)
        name, name_width, _ = self._laid(row.name, _NAME)
        if name_width > room:
            # The middle goes: the end of a name is its size, the beginning what it is.
            short = self._measure(_NAME).elidedText(row.name, Qt.TextElideMode.ElideMiddle, room)
            name, name_width, _ = self._laid(short, _NAME)
        self._draw(painter, rect.x(), top, name, _NAME, "ink")
        if row.badge is not None:
            x = rect.x() + name_width + look.px(_BADGE_GAP)
            height = max(float(look.px(_BADGE_HEIGHT)), self._measure(_BADGE).height())
            box = QRectF(x, top + (name_height - height) / 2, badge_width, height)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            # On the chosen row, which is soft green, a soft green badge would not be seen.
            ground = "card" if chosen and row.badge.tone == "green" else f"{row.badge.tone}_soft"
            painter.setBrush(look.colour(ground))
            painter.drawRoundedRect(box, look.px(4), look.px(4))
            text, _, text_height = self._laid(row.badge.text, _BADGE)
            y = box.y() + (height - text_height) / 2
            self._draw(painter, x + look.px(_BADGE_SIDE), y, text, _BADGE, f"{row.badge.tone}_ink")
        detail, _, _ = self._laid(self._detail(row), _DETAIL, width)
        self._draw(painter, rect.x(), top + name_height, detail, _DETAIL, "ink_2" if chosen else "hint")

    def _figure(
        self, painter: QPainter, rect: QRect, words: str, colour: str, *, centred: bool = False
    ) -> None:
        text, width, height = self._laid(words, _FIGURE)
        x = (
            rect.x() + (rect.width() - width) / 2
            if centred
            else rect.right() + 1 - self._look.px(_SIDE) - width
        )
        self._draw(painter, x, rect.y() + (rect.height() - height) / 2, text, _FIGURE, colour)

    def _draw(self, painter: QPainter, x: float, y: float, text: QStaticText, size: int, colour: str) -> None:
        painter.setFont(self._look.font(size))
        painter.setPen(self._look.colour(colour))
        painter.drawStaticText(QPointF(x, y), text)

    def _detail(self, row: BasketRow) -> str:
        return f"{row.quantity} × {row.price} · {row.detail}" if self.tight else row.detail

    def _laid(self, words: str, size: int, wrap_width: int = 0) -> tuple[QStaticText, float, float]:
        """A text laid out once, with its width and height."""
        key = (words, size, wrap_width)
        kept = self._texts.get(key)
        if kept is not None:
            return kept
        if len(self._texts) > _KEPT_TEXTS_MAX:
            self._texts.clear()
        text = QStaticText(words)
        text.setTextFormat(Qt.TextFormat.PlainText)
        if wrap_width:
            option = QTextOption()
            option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
            text.setTextOption(option)
            text.setTextWidth(wrap_width)
        text.prepare(font=self._look.font(size))
        laid = (text, text.size().width(), text.size().height())
        self._texts[key] = laid
        return laid

    def _measure(self, size: int) -> QFontMetricsF:
        if size not in self._measures:
            self._measures[size] = QFontMetricsF(self._look.font(size))
        return self._measures[size]
