"""Keys that float beside a touched field. No layout contains them, so nothing moves."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QFrame, QLineEdit, QWidget

from pos.ui.style.look import Look
from pos.ui.widgets.basics import column
from pos.ui.widgets.key_button import KeyButton
from pos.ui.widgets.keypad import OWN_KEYS, Keypad

TAKES_STAR = "takes_star"  # A field in which `3*` means three of the next goods.
TAKES_CODES = "takes_codes"  # A field for words in which codes are typed too.
_WIDTH, _GAP = 300, 8
_STEP = 32  # Pixels between the places that are tried.


def wants_keys(field: QLineEdit) -> bool:
    """Whether a field needs the keypad: it takes numbers or codes, and has no keys of its own."""
    by_words = field.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    return not field.property(OWN_KEYS) and (not by_words or bool(field.property(TAKES_CODES)))


class TouchKeypad(QFrame):
    """Appears when such a field is touched; closes when the focus leaves or by its own key."""

    def __init__(self, look: Look, window: QWidget, application: QApplication) -> None:
        super().__init__(window)
        self.setProperty("role", "sheet")
        self.setAccessibleName("数字键盘")
        self._look, self._host = look, window
        self._field: QLineEdit | None = None
        self._keys = Keypad(look, QLineEdit(self), main="确定", star=True)
        self._keys.field.hide()
        away = KeyButton(look, "收起键盘", size=15)
        away.clicked.connect(self.put_away)
        side = _GAP
        self.setLayout(column(self._keys, away, margins=(side, side, side, side), gap=side))
        self._keys.main_pressed.connect(self._enter)
        application.focusChanged.connect(self._focus_moved)
        self.hide()

    def adopt(self, root: QWidget) -> None:
        """Appear for every field of this screen or panel that needs the keypad."""
        for field in root.findChildren(QLineEdit):
            if wants_keys(field):
                field.installEventFilter(self)

    def come_to(self, field: QLineEdit) -> None:
        """Appear beside this field and type into it."""
        if field.isReadOnly() or not field.isEnabled():
            return
        self._field = field
        self._keys.type_into(field)
        self._keys.star.setEnabled(bool(field.property(TAKES_STAR)))
        self.setFixedWidth(self._look.px(_WIDTH))
        self.adjustSize()
        corner = field.mapTo(self._host, QPoint(0, 0))
        self.move(self._beside(QRect(corner, field.size())))
        self.show()
        self.raise_()

    def put_away(self) -> None:
        """Close the keypad until a field is touched again."""
        self._field = None
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A field was touched."""
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(watched, QLineEdit):
            self.come_to(watched)
        return False

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._field is None or new is self._field or new is None or self.isAncestorOf(new):
            return
        if isinstance(new, QLineEdit) and wants_keys(new) and self._host.isAncestorOf(new):
            self.come_to(new)
        else:
            self.put_away()

    def _enter(self) -> None:
        """The large key is the Enter of the field."""
        if self._field is not None:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r")
                if self._field is not None:
                    QCoreApplication.sendEvent(self._field, event)

    def _beside(self, field: QRect) -> QPoint:
        """Where it lies over no key, then over the fewest fields, then nearest to the field it types into."""
        room = self._host.rect().adjusted(_GAP, _GAP, -_GAP, -_GAP)
        size = self.size()
        columns = (
            field.right() + _GAP,
            field.left() - _GAP - size.width(),
            field.left(),
            field.right() - size.width(),
            room.left(),
            room.right() - size.width(),
            *range(room.left(), room.right() - size.width(), _STEP),
        )
        rows = (
            field.top(),
            field.bottom() + _GAP,
            field.top() - _GAP - size.height(),
            room.top(),
            room.bottom() - size.height(),
            *range(room.top(), room.bottom() - size.height(), _STEP),
        )
        keys, fields = self._places_of(QAbstractButton), self._places_of(QLineEdit)
        free = [
            place
            for place in (QRect(QPoint(x, y), size) for x in columns for y in rows)
            if room.contains(place) and not place.intersects(field)
        ]
        if not free:  # Letters so large that there is no room beside it.
            return QPoint(max(room.left(), room.right() - size.width()), room.top())

        def harm(place: QRect) -> tuple[int, int, int]:
            covered = [sum(place.intersects(each) for each in parts) for parts in (keys, fields)]
            return covered[0], covered[1], (place.center() - field.center()).manhattanLength()

        return min(free, key=harm).topLeft()

    def _places_of(self, kind: type[QWidget]) -> list[QRect]:
        """What of a kind can be seen and used now, but for the keypad itself, in the window's measures."""
        top = self._host if self._field is None else self._panel_of(self._field)
        return [
            QRect(part.mapTo(self._host, QPoint(0, 0)), part.size())
            for part in top.findChildren(kind)
            if part.isVisible() and part.isEnabled() and not self.isAncestorOf(part)
        ]

    def _panel_of(self, field: QWidget) -> QWidget:
        """The panel or screen a field stands in: what lies beneath an open panel cannot be touched."""
        part, above = field, field.parentWidget()
        while above is not None and above is not self._host:
            part, above = above, above.parentWidget()
        return part
