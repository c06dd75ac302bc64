"""A page that scrolls when its words need more room than the screen has."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QLayout, QScrollArea, QWidget


class Page(QScrollArea):
    """As wide as the room it has, and as high as its words then need: Qt's own way takes the height that
    wrapped words would need at their narrowest.

    A widget in it that gets the focus is scrolled into view.
    """

    def __init__(self, inner: QLayout) -> None:
        super().__init__()
        self._inner, self._held = inner, QWidget()
        self._held.setLayout(inner)
        self._held.installEventFilter(self)
        self.setWidget(self._held)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)

    def step(self, step: int, pixels: int) -> None:
        """Up (−1) or down (+1)."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + step * pixels)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has other lines."""
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Other words have other lines."""
        if watched is self._held and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        room, inner = self.viewport().size(), self._inner
        needed = inner.totalHeightForWidth(room.width()) if inner.hasHeightForWidth() else 0
        self._held.resize(room.width(), max(room.height(), needed or inner.totalSizeHint().height()))

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._held.isAncestorOf(now):
            self.ensureWidgetVisible(now)
