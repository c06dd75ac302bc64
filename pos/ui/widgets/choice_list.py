"""A list to choose from by arrows, Enter or finger. The presenter decides what a choice does."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from pos.ui.shell import Choice
from pos.ui.style.look import Look

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_TITLE, _DETAIL, _SIDE, _TOP = 16, 13, 12, 8


class ChoiceModel(QAbstractListModel):
    """Frozen choices."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[Choice, ...] = ()

    def show(self, items: tuple[Choice, ...]) -> None:
        """Show these."""
        if items != self._items:
            self.beginResetModel()
            self._items = items
            self.endResetModel()

    def item_at(self, row: int) -> Choice:
        """The frozen choice."""
        return self._items[row]

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many."""
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words for screen readers and tests."""
        if not index.isValid():
            return None
        item = self._items[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return item.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{item.title}，{item.detail}，{item.amount}"
        return None


class _ChoiceDelegate(QStyledItemDelegate):
    def __init__(self, model: ChoiceModel, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._look = model, look

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        look = self._look
        text = QFontMetrics(look.font(_TITLE)).height() + QFontMetrics(look.font(_DETAIL)).height()
        return QSize(look.px(100), max(look.size("target"), text + look.px(2 * _TOP)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, rect, item = self._look, option.rect, self._model.item_at(index.row())
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(rect, look.colour("green_soft"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, look.colour("line_soft"))
        inner = rect.adjusted(look.px(_SIDE), look.px(_TOP), -look.px(_SIDE), -look.px(_TOP))
        painter.setFont(look.font(_TITLE))
        amount_width = QFontMetrics(look.font(_TITLE)).horizontalAdvance(item.amount)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(look.colour("ink"))
        painter.drawText(inner, right, item.amount)
        words = inner.adjusted(0, 0, -amount_width - look.px(_SIDE), 0)
        title = QFontMetrics(look.font(_TITLE))
        height = title.height() if item.detail else inner.height()
        self._line(painter, QRect(words.x(), words.y(), words.width(), height), item.title, title)
        if item.detail:
            painter.setFont(look.font(_DETAIL))
            painter.setPen(look.colour("ink_2"))
            below = QRect(words.x(), words.y() + height, words.width(), words.height() - height)
            self._line(painter, below, item.detail, QFontMetrics(look.font(_DETAIL)))

    def _line(self, painter: QPainter, rect: QRect, text: str, metrics: QFontMetrics) -> None:
        short = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, short)


class ChoiceList(QListView):
    """Shows choices; tells which one was chosen by Enter or touch."""

    chosen = Signal(str)

    def __init__(self, look: Look, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choices = ChoiceModel(self)
        self.setModel(self.choices)
        self.setItemDelegate(_ChoiceDelegate(self.choices, look, self))
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # The arrows come from the field or the panel.
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformItemSizes(True)
        self.clicked.connect(lambda index: self.chosen.emit(self.choices.item_at(index.row()).key))
        look.watch(self.doItemsLayout)

    def show_choices(self, items: tuple[Choice, ...]) -> None:
        """Show these, the first one marked."""
        self.choices.show(items)
        if items and not self.currentIndex().isValid():
            self.setCurrentIndex(self.choices.index(0, 0))

    def begin(self, items: tuple[Choice, ...]) -> None:
        """Show these for a new question: the first one is marked, whatever was in the last one."""
        self.choices.show(items)
        self.setCurrentIndex(self.choices.index(0, 0))

    def step(self, step: int) -> None:
        """Mark another one."""
        row = max(0, min(self.choices.rowCount() - 1, self.currentIndex().row() + step))
        self.setCurrentIndex(self.choices.index(row, 0))

    def choose_marked(self) -> None:
        """Choose the marked one."""
        if self.currentIndex().isValid():
            self.chosen.emit(self.choices.item_at(self.currentIndex().row()).key)
