"""The panel of the goods search. It shows and it tells; it decides nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QScrollArea, QSizePolicy, QWidget

from pos.ui.look import Look
from pos.ui.overlay import Sheet
from pos.ui.shell import Choice
from pos.ui.widgets.basics import column, label, row, say
from pos.ui.widgets.choice_list import ChoiceList
from pos.ui.widgets.key_button import KeyButton

_GRID_COLUMNS = 4
_GRID_STEPS: dict[int, int] = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -_GRID_COLUMNS,
    Qt.Key.Key_Down: _GRID_COLUMNS,
}


class SearchSheet(Sheet):
    """A field, what it finds, and the grid of loose goods beside it."""

    typed = Signal(str)
    chosen = Signal(str)
    quick_pressed = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "找商品", width=1080, parent=parent)
        self.fills = True
        # An input method may be used here: names can be typed in Chinese.
        self.field = QLineEdit()
        self.field.setPlaceholderText("名称 / 条码 / 拼音首字母")
        self.field.setAccessibleName("找商品：名称、条码或拼音首字母")
        self.field.setMaxLength(40)
        self._words = label("soft", wrap=True)
        self._list = ChoiceList(look, name="找到的商品")
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, look.px(4), 0)
        self._grid.setSpacing(look.px(8))
        self._keys: list[KeyButton] = []
        held = QWidget()
        held.setLayout(column(self._grid, 1))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(held)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        found = column(self.field, self._words, self._list, gap=look.px(10))
        found.setStretch(2, 1)
        both = row(found, column(label("small", "常用散装"), scroll, gap=look.px(8)), gap=look.px(20))
        both.setStretch(0, 5)
        both.setStretch(1, 6)
        self.body.addLayout(both)
        self.field.textEdited.connect(self.typed)
        self.field.returnPressed.connect(self._list.choose_marked)
        self._list.chosen.connect(self.chosen)

    def show_search(self, text: str) -> None:
        """Put what was typed already into the field."""
        self.field.setText(text)

    def show_results(self, items: tuple[Choice, ...], words: str) -> None:
        """Show what was found."""
        self._list.show_choices(items)
        say(self._words, words)
        self._words.setVisible(bool(words))

    def show_quick_keys(self, items: tuple[Choice, ...]) -> None:
        """Show the grid of loose goods."""
        while len(self._keys) < len(items):
            key = KeyButton(self.look, "", "")
            key.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            key.clicked.connect(self._tell_quick)
            key.installEventFilter(self)
            place = len(self._keys)
            self._grid.addWidget(key, place // _GRID_COLUMNS, place % _GRID_COLUMNS)
            self._keys.append(key)
        for place, key in enumerate(self._keys):
            key.setVisible(place < len(items))
            if place < len(items):
                key.say(items[place].title, items[place].amount)
                key.setProperty("code", items[place].key)

    def opened(self) -> None:
        """Typing begins in the field, after what stands there."""
        self.field.setFocus()
        self.field.setCursorPosition(len(self.field.text()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows mark a result while the field keeps the focus."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._list.step(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the grid the arrows go as they point, and Enter takes the goods; never a scanner's."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        place, step = self._keys.index(watched), _GRID_STEPS.get(event.key(), 0)  # type: ignore[arg-type]
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._keys[place].click()
            return True
        if step:
            shown = [key for key in self._keys if key.isVisible()]
            if 0 <= place + step < len(shown):
                shown[place + step].setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return False

    def _tell_quick(self) -> None:
        self.quick_pressed.emit(self.sender().property("code"))
