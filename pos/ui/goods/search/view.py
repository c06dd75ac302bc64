"""The panel of the goods search. It shows and reports; it decides nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QWidget

from pos.ui.shell import Choice
from pos.ui.style.look import Look
from pos.ui.widgets.basics import CENTER, column, label, row, say
from pos.ui.widgets.choice_list import ChoiceList
from pos.ui.widgets.key_button import KeyButton
from pos.ui.widgets.overlay import PanelWidget
from pos.ui.widgets.touch_keypad import TAKES_CODES

_GRID_COLUMNS, _TABS_ACROSS = 4, 6
_GRID_STEPS: dict[int, int] = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -_GRID_COLUMNS,
    Qt.Key.Key_Down: _GRID_COLUMNS,
}


class SearchPanel(PanelWidget):
    """A field, what it finds, and the grid of loose goods beside it."""

    typed = Signal(str)
    chosen = Signal(str)
    quick_pressed = Signal(str)
    tab_chosen = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "找商品", width=1080, parent=parent)
        self.fills = True
        # An input method may be used here: names can be typed in Chinese.
        self.field = QLineEdit()
        self.field.setPlaceholderText("名称 / 条码 / 拼音首字母")
        self.field.setAccessibleName("找商品：名称、条码或拼音首字母")
        self.field.setMaxLength(40)
        self.field.setProperty(TAKES_CODES, "yes")
        self._words = label("soft", wrap=True)
        self._list = ChoiceList(look, name="找到的商品")
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, look.px(4), 0)
        self._grid.setSpacing(look.px(8))
        self._keys: list[KeyButton] = []
        self._tabs: list[KeyButton] = []
        self._tab_grid = QGridLayout()
        self._tab_grid.setContentsMargins(0, 0, 0, 0)
        self._tab_grid.setSpacing(look.px(6))
        self._items: tuple[Choice, ...] = ()
        self._page = 0
        self._back_page, self._next_page = (
            KeyButton(look, "上一页", "PgUp"),
            KeyButton(look, "下一页", "PgDn"),
        )
        self._pages = label("soft", align=CENTER)
        for button, step in ((self._back_page, -1), (self._next_page, 1)):
            button.clicked.connect(lambda _=False, step=step: self._turn(step))
        self._held = QWidget()
        self._held.setLayout(column(self._grid, 1))
        self._held.setMinimumHeight(1)
        pages = row(self._back_page, self._pages, self._next_page, gap=look.px(8))
        for place in range(3):
            pages.setStretch(place, 1)
        found = column(self.field, self._words, self._list, gap=look.px(10))
        found.setStretch(2, 1)
        loose = column(self._tab_grid, self._held, pages, gap=look.px(8))
        loose.setStretch(1, 1)
        both = row(found, loose, gap=look.px(20))
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
        if items != self._items:
            self._items, self._page = items, 0
        self._fill_page()

    def show_tabs(self, words: tuple[str, ...], chosen: int) -> None:
        """Show the categories, one of them chosen."""
        while len(self._tabs) < len(words):
            place = len(self._tabs)
            tab = KeyButton(self.look, "")
            tab.setCheckable(True)
            tab.clicked.connect(lambda _=False, place=place: self.tab_chosen.emit(place))
            self._tab_grid.addWidget(tab, place // _TABS_ACROSS, place % _TABS_ACROSS)
            self._tabs.append(tab)
        for place, tab in enumerate(self._tabs):
            tab.setVisible(place < len(words))
            tab.say(words[place] if place < len(words) else "")
            tab.setChecked(place == chosen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many as fit on a page."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fill_page)

    def _turn(self, step: int) -> None:
        self._page += step
        self._fill_page()

    def _fill_page(self) -> None:
        """The keys of this page: whole rows only, so that none is cut."""
        high = KeyButton(self.look, "字", "0.00").sizeHint().height() + self._grid.spacing()
        fit = max(1, (self._held.height() + self._grid.spacing()) // high) * _GRID_COLUMNS
        count = max(1, -(-len(self._items) // fit))
        self._page = max(0, min(self._page, count - 1))
        say(self._pages, f"{self._page + 1} / {count}")
        self._back_page.setEnabled(self._page > 0)
        self._next_page.setEnabled(self._page < count - 1)
        items = self._items[self._page * fit : (self._page + 1) * fit]
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
        """Put the keyboard focus into the field, after its text."""
        self.field.setFocus()
        self.field.setCursorPosition(len(self.field.text()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows mark a result while the field keeps the focus."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._list.step(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            (self._back_page if event.key() == Qt.Key.Key_PageUp else self._next_page).click()
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
