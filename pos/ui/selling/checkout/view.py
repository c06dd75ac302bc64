"""Widgets and layout of the checkout screen. It shows and reports; it decides nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from pos.ui.help.acts import MoreAct
from pos.ui.selling.checkout.action_bar import ActionBar
from pos.ui.selling.checkout.acts import ACTS, OWN_KEYS, Act
from pos.ui.selling.checkout.basket_table import BasketTable
from pos.ui.selling.checkout.benefit_panel import BenefitPanel
from pos.ui.selling.checkout.entry import Entry
from pos.ui.selling.checkout.pictures import BenefitPicture, TotalsPicture
from pos.ui.selling.checkout.rows import BasketRow
from pos.ui.selling.checkout.totals_panel import TotalsPanel
from pos.ui.style.look import Look
from pos.ui.widgets.basics import column, label, panel, row, say
from pos.ui.widgets.key_button import KeyButton
from pos.ui.widgets.notice import NoticeBar, Where
from pos.ui.words.notices import Notice

_STEPS: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_ACT_KEYS = {Qt.Key.Key_F1: Act.HELP, Qt.Key.Key_PageUp: Act.LAST_SALE} | {
    getattr(Qt.Key, f"Key_{'Delete' if key == 'Del' else key}"): act for act, _words, key in ACTS
}
_QT_NAMES = {"Ins": "Insert", "PgDn": "PageDown"}
_OWN_KEYS = {getattr(Qt.Key, f"Key_{_QT_NAMES[key]}"): act for act, _words, key in OWN_KEYS}
_SIDE_WIDTH = 474  # Of the design's 1366 pixels; narrower windows keep the proportion.
_SIDE_WIDTH_MIN = 320
_SAID_HEIGHT = 62  # Two lines.
_HEIGHT_FOR_BARS = 420  # At 100 %; below this the bars give their place to what is said of the card.
_HEIGHT_FOR_ALL = 560  # At 100 %; below this the side gives its spaces away.


class CheckoutScreen(QWidget):
    """The screen a cashier looks at all day."""

    entered = Signal(str)
    act = Signal(Act)
    more_act = Signal(MoreAct)
    line_touched = Signal(int)
    moved = Signal(int)  # The arrows: −1 up, +1 down.

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("screen")
        self._look = look
        self.table = BasketTable(look)
        self.notice = NoticeBar()
        self.day = label("good", wrap=True)
        self.day.hide()
        self.entry = Entry(look)
        self.benefits = BenefitPanel(look)
        self.totals = TotalsPanel(look)
        self.action_bar = ActionBar(look)
        gap = look.size("gap")
        goods = panel()
        take = KeyButton(look, "加入", "Enter")
        take.clicked.connect(self.entry.take)
        take.setSizePolicy(take.sizePolicy().Policy.Fixed, take.sizePolicy().Policy.Preferred)
        self._said = QWidget()  # Kept free: what is said stands here, over no article and over no key.
        typing = row(self.entry, take, *self._own_keys(), gap=look.px(8))
        bottom = column(self._said, self.day, typing, margins=(gap, 0, gap, gap), gap=look.px(8))
        goods.setLayout(column(self.table, bottom, margins=(1, 1, 1, 1)))
        self.notice.float_over(self, self._said, Where.BOTTOM)
        self._side = QWidget()
        side = column(self.benefits, self.totals, gap=gap)
        side.setStretch(1, 1)
        self._side.setLayout(side)
        upper = row(goods, self._side, gap=gap)
        upper.setStretch(0, 1)
        self.setLayout(column(upper, self.action_bar, margins=(gap, gap, gap, gap), gap=gap))
        self.setFocusProxy(self.entry)
        look.watch(self._fit)
        self.entry.entered.connect(self.entered)
        self.entry.delete_pressed.connect(lambda: self.act.emit(Act.DROP))
        self.benefits.no_wait.clicked.connect(lambda: self.act.emit(Act.NO_WAIT))
        self.table.line_touched.connect(self.line_touched)
        self.action_bar.pressed.connect(self.act)

    def show_rows(self, rows: tuple[BasketRow, ...], chosen: int | None) -> None:
        """Show the basket with one line marked."""
        self.table.show_rows(rows)
        self.table.choose(chosen)

    def show_benefits(self, picture: BenefitPicture) -> None:
        """Show the card."""
        self.benefits.show_benefits(picture)

    def show_totals(self, picture: TotalsPicture) -> None:
        """Show the sums."""
        self.totals.show_totals(picture)

    def show_held(self, held: int) -> None:
        """Show how many sales are held."""
        self.action_bar.show_held(held)

    def show_next_quantity(self, words: str) -> None:
        """Show that the next goods are several."""
        self.entry.show_next_quantity(words)

    def show_day(self, words: str) -> None:
        """Say to which day the sale belongs, when it is another one by now."""
        say(self.day, words)
        self.day.setVisible(bool(words))

    def take_typed(self) -> str:
        """Return the text of the entry line and empty it."""
        return self.entry.take_text()

    def show_notice(self, notice: Notice | None) -> None:
        """Say something, or nothing."""
        self.notice.show_notice(notice)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no field used: arrows choose a line, some do acts, letters go to the entry line."""
        key, text = event.key(), event.text()
        if key in _STEPS:
            self.moved.emit(_STEPS[key])
        elif key in _ACT_KEYS:
            self.act.emit(_ACT_KEYS[key])
        elif key in _OWN_KEYS:
            self.more_act.emit(_OWN_KEYS[key])
        elif key == Qt.Key.Key_Escape:
            if not self.entry.text():
                self.act.emit(Act.NO_WAIT)
            self.entry.clear()
            self.show_notice(None)
        elif text and text.isprintable() and not self.entry.hasFocus():
            self.entry.setFocus()
            self.entry.insert(text)
            self.entry.textEdited.emit(self.entry.text())
        else:
            super().keyPressEvent(event)  # The window's own keys.

    def _own_keys(self) -> list[KeyButton]:
        made = []
        for act, words, key in OWN_KEYS:
            button = KeyButton(self._look, words, key)
            button.clicked.connect(lambda _=False, act=act: self.more_act.emit(act))
            button.setSizePolicy(button.sizePolicy().Policy.Fixed, button.sizePolicy().Policy.Preferred)
            made.append(button)
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The side keeps the design's proportion."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        least = self._look.px(_SIDE_WIDTH_MIN)
        width = max(min(least, self.width() * 2 // 5), self.width() * _SIDE_WIDTH // 1366)
        self._side.setFixedWidth(width)
        compact = self.height() < self._look.px(_HEIGHT_FOR_ALL)
        self._said.setFixedHeight(0 if compact else self._look.px(_SAID_HEIGHT))
        crowded = self.height() < self._look.px(_HEIGHT_FOR_BARS)
        self.benefits.set_compact(compact=compact, crowded=crowded)
        self.totals.set_compact(compact=compact)
