"""The panel of the menu (更多): two groups of keys. What a key does is decided elsewhere."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from pos.ui.help.acts import Group, MenuLine, MoreAct
from pos.ui.style.look import Look
from pos.ui.widgets.basics import column, label, row
from pos.ui.widgets.key_button import KeyButton
from pos.ui.widgets.overlay import PanelWidget

_COLUMNS = 3
_HEIGHT = 60


class MorePanel(PanelWidget):
    """Tells which act was pressed."""

    pressed = Signal(MoreAct)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "更多", width=1000, parent=parent)
        self._lines: tuple[MenuLine, ...] = ()
        self._headings: dict[Group, QLabel] = {}
        self._grids: dict[Group, QGridLayout] = {}
        self._buttons: dict[MoreAct, KeyButton] = {}
        groups = row(gap=look.px(24))
        for group in Group:
            groups.addLayout(self._group(group), 1)
        self.body.addLayout(groups)

    def show_lines(self, lines: tuple[MenuLine, ...]) -> None:
        """Show these lines."""
        if lines == self._lines:
            return
        self._lines = lines
        for button in self._buttons.values():
            button.hide()
        for group, grid in self._grids.items():
            members = [line for line in lines if line.group is group]
            self._headings[group].setVisible(bool(members))
            for place, line in enumerate(members):
                button = self._button(line)
                grid.addWidget(button, place // _COLUMNS, place % _COLUMNS)
                button.show()

    def opened(self) -> None:
        """Take the keyboard focus."""
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A line's key does the same as a touch."""
        key = event.key()
        typed = chr(key) if Qt.Key.Key_0 <= key <= Qt.Key.Key_Z else ""
        act = next((line.act for line in self._lines if line.key == typed), None)
        if act is not None:
            self.pressed.emit(act)
        else:
            super().keyPressEvent(event)

    def _group(self, group: Group) -> QVBoxLayout:
        self._headings[group] = label("heading", group.value)
        self._grids[group] = grid = QGridLayout()
        grid.setSpacing(self.look.size("gap") // 2)
        for place in range(_COLUMNS):
            grid.setColumnStretch(place, 1)
        made = column(self._headings[group], gap=self.look.size("gap") // 3)
        made.addLayout(grid)
        made.addStretch(1)
        return made

    def _button(self, line: MenuLine) -> KeyButton:
        if line.act not in self._buttons:
            button = KeyButton(self.look, line.words, line.key, size=16, height=_HEIGHT)
            button.clicked.connect(lambda _=False, act=line.act: self.pressed.emit(act))
            self._buttons[line.act] = button
        return self._buttons[line.act]
