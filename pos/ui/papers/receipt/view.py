"""The panel with a receipt's picture. It shows and reports; it decides nothing."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from pos.ui.receipt_picture import ReceiptPicture
from pos.ui.style.look import Look
from pos.ui.widgets.basics import CENTER, RIGHT, column, label, panel, row, say
from pos.ui.widgets.figure import Figure
from pos.ui.widgets.key_button import KeyButton, Tone
from pos.ui.widgets.overlay import PanelWidget

_ANSWERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F12)
_STAYING = (Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Space, Qt.Key.Key_Shift)
_LINES_MAX = 7  # A return says where its money goes: two phones, other, the card, two numbers.


class ReceiptPanel(PanelWidget):
    """Change and facts on the left, the paper on the right."""

    reprint_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "", width=900, parent=parent)
        self.fills, self._stays = True, False
        self._word = label("change-word")
        self._figure = Figure(look, size=56, sign_size=40, colour="gold")
        self._change = panel("change")
        side = look.px(18)
        self._change.setLayout(row(self._word, self._figure, margins=(side, side, side, side)))
        self._lines: list[tuple[QLabel, QLabel]] = []
        facts = column(gap=look.px(8))
        for _place in range(_LINES_MAX):
            pair = (label("soft"), label("body", align=RIGHT))
            pair[1].setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            self._lines.append(pair)
            facts.addLayout(row(pair[0], 1, pair[1], gap=8))
        self._reprint = KeyButton(look, "补打小票", "F12", size=16)
        self._next = KeyButton(look, "下一单", "Enter", tone=Tone.MAIN, size=20)
        self._paper = label("small", "小票生成中…", align=CENTER)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(self._paper)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        held = QWidget()
        held.setLayout(column(self._change, facts, 1, gap=look.px(14)))
        told = QScrollArea()  # In large letters the facts may need more room than there is.
        told.setWidgetResizable(True)
        told.setWidget(held)
        told.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        left = column(
            told,
            label("hint", "直接扫下一件商品就开始新的一单", wrap=True),
            self._reprint,
            self._next,
            gap=look.px(14),
        )
        both = row(left, self._scroll, gap=look.px(20))
        both.setStretch(0, 4)
        both.setStretch(1, 5)
        self.body.addLayout(both)
        self._reprint.clicked.connect(self.reprint_pressed)
        self._next.clicked.connect(self.closed)

    def show_sale(self, picture: ReceiptPicture) -> None:
        """Show the facts; the picture of the paper comes later."""
        say(self.title, picture.title)
        self._change.setVisible(bool(picture.figure))
        say(self._word, picture.figure_word)
        self._figure.say(picture.figure, what=picture.figure_word)
        for place, (name, value) in enumerate(self._lines):
            shown = place < len(picture.lines)
            name.setVisible(shown)
            value.setVisible(shown)
            if shown:
                say(name, picture.lines[place][0])
                say(value, picture.lines[place][1])
        self._reprint.setVisible(picture.reprint)
        self._stays = picture.stays
        self._next.say(picture.next_word, "Esc" if picture.stays else "Enter")
        self._paper.setPixmap(QPixmap())
        say(self._paper, "小票生成中…")

    def show_paper(self, png: bytes) -> None:
        """Show the picture of the receipt."""
        picture = QPixmap()
        picture.loadFromData(png)
        width = self._scroll.width() - self.look.px(20)  # The scroll bar may come and take its part.
        if picture.width() > width:
            picture = picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        self._paper.setPixmap(picture)
        self._paper.setAccessibleName("小票的样子")

    def opened(self) -> None:
        """Take the keyboard focus."""
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter closes it, unless money is being counted; F12 prints again where that is offered.

        After a finished sale every other key goes to the screen below.
        """
        key = event.key()
        if key == Qt.Key.Key_F12 and self._reprint.isVisible():
            self.reprint_pressed.emit()
        elif key in _ANSWERS:
            if not self._stays:
                self.closed.emit()
        elif self._stays and key not in _STAYING:
            window = self.window()
            self.closed.emit()
            focused: QWidget | None = window.focusWidget()
            QCoreApplication.sendEvent(window if focused is None else focused, _copy(event))
        else:
            super().keyPressEvent(event)


def _copy(event: QKeyEvent) -> QKeyEvent:
    return QKeyEvent(
        event.type(), event.key(), event.modifiers(), event.text(), event.isAutoRepeat(), event.count()
    )
