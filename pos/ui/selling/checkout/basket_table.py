"""The basket's table widget: column widths, row heights, the chosen line. It decides nothing."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from pos.ui.selling.checkout.basket_delegate import BasketDelegate
from pos.ui.selling.checkout.basket_model import BasketModel, Column
from pos.ui.selling.checkout.rows import BasketRow
from pos.ui.style.look import Look

# Widths at 100 % of the columns after the goods': as designed, and where the window is narrow.
_WIDE = {
    Column.NUMBER: 56,
    Column.QUANTITY: 122,
    Column.PRICE: 110,
    Column.DISCOUNT: 110,
    Column.SUBTOTAL: 120,
}
_NARROW = {Column.NUMBER: 44, Column.QUANTITY: 92, Column.PRICE: 84, Column.DISCOUNT: 74, Column.SUBTOTAL: 86}
_GOODS_WIDTH_MIN = 200
EMPTY_WORDS = "扫第一件商品就开始一单\n按 F1 看帮助"


class BasketTable(QTableView):
    """Shows rows; tells which line was touched."""

    line_touched = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setObjectName("basket")
        self.setAccessibleName("商品清单")
        self.model_of_rows = BasketModel(self)
        self.setModel(self.model_of_rows)
        self._delegate = BasketDelegate(self.model_of_rows, look, self)
        self.setItemDelegate(self._delegate)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # The arrows reach it from the entry line.
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(1)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heads = self.horizontalHeader()
        heads.setHighlightSections(False)
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heads.setSectionsClickable(False)
        heads.setMinimumSectionSize(1)
        self.clicked.connect(self._touched)
        look.watch(self.fit)

    def show_rows(self, rows: tuple[BasketRow, ...]) -> None:
        """Show these rows."""
        self._set_heights(self.model_of_rows.show(rows))

    def choose(self, number: int | None) -> None:
        """Mark a line (from 1) and bring it into view; None marks none."""
        if number is None:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
            return
        index = self.model_of_rows.index(number - 1, Column.GOODS)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def fit(self) -> None:
        """Fit columns and rows to the width there is."""
        look, width = self._look, self.viewport().width()
        widths = _WIDE
        if width - look.px(sum(_WIDE.values())) < look.px(_GOODS_WIDTH_MIN):
            widths = _NARROW
        tight = width - look.px(sum(_NARROW.values())) < look.px(_GOODS_WIDTH_MIN)
        if tight != self._delegate.tight:
            self._delegate.tight = tight
            self._delegate.forget()
        hidden = (Column.NUMBER, Column.QUANTITY, Column.PRICE, Column.DISCOUNT) if tight else ()
        for column, size in widths.items():
            self.setColumnHidden(column, column in hidden)
            self.setColumnWidth(column, look.px(size))
        taken = sum(look.px(size) for column, size in widths.items() if column not in hidden)
        self.setColumnWidth(Column.GOODS, max(look.px(80), width - taken))
        self.verticalHeader().setDefaultSectionSize(look.px(60))
        self._set_heights(tuple(range(self.model_of_rows.rowCount())))

    def paintEvent(self, event: QPaintEvent) -> None:
        """An empty basket says how to begin."""
        super().paintEvent(event)
        if self.model_of_rows.rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setFont(self._look.font(16))
            painter.setPen(self._look.colour("hint"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.viewport().rect(), flags, EMPTY_WORDS)
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns follow the window; the chosen line stays in view when a notice takes room."""
        super().resizeEvent(event)
        self.fit()
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def _set_heights(self, places: tuple[int, ...]) -> None:
        width = self.columnWidth(Column.GOODS)
        for place in places:
            height = self._delegate.height_of(self.model_of_rows.row_at(place), width)
            if self.rowHeight(place) != height:
                self.setRowHeight(place, height)

    def _touched(self, index: QModelIndex) -> None:
        self.line_touched.emit(index.row() + 1)
