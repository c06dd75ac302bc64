"""A small read-only table of words and figures: no selection, no scrolling."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from pos.ui.style.look import Look
from pos.ui.widgets.basics import LEFT, RIGHT, column, label, row, say, set_role
from pos.ui.widgets.cells import Row

_NAME_MIN = 96  # At 100 %: the first column keeps this much before the others are squeezed.
_SIDE = 12


class FiguresTable(QWidget):
    """Headings, then rows; the first column is words and takes what room is left."""

    def __init__(
        self,
        look: Look,
        name: str,
        heads: Sequence[str],
        widths: Sequence[int],
        *,
        wraps: bool = False,
    ) -> None:
        """`widths` are those of the columns after the first, at 100 %; with `wraps` they hold words."""
        super().__init__()
        assert len(widths) == len(heads) - 1
        self._look, self._widths, self._wraps = look, tuple(widths), wraps
        self.setAccessibleName(name)
        self._heads = _Line(len(heads), "cell-head")
        for part, words in zip(self._heads.cells, heads, strict=True):
            say(part, words)
        self._rows: list[_Line] = []
        self._all = column(self._heads)
        self.setLayout(self._all)
        self._heads.setVisible(any(heads))  # Once it has a parent: shown before, it would be a window.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        look.watch(self._fit)
        self._fit()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows."""
        while len(self._rows) < len(rows):
            made = _Line(len(self._widths) + 1, "cell", wraps=self._wraps)
            self._all.addWidget(made)
            self._rows.append(made)
        for place, line in enumerate(self._rows):
            line.setVisible(place < len(rows))
            if place < len(rows):
                line.show_cells(rows[place])
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The columns follow the width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        look = self._look
        room = max(1, self.width() - 2 * look.px(_SIDE) - look.px(_NAME_MIN))
        wanted = look.px(sum(self._widths))
        for line in (self._heads, *self._rows):
            line.inner.setContentsMargins(look.px(_SIDE), look.px(7), look.px(_SIDE), look.px(6))
            for part, width in zip(line.cells[1:], self._widths, strict=True):
                part.setFixedWidth(look.px(width) if wanted <= room else look.px(width) * room // wanted)


class _Line(QFrame):
    """One row of labels with a thin line under it."""

    def __init__(self, count: int, role: str, *, wraps: bool = False) -> None:
        super().__init__()
        self.setProperty("role", f"{role}-line")
        self.cells: list[QLabel] = []
        self.inner: QHBoxLayout = row()
        for place in range(count):
            part = label(role, align=RIGHT if place else LEFT, wrap=wraps or place == 0)
            if place == 0:
                part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            self.inner.addWidget(part, 0 if place else 1)
            self.cells.append(part)
        self.setLayout(self.inner)

    def show_cells(self, cells: Row) -> None:
        for part, cell in zip(self.cells, cells, strict=True):
            say(part, cell.text)
            set_role(part, "cell" if cell.tone == "ink" else f"cell-{cell.tone}")
            part.setAccessibleName(cell.said)
        self.setAccessibleName("，".join(cell.said or cell.text for cell in cells if cell.text))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
