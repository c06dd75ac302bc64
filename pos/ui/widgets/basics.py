"""Labels, boxes and rules in the style sheet's roles, and rows and columns of them."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

Box = TypeVar("Box", bound=QBoxLayout)

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter


def label(
    role: str,
    text: str = "",
    *,
    align: Qt.AlignmentFlag = LEFT,
    wrap: bool = False,
) -> QLabel:
    """A text in one of the style sheet's roles. A wrapped one may take any width."""
    made = QLabel(text)
    made.setProperty("role", role)
    made.setTextFormat(Qt.TextFormat.PlainText)  # Names of goods are data, never markup.
    made.setAlignment(align)
    made.setWordWrap(wrap)
    if wrap:
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return made


def panel(role: str = "panel") -> QFrame:
    """A white panel with a thin border."""
    frame = QFrame()
    frame.setProperty("role", role)
    return frame


def rule() -> QFrame:
    """A thin line across."""
    return panel("rule")


def say(target: QLabel, text: str) -> None:
    """Change a label's text if it is another; setting the same text would lay everything out again."""
    if target.text() != text:
        target.setText(text)


def set_role(target: QWidget, role: str) -> None:
    """Give a widget another role; the style sheet has to look at it again."""
    if target.property("role") != role:
        target.setProperty("role", role)
        target.style().unpolish(target)
        target.style().polish(target)


def column(
    *items: QWidget | QLayout | int, margins: tuple[int, int, int, int] = (0, 0, 0, 0), gap: int = 0
) -> QVBoxLayout:
    """Put things under one another; a number is a stretch of that weight."""
    return _fill(QVBoxLayout(), items, margins=margins, gap=gap)


def row(
    *items: QWidget | QLayout | int, margins: tuple[int, int, int, int] = (0, 0, 0, 0), gap: int = 0
) -> QHBoxLayout:
    """Put things beside one another; a number is a stretch of that weight."""
    return _fill(QHBoxLayout(), items, margins=margins, gap=gap)


def _fill(
    box: Box, items: tuple[QWidget | QLayout | int, ...], *, margins: tuple[int, int, int, int], gap: int
) -> Box:
    box.setContentsMargins(*margins)
    box.setSpacing(gap)
    for item in items:
        if isinstance(item, int):
            box.addStretch(item)
        elif isinstance(item, QWidget):
            box.addWidget(item)
        else:
            box.addLayout(item)
    return box
