"""The least a scan can cost with this toolkit: a line to type into and a table that gets a row."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QLineEdit, QTableView, QVBoxLayout, QWidget

_ROOT = QModelIndex()


class Rows(QAbstractTableModel):
    """A list of texts, as a plain program would have it."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[str, ...]] = []

    def rowCount(self, _parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return len(self.rows)

    def columnCount(self, _parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 6

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        return self.rows[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None

    def append(self, row: tuple[str, ...]) -> None:
        self.beginInsertRows(_ROOT, len(self.rows), len(self.rows))
        self.rows.append(row)
        self.endInsertRows()

    def drop(self) -> None:
        self.beginRemoveRows(_ROOT, len(self.rows) - 1, len(self.rows) - 1)
        self.rows.pop()
        self.endRemoveRows()


class BareWindow(QWidget):
    """A QTableView over a QLineEdit; Enter appends what was typed and scrolls to it."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self.model, self.table, self.field = Rows(), QTableView(), QLineEdit()
        self.table.setModel(self.model)
        box = QVBoxLayout(self)
        box.addWidget(self.table)
        box.addWidget(self.field)
        self.field.returnPressed.connect(self._typed)
        for _place in range(lines):
            self.model.append(self._row("6900000000000"))

    def _typed(self) -> None:
        self.model.append(self._row(self.field.text()))
        self.field.clear()
        self.table.scrollToBottom()

    def _row(self, code: str) -> tuple[str, ...]:
        return (str(len(self.model.rows)), code, "goods", "1", "9.90", "9.90")
