"""Widgets and layout of the day close. It shows and reports; it decides nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from pos.ui.days.acts import DAY_ACTS, DayAct
from pos.ui.days.cards import BenefitCard, CountCard, PlatformCard, Tiles
from pos.ui.days.pictures import DayPicture, PlatformPicture
from pos.ui.style.look import Look
from pos.ui.widgets.basics import column, row
from pos.ui.widgets.cells import Finding
from pos.ui.widgets.key_button import KeyButton, Tone
from pos.ui.widgets.notice import NoticeBar, Where
from pos.ui.widgets.scroll import Page
from pos.ui.words.notices import Notice

_CARD_WIDTH = 300  # At 100 %: with less room the cards stand under one another.
_KEYS = {getattr(Qt.Key, f"Key_{key}".replace("Esc", "Escape")): act for act, _words, key in DAY_ACTS} | {
    Qt.Key.Key_F6: DayAct.CHARTS,
}
_TURNS: dict[int, int] = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_SCROLLS: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class DayScreen(QWidget):
    """The screen a manager signs."""

    act = Signal(DayAct)
    turned = Signal(int)  # Another date: −1 the day before, +1 the day after.

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("screen")
        self._look = look
        self._tiles, self.notice = Tiles(look), NoticeBar()
        self._count, self._benefits, self._platform = CountCard(look), BenefitCard(look), PlatformCard(look)
        self._cards = row(self._count, self._benefits, self._platform)
        self._upper = column(self._tiles, self._cards)
        self._upper.setStretch(1, 1)
        self._scroll = Page(self._upper)
        keys = row(gap=look.px(8))
        for act, words, key in DAY_ACTS:
            main = act is DayAct.SIGN
            button = KeyButton(
                look,
                words,
                key,
                tone=Tone.MAIN if main else Tone.PLAIN,
                size=19 if main else 15,
                height=62,
            )
            button.clicked.connect(lambda _=False, act=act: self.act.emit(act))
            keys.addWidget(button, 420 if main else 180)
        gap = look.size("gap")
        self.setLayout(column(self._scroll, keys, margins=(gap, gap, gap, gap), gap=gap))
        self.notice.float_over(self, self._tiles, Where.COVER)
        self.setAccessibleName("日结对账")
        for button, step in ((self._count.earlier, -1), (self._count.later, 1)):
            button.clicked.connect(lambda _=False, step=step: self.turned.emit(step))
        self._benefits.charts.clicked.connect(lambda: self.act.emit(DayAct.CHARTS))
        look.watch(self._fit)

    def show_day(self, picture: DayPicture) -> None:
        """Show a day's figures."""
        self._tiles.show_tiles(picture.tiles)
        self._count.show_day(picture)
        self._benefits.show_day(picture)

    def show_checks(self, findings: tuple[Finding, ...]) -> None:
        """Show what deciding again found."""
        self._benefits.show_checks(findings)

    def show_platform(self, picture: PlatformPicture) -> None:
        """Show both ends beside each other."""
        self._platform.show_platform(picture)

    def explanation(self) -> str:
        """The typed explanation of what does not fit."""
        return self._platform.explanation.text().strip()

    def ask_explanation(self) -> None:
        """Put the keyboard focus into the field of the explanation."""
        self._platform.ask_explanation()
        self._scroll.ensureWidgetVisible(self._platform.explanation)

    def show_notice(self, notice: Notice | None) -> None:
        """Say something, or nothing."""
        self.notice.show_notice(notice)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the row, other dates, and what is out of sight."""
        key = Qt.Key(event.key())
        if key in _KEYS:
            self.act.emit(_KEYS[key])
        elif key in _TURNS:
            self.turned.emit(_TURNS[key])
        elif key in _SCROLLS:
            self._scroll.step(_SCROLLS[key], self._look.px(60))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A day is read from its top, wherever the focus passed on its way here."""
        super().focusInEvent(event)
        self._scroll.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put three cards into one row where there is room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        gap = self._look.size("gap")
        wide = self.width() >= 3 * self._look.px(_CARD_WIDTH) + 4 * gap
        self._cards.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )
        self._cards.setSpacing(gap)
        self._upper.setSpacing(gap)
        for place in range(3):
            self._cards.setStretch(place, 1)
