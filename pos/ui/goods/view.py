"""The panel of the goods import. It shows and reports; it decides nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from pos.ui.goods.presenter import BAD, FILTERS, REMARKS, PreviewPicture
from pos.ui.goods.preview_table import PreviewTable
from pos.ui.style.look import Look
from pos.ui.widgets.basics import label, row, say
from pos.ui.widgets.key_button import KeyButton, Tone
from pos.ui.widgets.overlay import PanelWidget

_STEPS: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class GoodsPanel(PanelWidget):
    """A file's name, filters with their counts, the table, and the key that takes it over."""

    filter_chosen = Signal(str)
    apply_pressed = Signal()
    other_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "商品导入", width=1240, parent=parent)
        self.fills = True
        self._file, self._words = label("heading", wrap=True), label("soft", wrap=True)
        self._waiting = label("body", wrap=True)
        self._tabs: dict[str, KeyButton] = {}
        tabs = QGridLayout()
        tabs.setSpacing(look.px(8))
        for place, (key, words) in enumerate(FILTERS):
            tab = KeyButton(look, words, str(place + 1))
            tab.setCheckable(True)
            tab.clicked.connect(lambda _checked=False, key=key: self.filter_chosen.emit(key))
            tabs.addWidget(tab, 0, place)
            self._tabs[key] = tab
        self._held = QWidget()
        self._held.setLayout(tabs)
        self._table = PreviewTable(look)
        self._more = label("small", wrap=True)
        self._other = KeyButton(look, "换一个文件", "F3", size=16)
        self._other.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._apply = KeyButton(look, "按预览更新", "F12", tone=Tone.MAIN, size=18)
        tabs.setContentsMargins(0, 0, 0, 0)
        for item in (self._file, self._words, self._waiting, self._held):
            self.body.addWidget(item)
        self.body.addWidget(self._table, 1)
        self._blank = QWidget()
        self.body.addWidget(self._blank, 1)
        self.body.addWidget(self._more)
        self.body.addLayout(row(self._other, self._apply, gap=look.px(12)))
        self._other.clicked.connect(self.other_pressed)
        self._apply.clicked.connect(self.apply_pressed)

    def show_waiting(self, title: str, words: str) -> None:
        """Show what is being done, or its result, without a preview."""
        say(self._file, title)
        say(self._waiting, words)
        self._show_parts(preview=False)

    def show_preview(self, picture: PreviewPicture) -> None:
        """Show what a file would change."""
        say(self._file, picture.title)
        say(self._words, picture.words)
        self._tabs[REMARKS].setVisible(picture.tabs[-1].key == REMARKS)
        for tab in picture.tabs:
            button = self._tabs[tab.key]
            button.say(f"{tab.words} {tab.count}")
            button.setChecked(tab.key == picture.chosen)
        self._table.show_rows(picture.headings, picture.rows, mistakes=picture.chosen in (BAD, REMARKS))
        say(self._more, picture.more)
        self._show_parts(preview=True)
        self._more.setVisible(bool(picture.more))
        self._apply.setVisible(picture.can_apply)

    def opened(self) -> None:
        """Take the keyboard focus."""
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits choose a filter, arrows move in the table, F12 takes over, F3 asks for another file."""
        key = event.key()
        place = key - Qt.Key.Key_1
        if 0 <= place < len(FILTERS) and self._held.isVisible() and self._tabs[FILTERS[place][0]].isVisible():
            self.filter_chosen.emit(FILTERS[place][0])
        elif key in _STEPS:
            self._table.step(_STEPS[key])
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._table.step(self._table.page() * (1 if key == Qt.Key.Key_PageDown else -1))
        elif key == Qt.Key.Key_F12 and self._apply.isVisible():
            self.apply_pressed.emit()
        elif key == Qt.Key.Key_F3:
            self.other_pressed.emit()
        else:
            super().keyPressEvent(event)

    def _show_parts(self, *, preview: bool) -> None:
        for part in (self._words, self._held, self._table):
            part.setVisible(preview)
        for part in (self._waiting, self._blank):
            part.setVisible(not preview)
        for part in (self._more, self._apply):
            part.hide()
