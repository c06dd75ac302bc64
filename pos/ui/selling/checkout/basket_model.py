"""The basket as a Qt table. It has frozen rows and reports only changes to the view."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from pos.ui.selling.checkout.rows import BasketRow

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class Column(IntEnum):
    """The table's columns, from left to right."""

    NUMBER = 0
    GOODS = 1
    QUANTITY = 2
    PRICE = 3
    DISCOUNT = 4
    SUBTOTAL = 5


HEADINGS = ("#", "商品", "数量", "市场价", "优惠", "小计")


class BasketModel(QAbstractTableModel):
    """Rows of the open sale."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[BasketRow, ...] = ()

    def row_at(self, row: int) -> BasketRow:
        """The frozen row, for drawing."""
        return self._rows[row]

    def show(self, rows: tuple[BasketRow, ...]) -> tuple[int, ...]:
        """Show these rows; returns the places that are new or changed.

        Never a reset: a scan adds one row and perhaps changes the ones whose share of a cap moved.
        """
        old, new = self._rows, rows
        shared = min(len(old), len(new))
        changed = [place for place in range(shared) if old[place] is not new[place]]
        changed = [place for place in changed if old[place] != new[place]]
        if len(new) > len(old):
            self.beginInsertRows(_ROOT, len(old), len(new) - 1)
            self._rows = new
            self.endInsertRows()
        elif len(new) < len(old):
            self.beginRemoveRows(_ROOT, len(new), len(old) - 1)
            self._rows = new
            self.endRemoveRows()
        else:
            self._rows = new
        if changed:
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], len(Column) - 1))
        return (*changed, *range(len(old), len(new)))

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many lines."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """How many columns."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words for screen readers and tests; the delegate draws from the frozen row."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            cells = (row.number, row.name, row.quantity, row.price, row.discount, row.subtotal)
            return cells[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_alignment(index.column()))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The headings."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(HEADINGS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_alignment(section))
        return None


def _alignment(column: int) -> Qt.AlignmentFlag:
    if column == Column.NUMBER:
        return Qt.AlignmentFlag.AlignCenter
    if column == Column.GOODS:
        return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
