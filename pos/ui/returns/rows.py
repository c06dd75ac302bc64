"""The list of a sale's lines in the return panel: a tick, what was bought, what is returned."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from pos.ui.returns.pictures import ReturnRow
from pos.ui.style.look import Look

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_TITLE, _DETAIL, _SIDE, _TOP, _BOX = 16, 13, 12, 8, 22
_TICK = ((0.22, 0.52), (0.42, 0.72), (0.78, 0.30))  # The tick's corners, as parts of its box.


class ReturnModel(QAbstractListModel):
    """Frozen rows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[ReturnRow, ...] = ()

    def show(self, rows: tuple[ReturnRow, ...]) -> None:
        """Show these rows; lines that only got another tick keep their layout."""
        if len(rows) != len(self._rows):
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
        elif rows != self._rows:
            self._rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, 0))

    def row_at(self, row: int) -> ReturnRow:
        """The frozen row."""
        return self._rows[row]

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words for screen readers and tests."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        return row.spoken if role == Qt.ItemDataRole.AccessibleTextRole else None


class _ReturnDelegate(QStyledItemDelegate):
    def __init__(self, model: ReturnModel, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._look = model, look

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        look = self._look
        text = QFontMetrics(look.font(_TITLE)).height() + QFontMetrics(look.font(_DETAIL)).height()
        return QSize(look.px(100), max(look.size("target"), text + look.px(2 * _TOP)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, row, rect = self._look, self._model.row_at(index.row()), option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, look.colour("green_soft"))
            painter.fillRect(rect.x(), rect.y(), look.px(4), rect.height(), look.colour("green"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, look.colour("line_soft"))
        inner = rect.adjusted(look.px(_SIDE), look.px(_TOP), -look.px(_SIDE), -look.px(_TOP))
        self._tick(painter, inner, row)
        words = inner.adjusted(look.px(_BOX + _SIDE), 0, 0, 0)
        upper = QFontMetrics(look.font(_TITLE)).height()
        above = QRect(words.x(), words.y(), words.width(), upper)
        below = QRect(words.x(), words.y() + upper, words.width(), words.height() - upper)
        ink = "ink" if row.open or row.ticked else "hint"
        left = self._words(painter, above, row.taking, size=_TITLE, colour="green_ink", right=True)
        self._words(painter, left, row.title, size=_TITLE, colour=ink)
        left = self._words(painter, below, row.amount, size=_DETAIL, colour="ink_2", right=True)
        self._words(painter, left, row.detail, size=_DETAIL, colour="ink_2" if row.open else "hint")

    def _words(
        self, painter: QPainter, rect: QRect, text: str, *, size: int, colour: str, right: bool = False
    ) -> QRect:
        """Draw words; returns what is left of the place, to the left of them."""
        font = self._look.font(size)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(self._look.colour(colour))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        short = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, short)
        taken = metrics.horizontalAdvance(text) + self._look.px(_SIDE) if text and right else 0
        return rect.adjusted(0, 0, -taken, 0)

    def _tick(self, painter: QPainter, inner: QRect, row: ReturnRow) -> None:
        """A box, green with a tick when something of the line comes back; none when nothing is left."""
        if not row.open and not row.ticked:
            return
        look, side = self._look, self._look.px(_BOX)
        box = QRectF(inner.x(), inner.y() + (inner.height() - side) / 2, side, side)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("green" if row.ticked else "ink_3"), 2))
        painter.setBrush(look.colour("green" if row.ticked else "card"))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), look.px(4), look.px(4))
        if row.ticked:
            painter.setPen(QPen(look.colour("card"), look.px(3)))
            corners = [QPointF(box.x() + x * side, box.y() + y * side) for x, y in _TICK]
            painter.drawPolyline(QPolygonF(corners))
        painter.restore()


class ReturnList(QListView):
    """Shows the lines; tells which one was touched."""

    touched = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = ReturnModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(_ReturnDelegate(self.rows, look, self))
        self.setAccessibleName("原单的商品")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # The arrows come from the quantity's field.
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformItemSizes(True)
        self.setMinimumHeight(look.size("target"))  # In the largest letters one line at least.
        self.clicked.connect(lambda index: self.touched.emit(index.row() + 1))
        look.watch(self.doItemsLayout)

    def show_rows(self, rows: tuple[ReturnRow, ...], marked: int) -> None:
        """Show these, one marked and in view; numbers count from 1."""
        self.rows.show(rows)
        index = self.rows.index(marked - 1, 0)
        self.setCurrentIndex(index)
        self.scrollTo(index)
