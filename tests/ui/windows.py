"""The real window with the real till, driven by keys as the window system sends them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QLabel, QWidget

from pos.services.till import Till
from pos.ui.frame.background import QtBackground
from pos.ui.frame.main_window import MainWindow
from pos.ui.help.words import Section
from pos.ui.scanning.double_press import TOO_SOON_MS
from pos.ui.scanning.wedge import GAP_MS, SILENCE_BEFORE_MS
from pos.ui.style.look import Look, load_first_font, load_other_fonts
from pos.ui.style.theme import load_theme
from tests.shop import LAN, Shop, grant
from tests.ui.hand_time import HandTime

_SCANNER_MS = 1  # Between two keys of a burst.
_TURNS_OF_A_LAYOUT = 3  # What wraps is laid out in several turns of the loop.
_TURNS_TO_REST = 25
PATIENCE_MS = 60_000  # For work beside the window on a busy machine; when all is well nothing waits for it.
SIZES = ((1024, 768), (1366, 768), (1920, 1080))
DEMO = (Section("收银员", (("1001 李芳", "PIN 1234"),)), Section("爱心卡", (("6201000000088124", "张*兰"),)))


def run_events() -> None:
    """Do all that waits in Qt's loop now. It has to be a loop of its own: widgets are deleted in no other."""
    loop = QEventLoop()
    QTimer.singleShot(0, loop.quit)
    loop.exec()


class Clerk:
    """A window with a person and a scanner before it."""

    def __init__(
        self, application: QApplication, shop: Shop, till: Till, size: tuple[int, int], percent: int
    ) -> None:
        load_first_font()
        load_other_fonts()
        self.till, self.percent = till, percent
        look = Look(load_theme(), text_percent=percent)
        look.fit(*size, application)
        look.dress(application)
        self.time = HandTime()
        self.window = MainWindow(look, application, key_time=self.time)
        self.window.setFixedSize(*size)
        self.window.show()
        self.window.make_views(DEMO)
        self.window.sign_in.set_ready(ready=True, place="浆洗街店 · 1 号机", hint="按 F1 看帮助")
        self.background = QtBackground(self.window)
        self.window.begin(till, shop.settings, self.background)
        self.window._tick.stop()  # A test that wants the seconds to go by calls the conductor's tick.
        self.window.activateWindow()
        self.turn()

    def turn(self, ms: int = 5) -> None:
        """Let so many milliseconds go by at the keyboard, and the window finish what it has to do.

        Nothing is waited for but work beside the window: however busy the machine is, the same
        things have happened afterwards.
        """
        self._work_off()
        self.time.pass_by(ms)
        self._work_off()

    def _work_off(self) -> None:
        run_events()
        while self.background._running:
            self.background.wait(PATIENCE_MS / 1000)
            run_events()  # Its result is delivered here, and may begin more work.
        for _turn in range(_TURNS_OF_A_LAYOUT):
            run_events()

    def key(self, key: Qt.Key, text: str = "", *, repeated: bool = False) -> None:
        """Press and release a key at the window, at a scanner's pace: right behind the last one."""
        self.time.pass_by(_SCANNER_MS)
        handle: Any = self.window.windowHandle()
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text, repeated)
            QCoreApplication.sendEvent(handle, event)

    def scan(self, code: str) -> None:
        """A burst and Enter."""
        for letter in code:
            self.key(Qt.Key(ord(letter.upper())), letter)
        self.key(Qt.Key.Key_Return, "\r")

    def type(self, text: str) -> None:
        """As a person types: each key long after the last one."""
        for letter in text:
            self.key(Qt.Key(ord(letter.upper())), letter)
            self.turn(GAP_MS + 20)
        self.turn(SILENCE_BEFORE_MS)

    def press(self, *keys: Qt.Key) -> None:
        """Keys without letters, at a person's pace: who presses one twice means it twice."""
        for key in keys:
            self.time.pass_by(TOO_SOON_MS)
            self.bounce(key)

    def bounce(self, *keys: Qt.Key) -> None:
        """Keys right behind what was pressed before: a finger too many."""
        for key in keys:
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
                self.turn(GAP_MS + 20)
            text = {Qt.Key.Key_Return: "\r", Qt.Key.Key_Tab: "\t", Qt.Key.Key_Escape: "\x1b"}.get(key, "")
            self.key(key, text)
            self.turn()

    @property
    def panel(self) -> Any:
        """The open panel."""
        return self.window.views.overlay.panel

    @property
    def notice(self) -> str:
        """The code or title of what is said on the screen."""
        notice = self.window._screen.notice.notice
        return (notice.code or notice.title) if notice is not None else ""

    def close(self) -> None:
        self.window.leave()
        self.turn()
        self.window.deleteLater()
        self.turn()


def visible(root: QWidget) -> Iterator[QWidget]:
    """All that can be seen now."""
    for part in root.findChildren(QWidget):
        if part.isVisible():
            yield part


def cut_texts(root: QWidget) -> list[str]:
    """Labels, buttons and drawn words that do not fit into their place."""
    found = []
    for part in visible(root):
        if part.layout() is not None or isinstance(part, QAbstractScrollArea):
            continue  # What is in it is looked at by itself; what scrolls is not cut.
        needed = part.minimumSizeHint()
        words = part.accessibleName()
        if isinstance(part, QAbstractButton):
            words = part.text()
        if isinstance(part, QLabel):
            words = part.text()
            size = part.fontInfo().pixelSize()
            if part.wordWrap():  # Without the air under the last line.
                needed = QSize(0, part.heightForWidth(part.width()) - size // 4)
            else:  # A label remembers widths it once had; and its line height leaves much air.
                needed = QSize(part.fontMetrics().horizontalAdvance(words), size * 6 // 5)
        if words and (needed.width() > part.width() or needed.height() > part.height()):
            found.append(f"{type(part).__name__} {words!r}: {part.size()} needs {needed}")
    return found


def cut_at_rest(clerk: Clerk) -> list[str]:
    """The same, once the layout has come to rest: what wraps is laid out in several turns of the loop."""
    cut = [""]
    for _turn in range(_TURNS_TO_REST):
        clerk.turn(20)
        cut = cut_texts(clerk.window)
        if not cut:
            break
    return cut


MakeClerk: TypeAlias = Callable[..., Clerk]


@contextmanager
def one_window(
    application: QApplication, folder: Path, size: tuple[int, int], percent: int = 100
) -> Iterator[Clerk]:
    """A window with a shop of its own in a folder; both are closed afterwards."""
    shop = Shop(folder)
    till = shop.start_selling()
    grant(till, LAN, {"vegetable": 6_230, "staple": 14_000, "subsidy": 6_000})
    clerk = Clerk(application, shop, till, size, percent)
    try:
        yield clerk
    finally:
        clerk.close()
        till.close()


def lines(clerk: Clerk) -> list[str]:
    """The goods codes of the open sale."""
    return [line.code for line in clerk.till.checkout.state.basket.lines]
