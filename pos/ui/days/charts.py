"""The panel with the day's charts: hours, ways of paying, goods. It shows; it decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from pos.ui.days.drawing import HEIGHT, WIDTH
from pos.ui.style.look import Look
from pos.ui.widgets.basics import column, label
from pos.ui.widgets.overlay import PanelWidget
from pos.ui.widgets.scroll import Page

if TYPE_CHECKING:
    from pos.services.reports.charts import ChartsSvg


class _Chart(QWidget):
    """One chart, in its proportions, as large as its place allows."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self._drawing = QSvgRenderer(self)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.watch(self.updateGeometry)

    def show_svg(self, svg: str) -> None:
        self._drawing.load(QByteArray(svg.encode()))
        self.update()

    def sizeHint(self) -> QSize:
        """As designed."""
        return QSize(self._look.px(WIDTH), self._look.px(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """From its left upper corner."""
        if not self._drawing.isValid():
            return
        size = QSize(WIDTH, HEIGHT).scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._drawing.render(painter, QRectF(0, 0, size.width(), size.height()))
        painter.end()


class ChartsPanel(PanelWidget):
    """Three charts, two beside one another where there is room."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "图表", width=1080, parent=parent)
        self.fills = True
        self._parts: list[QWidget] = []
        self._charts: list[_Chart] = []
        for name in ("每小时应付", "收款方式", "卖得最多的商品"):
            chart, part = _Chart(look, name), QWidget()
            part.setLayout(column(label("section", name), chart, gap=look.px(6)))
            self._charts.append(chart)
            self._parts.append(part)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(look.px(20))
        self._page = Page(self._grid)
        self.body.addWidget(self._page)
        self._place()

    def show_charts(self, charts: ChartsSvg | None) -> None:
        """Show these; None while they are being drawn."""
        drawn = ("", "", "") if charts is None else (charts.hours, charts.tenders, charts.goods)
        for chart, svg in zip(self._charts, drawn, strict=True):
            chart.show_svg(svg)

    def opened(self) -> None:
        """Take the keyboard focus."""
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows scroll; F6 closes what it opened."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._page.step(1 if event.key() == Qt.Key.Key_Down else -1, self.look.px(60))
        elif event.key() == Qt.Key.Key_F6:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the charts for the new width."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        across = 2 if self.width() >= self.look.px(2 * WIDTH) else 1
        for place, part in enumerate(self._parts):
            self._grid.addWidget(part, place // across, place % across)
        for place in range(2):
            self._grid.setColumnStretch(place, 1 if place < across else 0)
