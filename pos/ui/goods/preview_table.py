"""The table of what a goods file would change: frozen rows, five columns. It decides nothing."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from pos.ui.goods.presenter import PreviewRow
from pos.ui.style.look import Look

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_COLOURS = {"up": "coral_ink", "down": "green_ink", "bad": "coral_ink"}
_BEFORE, _LAST = 3, 4
# Shares of the width, in hundredths: changes, and mistakes with their long sentences.
_WIDTHS = (17, 34, 13, 18, 18)
_WIDTHS_OF_MISTAKES = (14, 15, 0, 19, 52)


class PreviewModel(QAbstractTableModel):
    """Rows of a preview."""

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._headings: tuple[str, ...] = ("",) * (_LAST + 1)
        self._rows: tuple[PreviewRow, ...] = ()

    def show(self, headings: tuple[str, ...], rows: tuple[PreviewRow, ...]) -> None:
        """Show these."""
        self.beginResetModel()
        self._headings, self._rows = headings, rows
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Five."""
        return 0 if parent.isValid() else _LAST + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words, and the colour of what got dearer, cheaper or is wrong."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        cells = (row.code, row.name, row.what, row.before, row.after)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return cells[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return "，".join(cell for cell in cells if cell)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_alignment(index.column(), row.tone != "bad"))
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == _LAST and row.tone in _COLOURS:
            return self._look.colour(_COLOURS[row.tone])
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The headings."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section <= _LAST:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_alignment(section, bool(self._headings[2])))
        return None


def _alignment(column: int, changes: bool) -> Qt.AlignmentFlag:  # noqa: FBT001 - which table it is
    """What changes stands to the right, so that prices can be compared; sentences do not."""
    side = Qt.AlignmentFlag.AlignRight if changes and column >= _BEFORE else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


class PreviewTable(QTableView):
    """Shows rows; the arrows reach it from the panel."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._widths = look, _WIDTHS
        self.setObjectName("preview")
        self.setAccessibleName("文件里的变化")
        self.preview = PreviewModel(look, self)
        self.setModel(self.preview)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setCornerButtonEnabled(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heads = self.horizontalHeader()
        heads.setHighlightSections(False)
        heads.setSectionsClickable(False)
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heads.setMinimumSectionSize(1)
        look.watch(self.fit)

    def show_rows(self, headings: tuple[str, ...], rows: tuple[PreviewRow, ...], *, mistakes: bool) -> None:
        """Show these rows, the first one marked."""
        self._widths = _WIDTHS_OF_MISTAKES if mistakes else _WIDTHS
        self.preview.show(headings, rows)
        self.fit()
        if rows:
            self.selectRow(0)
        self.scrollToTop()

    def step(self, step: int) -> None:
        """Mark another row."""
        last = self.preview.rowCount() - 1
        if last >= 0:
            self.selectRow(max(0, min(last, self.currentIndex().row() + step)))

    def page(self) -> int:
        """How many rows are seen at once."""
        return max(1, self.viewport().height() // max(1, self.verticalHeader().defaultSectionSize()))

    def fit(self) -> None:
        """Fit the columns to the width there is; a row has room for two lines."""
        width = self.viewport().width()
        left = width
        for column, share in enumerate(self._widths[:_LAST]):
            self.setColumnHidden(column, share == 0)
            size = width * share // 100
            self.setColumnWidth(column, size)
            left -= size
        self.setColumnWidth(_LAST, left)
        self.verticalHeader().setDefaultSectionSize(self._look.px(52))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns follow the window."""
        super().resizeEvent(event)
        self.fit()
