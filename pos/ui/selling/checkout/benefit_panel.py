"""The box of the 爱心卡: whose it is, what it pays, what is left. The customer reads it too."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from pos.ui.selling.checkout.meter_bar import MeterBar
from pos.ui.selling.checkout.pictures import INVITATION, BenefitPicture
from pos.ui.style.look import Look
from pos.ui.widgets.basics import RIGHT, column, label, row, say
from pos.ui.widgets.key_button import KeyButton

_BARS_WITH_AIR = 5


class Heart(QWidget):
    """A small heart, drawn, so that no font needs to have one."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As high as the name beside it."""
        return QSize(self._look.px(18), self._look.px(18))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the heart."""
        box = QRectF(self.rect()).adjusted(0, 1, 0, -1)
        path = QPainterPath()
        middle, top, bottom = box.center().x(), box.top() + box.height() * 0.28, box.bottom()
        path.moveTo(middle, bottom)
        path.cubicTo(box.left() - 3, box.center().y(), box.left() + 2, box.top() - 4, middle, top)
        path.cubicTo(box.right() - 2, box.top() - 4, box.right() + 3, box.center().y(), middle, bottom)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(path, self._look.colour("coral"))
        painter.end()


class BenefitPanel(QFrame):
    """Shows the card of the sale, or invites to scan one."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._look = look
        self._name, self._card = label("name"), label("soft")
        self._month = label("small", align=RIGHT)
        self._title, self._words = label("body", wrap=True), label("small", wrap=True)
        self._meters: list[MeterBar] = []
        self._bars = column()
        self._head = row(Heart(look), self._name, self._card, 1, self._month, gap=look.px(9))
        self._more = label("small", wrap=True)
        self.no_wait = KeyButton(look, "不等了", "Esc", name="不等额度，先按市场价 Esc")
        self._all = column(self._head, self._title, self._words, self.no_wait, self._bars, self._more)
        self.setLayout(self._all)
        self._picture: BenefitPicture | None = None
        self.set_compact(compact=False)
        look.watch(self._fit)
        self.show_benefits(BenefitPicture())

    def set_compact(self, *, compact: bool, crowded: bool = False) -> None:
        """Reduce the spaces where room is short. `crowded`: the bars and something said do not both fit."""
        look = self._look
        side, end = (look.size("gap"), look.size("gap")) if compact else (look.px(16), look.px(14))
        self._all.setContentsMargins(side, side, side, end)
        self._all.setSpacing(6 if compact else look.px(10))
        self._compact, self._crowded = compact, crowded
        self._show_bars()

    def _show_bars(self) -> None:
        picture = self._picture
        if picture is None:
            return
        give_way = self._crowded and picture.notice is not None
        for place, bar in enumerate(self._meters):
            bar.setVisible(place < len(picture.meters) and not give_way)
        say(self._more, picture.more)
        self._more.setVisible(bool(picture.more) and not give_way)
        self._words.setVisible(bool(self._words.text()) and not (give_way and picture.asking))
        self._space_bars()

    def _space_bars(self) -> None:
        """Many pools stand closer where room is short, and so do few with something said below them."""
        many = sum(not bar.isHidden() for bar in self._meters) > _BARS_WITH_AIR
        many = many or (self._crowded and not self._more.isHidden())
        self._bars.setSpacing((2 if many else 6) if self._compact else self._look.px(6 if many else 12))
        for bar in self._meters:
            bar.set_thin(thin=many and self._compact)

    def show_benefits(self, picture: BenefitPicture) -> None:
        """Show this picture."""
        if picture == self._picture:
            return
        self._picture = picture
        say(self._name, picture.name or INVITATION[0])
        say(self._card, f"爱心卡 ····{picture.tail}" if picture.has_card else "")
        self._card.setVisible(picture.has_card)
        title, words = picture.notice or ("", "" if picture.has_card else INVITATION[1])
        say(self._title, title)
        say(self._words, words)
        self._title.setVisible(bool(title))
        self.no_wait.setVisible(picture.asking)
        for place, meter in enumerate(picture.meters):
            if place == len(self._meters):
                self._meters.append(MeterBar(self._look))
                self._bars.addWidget(self._meters[place])
            self._meters[place].show_meter(meter)
        self._show_bars()
        self._fit()

    def resizeEvent(self, event: object) -> None:
        """Hide the month's words where there is no room for them."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()

    def _fit(self) -> None:
        picture = self._picture
        if picture is None:
            return
        say(self._month, picture.month)
        look = self._look
        needed = sum(part.sizeHint().width() for part in (self._name, self._card, self._month))
        room = self.width() - look.px(16 * 2 + 18 + 9 * 3 + 6)
        self._month.setVisible(bool(picture.month) and needed <= room)
