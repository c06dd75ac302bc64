"""The window: screens in a stack, panels over them, and the scanner's filter. It owns the conductor."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QStackedWidget, QWidget

from pos.ui.people.signin.view import SignInScreen
from pos.ui.style.look import Look
from pos.ui.style.window_file import TEXT_PERCENTS
from pos.ui.top.top_bar import TopBar
from pos.ui.widgets.basics import column

if TYPE_CHECKING:  # Imported after the first paint, in `make_views` and `begin`.
    from pos.ui import ports
    from pos.ui.cards.balance.view import BalancePanel
    from pos.ui.frame.conductor import Conductor
    from pos.ui.frame.stopped import StoppedScreen
    from pos.ui.frame.views import Views
    from pos.ui.goods.search.view import SearchPanel
    from pos.ui.help.words import Section
    from pos.ui.papers.receipt.view import ReceiptPanel
    from pos.ui.paying.pay.view import PayScreen
    from pos.ui.people.signin.view import ShiftScreen
    from pos.ui.places import Panel, Screen
    from pos.ui.scanning.key_time import KeyTime
    from pos.ui.scanning.wedge_filter import WedgeFilter
    from pos.ui.selling.checkout.view import CheckoutScreen
    from pos.ui.shell import Choices, Confirmation, Question
    from pos.ui.top.top_picture import TopPicture
    from pos.ui.words.notices import Notice

_TICK_MS = 1000
_LEAST_SIZE = (800, 600)
_LARGE_TEXT, _LARGE_TEXT_FROM = (
    150,
    1280,
)  # Letters larger than this (percent) need a window so wide (pixels).
_SIGN_IN = ("starting", "sign_in")


class MainWindow(QWidget):
    """At first it has only the sign-in screen, so that it is painted early; `make_views` adds the rest."""

    first_painted = Signal()
    ready = Signal()  # The till is built: a person can sign in and scan.
    paper_printed = Signal(bytes)  # What a printer called `screen` printed, as PNG; sent from its thread.

    def __init__(self, look: Look, application: QApplication, *, key_time: KeyTime | None = None) -> None:
        """`key_time` tells when keys are pressed; None: the window system does."""
        super().__init__()
        self._key_time = key_time
        self._keys: WedgeFilter | None = None
        self.setObjectName("window")
        self.setWindowTitle("慈善惠民超市收银")
        self.setMinimumSize(*_LEAST_SIZE)
        self._look, self._application = look, application
        self.top = TopBar(look)
        self.sign_in = SignInScreen(look)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.sign_in)
        self._screen: Any = self.sign_in  # The widget of the screen that is shown.
        self.setLayout(column(self.top, self._stack))
        self._painted = False
        self._leaving = False
        self._views: Views | None = None
        self._conductor: Conductor | None = None
        self._tick = QTimer(self, interval=_TICK_MS)
        self.closing: Callable[[], None] = lambda: None
        self.switching: Callable[[], None] = lambda: None  # To training mode, or back.
        self.text_size_chosen: Callable[[int], None] = lambda _percent: None
        self.top.offer_help(by_touch=False, by_key=True)
        self.sign_in.setFocus()

    def make_views(self, demo: tuple[Section, ...]) -> None:
        """Make room for the other screens and the panels."""
        from pos.ui.frame.views import Views
        from pos.ui.widgets.touch_keypad import TouchKeypad

        self._views = Views(self._look, demo, self._stack)
        self.touch_keypad = TouchKeypad(self._look, self, self._application)
        self._views.adopted = self.touch_keypad.adopt

    def begin(self, till: ports.Till, settings: ports.Settings, background: ports.Background) -> None:
        """The till is built: let people in."""
        from pos.ui.frame.conductor import Conductor
        from pos.ui.frame.wiring import wire
        from pos.ui.scanning.wedge_filter import WedgeFilter

        self._conductor = Conductor(till, self, settings, background)
        wire(self.sign_in, self.views, self._conductor)
        self.top.help_pressed.connect(self._conductor.help)
        self._keys = WedgeFilter(self, gap_ms=settings.scanner_slowest_gap_ms, key_time=self._key_time)
        self._keys.scanned.connect(self._conductor.scanned)
        self._keys.torn.connect(self._conductor.torn)
        self.paper_printed.connect(self._conductor.paper_printed)
        self._tick.timeout.connect(self._conductor.tick)
        self._tick.start()
        self._conductor.go_home()
        self.ready.emit()

    @property
    def views(self) -> Views:
        """The screens and panels that came after the first paint."""
        assert self._views is not None, "the views are not made yet"
        return self._views

    @property
    def conductor(self) -> Conductor:
        """The conductor; it exists once a till was built."""
        assert self._conductor is not None, "the window has no till yet"
        return self._conductor

    # ── What the conductor asks ────────────────────────────────────────────────────────────

    @property
    def checkout(self) -> CheckoutScreen:
        """The checkout screen."""
        return self._named_screen("checkout")  # type: ignore[no-any-return]

    @property
    def pay(self) -> PayScreen:
        """The payment screen."""
        return self._named_screen("pay")  # type: ignore[no-any-return]

    @property
    def shift(self) -> ShiftScreen:
        """The shift screen."""
        return self._named_screen("shift")  # type: ignore[no-any-return]

    @property
    def search(self) -> SearchPanel:
        """The goods search."""
        return self._named_panel("search")  # type: ignore[no-any-return]

    @property
    def balance(self) -> BalancePanel:
        """The balance panel."""
        return self._named_panel("balance")  # type: ignore[no-any-return]

    @property
    def receipt(self) -> ReceiptPanel:
        """The receipt panel."""
        return self._named_panel("receipt")  # type: ignore[no-any-return]

    @property
    def stopped(self) -> StoppedScreen:
        """The page that says why selling has stopped."""
        return self._named_screen("stopped")  # type: ignore[no-any-return]

    def panel_of(self, panel: Panel) -> Any:
        """The widget of a panel."""
        return self.views.panel(panel)

    def screen_of(self, screen: Screen) -> Any:
        """The widget of a screen."""
        return self.views.screen(screen)

    def show_screen(self, screen: Screen) -> None:
        """Show a screen and put the keyboard focus where the screen wants it."""
        widget: Any = self.sign_in if screen.value in _SIGN_IN else self.views.screen(screen)
        self._screen = widget
        self._appeared()
        self._stack.setCurrentWidget(widget)
        self._refresh_touch()
        widget.show_notice(None)
        widget.setFocus()

    def show_top(self, picture: TopPicture) -> None:
        """Show the top line."""
        self.top.show_top(picture)

    def show_notice(self, notice: Notice | None) -> None:
        """Say something on the open panel, else on the screen; None clears both."""
        panel = None if self._views is None else self._views.overlay.panel
        if panel is not None:
            panel.notice.show_notice(notice)
        if panel is None or notice is None:
            self._screen.show_notice(notice)

    def show_stop(self, notice: Notice, *, retry: bool) -> None:
        """Say why selling has stopped."""
        self.stopped.show_stop(notice, retry=retry)

    def open_panel(self, panel: Panel) -> None:
        """Lay a panel over the screen."""
        self._appeared()
        self.views.overlay.open(self.views.panel(panel))
        self._refresh_touch()

    def close_panel(self) -> None:
        """Close the panel; the keyboard focus goes back to the screen."""
        self.views.overlay.close_panel()
        self._refresh_touch()
        self._screen.setFocus()

    def _appeared(self) -> None:
        if self._keys is not None:
            self._keys.double_press.appeared()

    def ask(self, question: Question) -> None:
        """Prepare the question."""
        self._named_panel("ask").ask(question)

    def ask_yes_or_no(self, confirmation: Confirmation) -> None:
        """Prepare the yes or no."""
        self._named_panel("confirm").ask(confirmation)

    def offer(self, choices: Choices) -> None:
        """Prepare the list."""
        self._named_panel("list").ask(choices)

    def next_text_size(self) -> int:
        """The next of the text sizes, in percent."""
        offered = [each for each in TEXT_PERCENTS if each <= _LARGE_TEXT or self.width() >= _LARGE_TEXT_FROM]
        percent = next((each for each in offered if each > self._look.text_percent), offered[0])
        self._look.choose_text(percent, self._application)
        self.text_size_chosen(percent)
        return percent

    def switch_training(self) -> None:
        """Change to the training till or back: the program builds the other one."""
        self.switching()

    def retire(self, words: str) -> None:
        """The till is closed: stay visible without reacting, until the next window is painted."""
        from pos.ui.places import Screen

        self._tick.stop()
        if self._keys is not None:
            self._keys.deleteLater()
        self.views.overlay.close_panel()
        self.show_screen(Screen.STARTING)
        self.sign_in.set_ready(ready=False, place="", hint=words)
        self.setEnabled(False)
        self._leaving = True  # Its books are closed: there is nothing to ask any more.
        self.closing = lambda: None

    def beep(self) -> None:
        """Beep, so that the cashier looks at the screen."""
        self._application.beep()

    def _refresh_touch(self) -> None:
        """Another place is open: the keypad goes, and help is offered where F1 gives it."""
        if self._views is None:
            return
        self.touch_keypad.put_away()
        free = self._views.overlay.panel is None
        paying = self._screen is not self.sign_in and bool(self._screen.property("own_f1"))
        self.top.offer_help(by_touch=free and self._conductor is not None, by_key=not paying)

    def _named_panel(self, panel: str) -> Any:
        from pos.ui.places import Panel

        return self.views.panel(Panel(panel))

    def _named_screen(self, screen: str) -> Any:
        from pos.ui.places import Screen

        return self.views.screen(Screen(screen))

    # ── Events ─────────────────────────────────────────────────────────────────────────────

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no widget used: help, and typing while no field has the focus."""
        text = event.text()
        if event.key() == Qt.Key.Key_F1 and self._conductor is not None:
            self._conductor.help()
        elif event.key() == Qt.Key.Key_F11 and self._conductor is not None:
            self._conductor.switch_person()
        elif text and text.isprintable() and not isinstance(self.focusWidget(), QLineEdit):
            self._screen.setFocus()
            field = self.focusWidget()
            if isinstance(field, QLineEdit):
                field.insert(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Sizes follow the screen's."""
        super().resizeEvent(event)
        self._look.fit(self.width(), self.height(), self._application)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell of the first paint, once."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            # What follows the first paint must not hold it up: it goes to the end of the queue.
            QTimer.singleShot(0, self.first_painted.emit)

    def leave(self) -> None:
        """Close without asking: the person was asked before, or the program closes itself."""
        self._leaving = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The × asks while there is something to lose. The till then closes its ledger; the basket is stored.

        A system that shuts down is not stopped: nothing is lost then either.
        """
        shuts_down = self._application.isSavingSession()
        if (
            self._conductor is not None
            and not (self._leaving or shuts_down)
            and self._conductor.leaving.holds()
        ):
            event.ignore()
            self._conductor.leaving.ask_to_close(self.leave)
            return
        self._tick.stop()
        self.closing()
        event.accept()
