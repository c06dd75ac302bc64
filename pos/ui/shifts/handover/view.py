"""Widgets and layout of the end of a shift. It shows and reports; it decides nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from pos.domain.money import Fen
from pos.services.selling.held_sales import HeldChoice
from pos.ui.shifts.handover.acts import HANDOVER_ACTS, HandoverAct
from pos.ui.shifts.handover.counting import CountFields
from pos.ui.shifts.handover.open_items import OpenItems
from pos.ui.shifts.handover.pictures import HandoverPicture
from pos.ui.style.look import Look
from pos.ui.widgets.basics import column, label, panel, row, say
from pos.ui.widgets.figures_table import FiguresTable
from pos.ui.widgets.findings import Findings
from pos.ui.widgets.key_button import KeyButton, Tone
from pos.ui.widgets.notice import NoticeBar, Where
from pos.ui.widgets.scroll import Page
from pos.ui.words.notices import Notice

_CARD_WIDTH = 420  # At 100 %: with less room the cards stand under one another.
_KEYS = {getattr(Qt.Key, f"Key_{key}".replace("Esc", "Escape")): act for act, _words, key in HANDOVER_ACTS}
_HINT = "先清点，提交后才显示账面和差额。点一格就有数字键盘；回车到下一格。"


class HandoverScreen(QWidget):
    """Counted on the left, what is left behind on the right."""

    act = Signal(HandoverAct)
    typed = Signal()
    decided = Signal(int, HeldChoice)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("screen")
        self.setAccessibleName("交班盘点")
        self._look = look
        self.notice = NoticeBar()
        self._title = label("title")
        self._hint = label(
            "soft", "先清点，提交后才显示账面和差额。点一格就有数字键盘；回车到下一格。", wrap=True
        )
        self.fields, self._items = CountFields(look), OpenItems(look)
        self._results = FiguresTable(look, "盘点结果", ("收款方式", "账面", "实点", "差额"), (95, 95, 80))
        self._causes = Findings(look)
        self._handed_to = label("body", wrap=True)
        self._left, self._right = panel(), panel()
        self._fill(self._left, self._title, self._hint, self.fields, self._results, self._causes)
        self._fill(self._right, label("title", "未结事项"), self._items, self._handed_to)
        self._cards = row(self._left, self._right)
        self._scroll = Page(self._cards)
        self._buttons: dict[HandoverAct, KeyButton] = {}
        keys = row(gap=look.px(8))
        for act, words, key in HANDOVER_ACTS:
            main = act is HandoverAct.COMMIT
            button = KeyButton(
                look,
                words,
                key,
                tone=Tone.MAIN if main else Tone.PLAIN,
                size=19 if main else 15,
                height=62,
            )
            button.clicked.connect(lambda _=False, act=act: self.act.emit(act))
            self._buttons[act] = button
            keys.addWidget(button, 2 if main else 1)
        gap = look.size("gap")
        self.setLayout(column(self._scroll, keys, margins=(gap, gap, gap, gap), gap=gap))
        self.notice.float_over(self, self._scroll, Where.TOP)
        self.fields.typed.connect(self.typed)
        self._items.decided.connect(self.decided)
        look.watch(self._fit)

    def show_handover(self, picture: HandoverPicture) -> None:
        """Show how far the end of the shift is."""
        say(self._title, picture.title)
        self.fields.offer(picture.pieces)
        self.fields.setVisible(not picture.counted)
        self._hint.setVisible(not picture.counted)
        self._results.show_rows(picture.results)
        self._results.setVisible(picture.counted)
        self._causes.show_findings(picture.causes)
        self._causes.setVisible(picture.counted)
        self._items.show_items(picture)
        say(self._handed_to, f"钱箱交给：{picture.handed_to or '放入保险柜'}（F4 更改）")
        self._buttons[HandoverAct.BY_TOTAL].setEnabled(not picture.counted)
        self._buttons[HandoverAct.RECOUNT].setEnabled(picture.counted)
        self._buttons[HandoverAct.COMMIT].say("交班" if picture.counted else "提交盘点")
        self._begin()

    def show_way(self, *, by_total: bool) -> None:
        """By notes and coins, or one sum."""
        self.fields.show_way(by_total=by_total)
        self._buttons[HandoverAct.BY_TOTAL].say("改按面额" if by_total else "改按总额")
        self._begin()

    def show_sum(self, words: str) -> None:
        """What the cash comes to so far."""
        self.fields.show_sum(words)

    def forget_count(self) -> None:
        """Nothing counted yet."""
        self.fields.clear()

    def pieces(self) -> dict[Fen, str]:
        """How many of each, as typed."""
        return self.fields.pieces()

    def total(self) -> str:
        """The cash as one sum, as typed."""
        return self.fields.total()

    def others(self) -> dict[str, str]:
        """What the telephones say, as typed."""
        return self.fields.others()

    def show_notice(self, notice: Notice | None) -> None:
        """Say something, or nothing."""
        self.notice.show_notice(notice)

    def focusInEvent(self, _event: object) -> None:
        """Typing begins in the count while there is one to make."""
        self._begin()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the row."""
        key = Qt.Key(event.key())
        if key in _KEYS:
            self.act.emit(_KEYS[key])
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two cards beside one another where there is room."""
        super().resizeEvent(event)
        self._fit()

    def _begin(self) -> None:
        if self.fields.isVisibleTo(self):
            self.fields.begin()
        else:
            self.setFocus()  # The count's fields are gone: the keys of the row are heard here.

    def _fill(self, card: QFrame, *parts: QWidget) -> None:
        side = self._look.px(18)
        body = column(*parts, 1, margins=(side, side, side, side), gap=self._look.px(10))
        card.setLayout(body)

    def _fit(self) -> None:
        gap = self._look.size("gap")
        wide = self.width() >= 2 * self._look.px(_CARD_WIDTH) + 3 * gap
        self._cards.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )
        self._cards.setSpacing(gap)
        for place in range(2):
            self._cards.setStretch(place, 1)
