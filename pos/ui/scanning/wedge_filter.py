"""Gives each key press to the scanner reader (wedge) before any widget of the window gets it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from pos.domain.scanning.symbology import GS
from pos.ui.scanning.double_press import TOO_SOON_MS, AnswerKey, DoublePress
from pos.ui.scanning.key_time import KeyTime, QtKeyTime
from pos.ui.scanning.wedge import GAP_MS, Kind, Wedge

_TERMINATORS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_ANSWERS: dict[int, AnswerKey] = {
    Qt.Key.Key_Return: AnswerKey.ENTER,
    Qt.Key.Key_Enter: AnswerKey.ENTER,
    Qt.Key.Key_F12: AnswerKey.F12,
}
_TOUCHES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
_SAME_PLACE = 40  # Pixels: two taps of one finger lie closer.
# A scanner presses Shift before a capital, within its burst.
_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock)
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class WedgeFilter(QObject):
    """Watches one window. It stands on the window and not on the application: there it sees keys only
    once, before shortcuts and widgets, and costs nothing for all the other events.

    Input methods stay safe: what they are composing never comes here as a key.
    """

    scanned = Signal(str)
    torn = Signal()  # A scanner's Enter ended half a code: that was typed, and the Enter presses nothing.

    def __init__(self, window: QWidget, *, gap_ms: int = GAP_MS, key_time: KeyTime | None = None) -> None:
        """`window` is a top-level widget that has been shown (it has a window of the system).

        `gap_ms`: so long the slowest scanner of this till leaves between two keys of a code.
        `key_time`: Qt's own time when None.
        """
        super().__init__(window)
        self.double_press = DoublePress()
        self._window = window
        self._wedge: Wedge[QKeyEvent] = Wedge(gap_ms=gap_ms)
        self._time: KeyTime = QtKeyTime(self) if key_time is None else key_time
        self._touched_at: QPoint | None = None
        self._typed_ms: int | None = None  # When a character was pressed last.
        handle = window.windowHandle()
        assert handle is not None, "show the window first"
        handle.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Look at key presses, and at fingers that press twice; let all else pass."""
        if event.type() in _TOUCHES and isinstance(event, QMouseEvent):
            return self._touched(event)
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in _MODIFIERS:
            return False
        self._time.stop()
        at_ms = self._time.pressed_ms(event)
        outcome = self._wedge.pressed(_copy(event), _kind(event), event.text(), at_ms)
        self._replay(outcome.passed_on)
        if outcome.scan is not None:
            self.scanned.emit(outcome.scan)
        if outcome.torn:
            self.torn.emit()
        if self._wedge.holding:
            self._time.pause(self._wedge.patience_ms, self._pass_on)
        behind_typing = self._is_behind_typing(event, at_ms)
        if outcome.swallow:
            return True
        if behind_typing and not isinstance(self._receiver(), QLineEdit):
            self.torn.emit()
            return True
        return self._is_too_many(event, at_ms)

    def _is_behind_typing(self, event: QKeyEvent, at_ms: int) -> bool:
        """Whether it is an Enter right behind a character.

        Where no field takes characters that is a slow scanner's, and no answer to a question.
        """
        before_ms, self._typed_ms = self._typed_ms, None
        if event.key() in _TERMINATORS:
            return before_ms is not None and 0 <= at_ms - before_ms < TOO_SOON_MS
        if _kind(event) is Kind.PRINTABLE:
            self._typed_ms = at_ms
        return False

    def _touched(self, event: QMouseEvent) -> bool:
        """A second tap on the same place, where by now something else may lie."""
        before, self._touched_at = self._touched_at, event.position().toPoint()
        same_place = before is not None and (before - self._touched_at).manhattanLength() <= _SAME_PLACE
        at_ms = self._time.pressed_ms(event)
        too_many = self.double_press.is_too_many(AnswerKey.TOUCH, at_ms)
        return too_many and same_place

    def _is_too_many(self, event: QKeyEvent, at_ms: int) -> bool:
        """A key that is held down answers once; one pressed twice in a breath as well."""
        key = _ANSWERS.get(event.key())
        if key is None:
            return False
        return event.isAutoRepeat() or self.double_press.is_too_many(key, at_ms)

    def _receiver(self) -> QWidget:
        focused: QWidget | None = self._window.focusWidget()
        return self._window if focused is None else focused

    def _pass_on(self) -> None:
        self._replay(self._wedge.waited())

    def _replay(self, keys: tuple[QKeyEvent, ...]) -> None:
        for key in keys:
            # Straight to the widget: sent to the window, the key would come by here again.
            QCoreApplication.sendEvent(self._receiver(), key)


def _copy(event: QKeyEvent) -> QKeyEvent:
    """Qt takes its own event back when the filter returns."""
    return QKeyEvent(
        event.type(), event.key(), event.modifiers(), event.text(), event.isAutoRepeat(), event.count()
    )


def _kind(event: QKeyEvent) -> Kind:
    if event.text() == GS:
        return Kind.PRINTABLE  # Between two elements of a GS1 code; scanners press it as Ctrl+].
    # Space presses buttons: held back, it would be passed on after its own release. No code has one.
    if event.modifiers() & _COMMANDS or event.key() == Qt.Key.Key_Space:
        return Kind.OTHER
    if event.key() in _TERMINATORS:
        return Kind.OTHER if event.isAutoRepeat() else Kind.TERMINATOR
    # A scanner's doubled digit may be flagged as repeated: released and pressed in one millisecond.
    return Kind.PRINTABLE if event.text().isprintable() and event.text() else Kind.OTHER
