"""The dark bar at the top: place, person and lights. `lights` decides what they say."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from pos.ui.style.look import Look
from pos.ui.top.top_picture import Light, TopPicture
from pos.ui.widgets.basics import label, row, say, set_role
from pos.ui.widgets.key_button import KeyButton, Tone

HELP = "帮助 F1"


class Pill(QWidget):
    """A rounded light with words."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._light = Light("", "")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.watch(self.updateGeometry)

    def show_light(self, light: Light | None) -> None:
        """Show this one, or none."""
        self.setVisible(light is not None)
        if light is not None and light != self._light:
            self._light = light
            self.setAccessibleName(light.words)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """The words, the dot and round ends."""
        look = self._look
        words = QFontMetrics(look.font(13)).horizontalAdvance(self._light.words)
        return QSize(words + look.px(34), look.px(25))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, dot, words."""
        look, painter = self._look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("pill"))
        box = QRectF(self.rect())
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        dot = look.px(8)
        painter.setBrush(look.colour(f"light_{self._light.tone}"))
        painter.drawEllipse(QRectF(look.px(10), (self.height() - dot) / 2, dot, dot))
        painter.setFont(look.font(13))
        painter.setPen(look.colour("pill_ink"))
        words = self.rect().adjusted(look.px(24), 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._light.words)
        painter.end()


class TopBar(QFrame):
    """Shows the top line. Where space is short, the least needed words are hidden first."""

    help_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topbar")
        self._look = look
        self._brand, self._till = label("brand"), label("top")
        self._who, self._shift, self._clock = label("top"), label("top"), label("top")
        self._sync, self._printer, self._fence = Pill(look), Pill(look), Pill(look)
        self._payments = Pill(look)
        self.help = KeyButton(look, HELP, tone=Tone.BAR, size=13, name=HELP)
        self.help.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.help.clicked.connect(self.help_pressed)
        self._inner = row(
            self._brand,
            self._till,
            1,
            self._who,
            self._shift,
            self._sync,
            self._printer,
            self._fence,
            self._payments,
            self._clock,
            self.help,
        )
        self.setLayout(self._inner)
        self._picture = TopPicture()
        look.watch(self._fit)
        self._fit()

    def show_top(self, picture: TopPicture) -> None:
        """Show this picture."""
        if picture == self._picture:
            return
        self._picture = picture
        set_role(self, "training" if picture.training else "top")
        for part in (self._brand, self._till, self._who, self._shift, self._clock):
            part.style().polish(part)
        say(self._till, picture.till)
        say(self._who, picture.who)
        say(self._shift, picture.shift)
        say(self._clock, picture.clock)
        self._sync.show_light(picture.sync)
        self._printer.show_light(picture.printer)
        self._fence.show_light(picture.fence)
        self._payments.show_light(picture.payments)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the words to the width."""
        super().resizeEvent(event)
        self._fit()

    def offer_help(self, *, by_touch: bool, by_key: bool) -> None:
        """Whether help can be opened now, and whether by F1: on the payment screen F1 means cash."""
        self.help.setEnabled(by_touch)
        self.help.say(HELP if by_key else HELP.split(maxsplit=1)[0], None)

    def _fit(self) -> None:
        look, picture = self._look, self._picture
        self.setFixedHeight(max(look.px(48), 44))
        side, gap = look.px(16), look.px(18)
        self._inner.setContentsMargins(side, 0, side, 0)
        self._inner.setSpacing(gap)
        parts = {
            self._clock: picture.clock,
            self._payments: picture.payments,
            self._sync: picture.sync,
            self._printer: picture.printer,
            self._fence: picture.fence,
            self._who: picture.who,
            self._shift: picture.shift,
            self._till: picture.till,
        }
        say(self._brand, picture.brand)
        others = 2 * side + 2 * gap + self.help.sizeHint().width()
        room = self.width() - others - self._brand.sizeHint().width()
        needed = sum(part.sizeHint().width() + gap for part, shown in parts.items() if shown)
        if needed > room and picture.short_brand:
            say(self._brand, picture.short_brand)
            room = self.width() - others - self._brand.sizeHint().width()
        for part, shown in parts.items():
            width = part.sizeHint().width() + gap
            fits = bool(shown) and width <= room
            part.setVisible(fits)
            room -= width if fits else 0
