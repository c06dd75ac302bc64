"""The panel of a manager's page: a list with its keys. It decides nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from pos.ui.page.picture import PageAct, PagePicture
from pos.ui.style.look import Look
from pos.ui.widgets.basics import label, row, say
from pos.ui.widgets.choice_list import ChoiceList
from pos.ui.widgets.key_button import KeyButton, Tone
from pos.ui.widgets.overlay import PanelWidget
from pos.ui.widgets.touch_keypad import TAKES_CODES

# The keys a page may have besides Enter and Esc, in the order they stand.
KEYS: dict[str, Qt.Key] = {
    "F2": Qt.Key.Key_F2,
    "F3": Qt.Key.Key_F3,
    "F4": Qt.Key.Key_F4,
    "F5": Qt.Key.Key_F5,
}
_STEPS: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_WIDTH, _LIST_HEIGHT = 820, 260
_FIND_MAX = 40


class PagePanel(PanelWidget):
    """Enter opens the marked line; the arrows mark, a finger opens at once."""

    chosen = Signal(str)
    acted = Signal(str)
    typed = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "", width=_WIDTH, parent=parent)
        self.fills = True
        self._words = label("soft", wrap=True)
        self.field = QLineEdit()
        self.field.setMaxLength(_FIND_MAX)
        self.field.setProperty(TAKES_CODES, "yes")
        self._list = ChoiceList(look, name="列表")
        self._list.setMinimumHeight(look.px(_LIST_HEIGHT // 2))
        self._ok = KeyButton(look, "", "Enter", tone=Tone.MAIN, size=18)
        self._acts: tuple[PageAct, ...] = ()
        self._buttons = {key: KeyButton(look, "", key, size=16) for key in KEYS}
        keys = row(*self._buttons.values(), self._ok, gap=look.px(10))
        for item in (self._words, self.field):
            self.body.addWidget(item)
        self.body.addWidget(self._list, 1)
        self.body.addLayout(keys)
        self._list.chosen.connect(self.chosen)
        self._ok.clicked.connect(self._list.choose_marked)
        self.field.textEdited.connect(self.typed)
        for key, button in self._buttons.items():
            button.clicked.connect(lambda _=False, key=key: self._press(key))

    def show_page(self, picture: PagePicture) -> None:
        """Show this page."""
        say(self.title, picture.title)
        self.setAccessibleName(picture.title)
        say(self._words, picture.words)
        self._words.setVisible(bool(picture.words))
        self.field.setVisible(bool(picture.find))
        self.field.setPlaceholderText(picture.find)
        self.field.setAccessibleName(picture.find)
        self._list.show_choices(picture.rows)
        self._ok.say(picture.ok)
        self._ok.setVisible(bool(picture.ok))
        self._acts = picture.acts
        told = {act.key: act.words for act in picture.acts}
        for key, button in self._buttons.items():
            button.say(told.get(key, ""))
            button.setVisible(key in told)

    def forget_find(self) -> None:
        """Begin with an empty search."""
        self.field.clear()

    def show_find(self, text: str) -> None:
        """Put a scan into the search field as if it had been typed; typing replaces it."""
        self.field.setText(text)
        self.field.selectAll()

    def opened(self) -> None:
        """Take the keyboard focus; a page with a search field puts it there."""
        (self if self.field.isHidden() else self.field).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows mark, Enter opens, the page's own keys act."""
        key = event.key()
        name = next((name for name, each in KEYS.items() if each == key), "")
        if key in _STEPS:
            self._list.step(_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._list.choose_marked()
        elif name:
            self._press(name)
        else:
            super().keyPressEvent(event)

    def _press(self, key: str) -> None:
        for act in self._acts:
            if act.key == key:
                self.acted.emit(act.act)
