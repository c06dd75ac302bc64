"""Widgets and layout of the payment screen. It shows and reports; it decides nothing."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from pos.domain.paying.handed_over import LIKELY_MAX
from pos.domain.paying.tender import TenderKind
from pos.ui.paying.pay.pictures import TABS, PayPicture
from pos.ui.paying.pay.tender_list import TenderList
from pos.ui.paying.payments.pictures import TENDER_WORDS
from pos.ui.style.look import Look
from pos.ui.widgets.basics import RIGHT, column, label, panel, row, rule, say, set_role
from pos.ui.widgets.figure import Figure
from pos.ui.widgets.key_button import KeyButton
from pos.ui.widgets.keypad import Keypad
from pos.ui.widgets.notice import NoticeBar, Where
from pos.ui.words.notices import Notice

_ROWS_MAX = 3
_HEIGHT_FOR_ALL = 560
_PANEL_WIDTH = 1246  # At 100 %; a wider window shows paper on both sides.
_HINT = "收齐就完成；付款码直接扫，自动识别"
_KEYS = {
    Qt.Key.Key_F1: TenderKind.CASH,
    Qt.Key.Key_F2: TenderKind.WECHAT,
    Qt.Key.Key_F3: TenderKind.ALIPAY,
    Qt.Key.Key_F4: TenderKind.OTHER,
}


class AmountField(QLineEdit):
    """The amount. Delete belongs to the text while there is one, else to the screen."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass Delete on while nothing is typed."""
        if event.key() == Qt.Key.Key_Delete and not self.text():
            event.ignore()
            return
        super().keyPressEvent(event)


