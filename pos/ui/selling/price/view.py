"""The panel of the price check. It shows and reports; it decides nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from pos.ui.selling.price.presenter import PricePicture
from pos.ui.shell import Choice
from pos.ui.style.look import Look
from pos.ui.widgets.basics import RIGHT, column, label, panel, row, rule, say
from pos.ui.widgets.choice_list import ChoiceList
from pos.ui.widgets.figure import Figure
from pos.ui.widgets.overlay import PanelWidget

_CHANGES = 3


class PricePanel(PanelWidget):
    """A field with what it finds, and beside it both prices of one article."""

    typed = Signal(str)
    entered = Signal(str)
    chosen = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "查价", width=980, parent=parent)
        self.fills = True
        self.field = QLineEdit()
        self.field.setPlaceholderText("扫码，或输入编码、名称、拼音首字母")
        self.field.setAccessibleName("查价：编码、名称或拼音首字母")
        self.field.setMaxLength(40)
        self._words = label("soft", wrap=True)
        self._list = ChoiceList(look, name="找到的商品")
        found = column(self.field, self._words, self._list, gap=look.px(10))
        found.setStretch(2, 1)

        self._empty = label("soft", "这里显示市场价和爱心卡价。查价不影响正在卖的一单。", wrap=True)
        self._name, self._code = label("title", wrap=True), label("small", wrap=True)
        self._market = Figure(look, size=48, sign_size=28)
        self._market_unit = label("row", align=RIGHT)
        self._card = Figure(look, size=38, sign_size=22, colour="green")
        self._card_unit = label("row", align=RIGHT)
        self._card_title = label("heading", "爱心卡价")
        self._card_words = label("soft", wrap=True)
        self._changes_title = label("small", "最近的变动")
        self._changes = [label("small", wrap=True) for _ in range(_CHANGES)]
        self._parts: tuple[QWidget, ...] = (
            self._name, self._code, self._market, self._market_unit, self._card_title, self._card_words,
        )  # fmt: skip
        self._market_title, self._rules = label("heading", "市场价"), (rule(), rule())
        side = look.px(20)
        card = panel()
        card.setLayout(
            column(
                self._empty,
                self._name,
                self._code,
                self._rules[0],
                row(self._market_title, self._market, self._market_unit, gap=look.px(8)),
                row(self._card_title, self._card, self._card_unit, gap=look.px(8)),
                self._card_words,
                self._rules[1],
                self._changes_title,
                *self._changes,
                1,
                margins=(side, side, side, side),
                gap=look.px(8),
            )
        )
        both = row(gap=look.px(20))
        both.addLayout(found, 5)
        both.addWidget(card, 6)
        self.body.addLayout(both)
        self.field.textEdited.connect(self.typed)
        self.field.returnPressed.connect(self._enter)
        self._list.chosen.connect(self.chosen)
        self.show_price(None)

    def show_price(self, picture: PricePicture | None) -> None:
        """Show this article, or how to ask for one."""
        self._empty.setVisible(picture is None)
        for part in (*self._parts, self._market_title, *self._rules):
            part.setVisible(picture is not None)
        has_card = picture is not None and bool(picture.card)
        self._card.setVisible(has_card)
        self._card_unit.setVisible(has_card)
        changes = () if picture is None else picture.changes
        self._changes_title.setVisible(bool(changes))
        for place, line in enumerate(self._changes):
            line.setVisible(place < len(changes))
            say(line, changes[place] if place < len(changes) else "")
        if picture is None:
            return
        say(self._name, picture.name)
        say(self._code, f"{picture.code} · {picture.category}")
        self._market.say(picture.market, what="市场价")
        self._card.say(picture.card, what="爱心卡价")
        for unit in (self._market_unit, self._card_unit):
            say(unit, f"元 / {picture.unit}")
        say(self._card_words, picture.card_words)
        self.setAccessibleDescription(
            f"{picture.name}，市场价 {picture.market} 元每{picture.unit}，爱心卡 {picture.card or '不优惠'}"
        )

    def show_found(self, items: tuple[Choice, ...], words: str) -> None:
        """Show what was found by what is typed."""
        self._list.show_choices(items)
        say(self._words, words)
        self._words.setVisible(bool(words))

    def clear_field(self) -> None:
        """Ready for the next question."""
        self.field.clear()

    def opened(self) -> None:
        """Put the keyboard focus into the field."""
        self.field.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows mark a result while the field keeps the focus; F8 closes what F8 opened."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._list.step(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() == Qt.Key.Key_F8:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        if self._list.choices.rowCount():
            self._list.choose_marked()
        else:
            self.entered.emit(self.field.text())
