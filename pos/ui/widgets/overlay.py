"""Panels over the screen, inside the window, because a system dialog would take the scanner's keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from pos.ui.style.look import Look
from pos.ui.widgets.basics import column, label, row
from pos.ui.widgets.key_button import KeyButton, Tone
from pos.ui.widgets.notice import NoticeBar, Where

_SHADE_ALPHA = 110


class PanelWidget(QFrame):
    """One panel: a title, what is in it, a notice, and Esc to go back. `width` is its width at 100 %."""

    closed = Signal()
    needs_room = Signal()  # What is in it takes another height now.

    def __init__(self, look: Look, title: str, *, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "sheet")
        self.setAccessibleName(title)
        self.look, self.panel_width, self.fills = look, width, False
        self.title = label("title", title)
        self.notice = NoticeBar()
        self.back = back = KeyButton(look, "返回", "Esc", tone=Tone.QUIET, name="返回 Esc")
        back.setSizePolicy(back.sizePolicy().Policy.Fixed, back.sizePolicy().Policy.Fixed)
        back.clicked.connect(self.closed)
        side = 2 * look.size("gap")
        self.body: QVBoxLayout = column(gap=look.size("gap"))
        self._all = column(
            row(self.title, 1, back, gap=12),
            self.body,
            margins=(side, side * 2 // 3, side, side),
            gap=look.size("gap"),
        )
        self.setLayout(self._all)

    def needed_height(self, width: int) -> int:
        """How high the panel must be for its words to fit, in pixels."""
        if self._all.hasHeightForWidth():
            return self._all.totalHeightForWidth(width)
        return self._all.totalSizeHint().height()

    def opened(self) -> None:
        """The panel has been opened; put the focus where typing begins."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back. Other keys stop here, so that the screen below does not get them."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001, N802 - Qt's names
        """Tab goes round within the panel."""
        stops = [
            part
            for part in self.findChildren(QWidget)
            if part.isVisible() and part.isEnabled() and part.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        if stops:
            focused = QApplication.focusWidget()
            place = stops.index(focused) if focused in stops else -1 if next else 0
            reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
            stops[(place + (1 if next else -1)) % len(stops)].setFocus(reason)
        return True


class Overlay(QWidget):
    """Shades the screen and holds one panel in its middle."""

    closed = Signal()

    def __init__(self, look: Look, over: QWidget) -> None:
        super().__init__(over)
        self._look, self._over = look, over
        self._panel: PanelWidget | None = None
        over.installEventFilter(self)
        self.hide()

    @property
    def panel(self) -> PanelWidget | None:
        """The open panel."""
        return self._panel

    def open(self, panel: PanelWidget) -> None:
        """Show a panel, in place of another one if one is open."""
        if self._panel is not None and self._panel is not panel:
            self._panel.hide()
            self._panel.notice.show_notice(None)
        self._panel = panel
        panel.setParent(self)
        panel.notice.show_notice(None)
        panel.notice.float_over(self, panel, Where.ABOVE, spare=panel.back)
        self.setGeometry(self._over.rect())
        self.fit()
        panel.show()
        self.show()
        self.raise_()
        panel.opened()

    def close_panel(self) -> None:
        """Take the panel away."""
        if self._panel is not None:
            self._panel.hide()
            self._panel.notice.show_notice(None)
            self._panel = None
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the screen below."""
        if watched is self._over and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._over.rect())
            self.fit()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the shade over the screen."""
        shade = QColor(self._look.colour("shade"))
        shade.setAlpha(_SHADE_ALPHA)
        painter = QPainter(self)
        painter.fillRect(self.rect(), shade)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A touch beside the panel goes back."""
        if self._panel is not None and not self._panel.geometry().contains(event.position().toPoint()):
            self.closed.emit()

    def fit(self) -> None:
        """Give the panel the size its words need, in the middle."""
        if self._panel is None:
            return
        look, panel = self._look, self._panel
        edge = look.px(24) if self.width() > look.px(900) else look.px(8)
        width = min(look.px(panel.panel_width), self.width() - 2 * edge)
        panel.setFixedWidth(width)
        panel.adjustSize()
        room = self.height() - 2 * edge
        needed = panel.needed_height(width)
        height = room if panel.fills else min(room, needed)
        panel.setFixedHeight(height)
        panel.move((self.width() - width) // 2, (self.height() - height) // 2)