class PayScreen(QWidget):
    """What is due on the left, how it is paid on the right."""

    kind_chosen = Signal(TenderKind)
    confirmed = Signal()
    typed = Signal()  # The amount is another one now, by keys or by the keypad.
    quick_pressed = Signal(str)
    all_due_pressed = Signal()
    taken_back = Signal(int)
    last_taken_back = Signal()
    payment_opened = Signal(str)
    left = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("screen")
        self.setProperty("own_f1", "yes")  # Cash, not help.
        self._look = look
        self.field = AmountField()
        self.field.setProperty("role", "amount")
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setMaxLength(12)
        self.field.setAccessibleName("收款金额")
        self.field.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.field.textChanged.connect(self.typed)
        self.setFocusProxy(self.field)
        self._box = panel()
        left, right = QWidget(), QWidget()
        self._upper: list[KeyButton] = []
        self._left_part, self._right_part = self._left_side(), self._right_side()
        left.setLayout(self._left_part)
        right.setLayout(self._right_part)
        inner = row(left, panel("rule-down"), right)
        inner.setStretch(0, 744)
        inner.setStretch(2, 500)
        self._box.setLayout(inner)
        self.notice.float_over(self, self._left_head, Where.TOP, spare=self._leave)
        # The screen hands its focus to the field, so Tab comes in there: what stands before must come after.
        stops = [self.field, self._leave, *self._tabs.values()]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)
        self._outer: QHBoxLayout = row(self._box)
        self.setLayout(self._outer)
        look.watch(self._fit)

    def show_payment(self, picture: PayPicture) -> None:
        """Show where the payment stands."""
        for place, (words, amount) in enumerate(self._rows):
            shown = place < len(picture.rows)
            words.setVisible(shown)
            amount.setVisible(shown)
            if shown:
                name, value, taken_off = picture.rows[place]
                say(words, name)
                say(amount, value)
                set_role(amount, "big-row-coral" if taken_off else "big-row")
        self.payable.say(picture.payable, what="应付")
        self._tenders.show_tenders(picture.tenders)
        say(self._change_word, picture.figure_word)
        self.change.say(picture.figure, what=picture.figure_word)
        for kind, tab in self._tabs.items():
            tab.setChecked(kind is picture.kind)
        for place, button in enumerate(self._quick):
            shown = place < len(picture.quick)
            button.setVisible(shown)
            button.say(picture.quick[place][0] if shown else "")
            button.setProperty("amount", picture.quick[place][1] if shown else "")
        self._exact.setVisible(not picture.is_paid)
        self._exact.setEnabled(not picture.is_paid)
        self.keypad.main.say("完成" if picture.is_paid else "收款")
        self.field.setPlaceholderText("已收齐" if picture.is_paid else picture.due)

    def show_amount(self, text: str) -> None:
        """Put an amount into the field."""
        self.field.setText(text)

    def amount(self) -> str:
        """The text of the field."""
        return self.field.text()

    def show_notice(self, notice: Notice | None) -> None:
        """Say something, or nothing."""
        self.notice.show_notice(notice)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the ways of paying, Enter (passed on by the field) and Esc."""
        key = Qt.Key(event.key())
        if key in _KEYS:
            self.kind_chosen.emit(_KEYS[key])
        elif key == Qt.Key.Key_F12 or key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirmed.emit()
        elif key == Qt.Key.Key_Delete and not event.isAutoRepeat():  # Held down it must not give all back.
            self.last_taken_back.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The box has its width; what is over is paper."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        look = self._look
        gap = look.size("gap")
        side = max(gap, (self.width() - look.px(_PANEL_WIDTH)) // 2)
        top = look.px(20) if self.height() > look.px(680) else gap
        self._outer.setContentsMargins(side, top, side, top)
        compact = self.height() < look.px(_HEIGHT_FOR_ALL)
        self._title.setVisible(not compact)
        self._hint.setVisible(not compact)
        self._tenders.set_compact(compact=compact)
        for part, margin in ((self._left_part, 32), (self._right_part, 28)):
            edge = look.size("gap") if compact else look.px(margin)
            part.setContentsMargins(
                edge, edge if compact else look.px(28), edge, edge if compact else look.px(28)
            )
            part.setSpacing(look.size("gap") if compact else look.px(12 if part is self._left_part else 14))
        self._lines.setSpacing(2 if compact else look.px(10))
        air = look.px(4) if compact else look.px(14)
        self._change_line.setContentsMargins(look.px(18), air, look.px(20), air)
        self._payable_line.setContentsMargins(0, 0 if compact else look.px(10), 0, 0 if compact else air)
        for button in self._upper:
            button.setMinimumHeight(look.size("target") if compact else look.px(54))

    def _left_side(self) -> QVBoxLayout:
        look = self._look
        self._rows: list[tuple[QLabel, QLabel]] = []
        self._lines = column()
        for _place in range(_ROWS_MAX):
            words, amount = label("big-row"), label("big-row", align=RIGHT)
            self._rows.append((words, amount))
            self._lines.addLayout(row(words, 1, amount, gap=8))
        self._sums = QWidget()
        self._sums.setLayout(self._lines)
        self.payable = Figure(look, size=60, sign_size=30)
        self._tenders = TenderList(look)
        self._tenders.taken_back.connect(self.taken_back)
        self._tenders.payment_opened.connect(self.payment_opened)
        self._title = label("title", "收款")
        leave = self._leave = KeyButton(look, "返回销售", "Esc")
        leave.setSizePolicy(leave.sizePolicy().Policy.Fixed, leave.sizePolicy().Policy.Fixed)
        leave.clicked.connect(self.left)
        self._left_head = QWidget()
        self._left_head.setLayout(row(self._title, 1, leave, gap=look.px(8)))
        self._change_word = label("change-word")
        self.change = Figure(look, size=47, sign_size=45, colour="gold")
        self.notice = NoticeBar()
        box = panel("change")
        self._change_line = row(self._change_word, self.change)
        box.setLayout(self._change_line)
        self._payable_line = row(label("change-word", "应付"), self.payable, gap=12)
        made = column(
            self._left_head,
            self._sums,
            rule(),
            self._payable_line,
            self._tenders,
            box,
        )
        made.setStretch(4, 1)
        return made

    def _right_side(self) -> QVBoxLayout:
        look, gap = self._look, self._look.px(8)
        self._tabs: dict[TenderKind, KeyButton] = {}
        tabs = row(gap=gap)
        for kind, key in TABS:
            tab = KeyButton(look, f"{TENDER_WORDS[kind]} {key}", name=f"{TENDER_WORDS[kind]} {key}")
            tab.setCheckable(True)
            self._upper.append(tab)
            tab.clicked.connect(lambda _=False, kind=kind: self.kind_chosen.emit(kind))
            self._tabs[kind] = tab
            tabs.addWidget(tab, 1)
        self._quick: list[KeyButton] = []
        quick = row(gap=gap)
        for _place in range(LIKELY_MAX):
            button = KeyButton(look, "")
            self._upper.append(button)
            stays = button.sizePolicy()
            stays.setRetainSizeWhenHidden(True)  # The keypad below does not jump.
            button.setSizePolicy(stays)
            button.clicked.connect(self._tell_quick)
            self._quick.append(button)
            quick.addWidget(button, 1)
        exact = KeyButton(look, "整付")
        self._upper.append(exact)
        stays = exact.sizePolicy()
        stays.setRetainSizeWhenHidden(True)
        exact.setSizePolicy(stays)
        self._exact = exact
        exact.clicked.connect(self.all_due_pressed)
        quick.addWidget(exact, 1)
        self._hint = label("hint", _HINT, wrap=True)
        self.keypad = Keypad(look, self.field, main="收款")
        self.keypad.main_pressed.connect(self.confirmed)
        made = column(
            tabs,
            self.field,
            quick,
            self.keypad,
            self._hint,
        )
        made.setStretch(3, 1)
        return made

    def _tell_quick(self) -> None:
        amount = self.sender().property("amount")
        if amount:
            self.quick_pressed.emit(amount)
