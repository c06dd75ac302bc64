"""The panel with all keys. It shows; it decides nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from pos.ui.help.words import Section
from pos.ui.style.look import Look
from pos.ui.widgets.basics import column, label, row
from pos.ui.widgets.overlay import PanelWidget


class _Words(QLabel):
    """Never lower than their lines: layouts within layouts forget that after a new text size."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setProperty("role", "soft")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width wraps into other lines."""
        super().resizeEvent(event)
        self._take_height()

    def changeEvent(self, event: QEvent) -> None:
        """Another font has other lines."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._take_height()

    def _take_height(self) -> None:
        self.setMinimumHeight(0)  # A label counts its own least height into what it says it needs.
        self.setMinimumHeight(self.heightForWidth(self.width()))


class HelpPanel(PanelWidget):
    """The keys, and what to try if this is a demo."""

    def __init__(
        self, look: Look, keys: tuple[Section, ...], demo: tuple[Section, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(look, "帮助", width=1040, parent=parent)
        self.fills = True
        # The first section is the longest by far; what a demo offers to try comes first beside it.
        inside = row(_sections(look, keys[:1]), _sections(look, (*demo, *keys[1:])), gap=look.px(32))
        inside.setStretch(0, 1)
        inside.setStretch(1, 1)
        held = QWidget()
        held.setLayout(inside)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(held)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(self._scroll)

    def opened(self) -> None:
        """Take the keyboard focus."""
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows scroll; Enter and F1 do the same as Esc."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F1):
            self.closed.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            bar = self._scroll.verticalScrollBar()
            bar.setValue(bar.value() + (60 if key == Qt.Key.Key_Down else -60))
        else:
            super().keyPressEvent(event)


def _sections(look: Look, sections: tuple[Section, ...]) -> QVBoxLayout:
    made = column(gap=look.px(10))
    for section in sections:
        made.addWidget(label("heading", section.title))
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, look.px(8))
        grid.setHorizontalSpacing(look.px(12))
        grid.setVerticalSpacing(look.px(7))
        for place, (left, right) in enumerate(section.rows):
            key = label("key", left)
            key.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
            grid.addWidget(key, place, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(_Words(right), place, 1)
        grid.setColumnStretch(1, 1)
        made.addLayout(grid)
    made.addStretch(1)
    return made
