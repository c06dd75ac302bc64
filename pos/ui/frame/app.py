"""Runs the window: first paint, then the till is built on another thread. Imports nothing slow before."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtWidgets import QApplication

from pos.ui.frame.collector import Collector
from pos.ui.frame.main_window import MainWindow
from pos.ui.style.look import Look, load_first_font, load_other_fonts
from pos.ui.style.theme import load_theme
from pos.ui.style.window_file import load_text_percent, save_text_percent

if TYPE_CHECKING:
    from pos.errors import PosError
    from pos.services.installation.settings import Settings
    from pos.services.people.sign_in import SignedIn
    from pos.ui import ports
    from pos.ui.selling.customer.second_screen import SecondScreen
    from pos.ui.words.notices import Notice

    BuildTill: TypeAlias = Callable[[Callable[[bytes], None]], ports.Till]

_LOG = logging.getLogger(__name__)
_WAIT_SECONDS = 2.0
_SWITCH = 75  # Exit code of the event loop: change to the training till, or back.


@dataclass(frozen=True, slots=True)
class Switching:
    """From the till to the training till, or back.

    The old window stays until the next one is painted; who was signed in stays signed in.
    """

    window: MainWindow
    signed_in: SignedIn | None


def run(settings: Settings, build_till: BuildTill, before: Switching | None = None) -> int | Switching:
    """Show the window until it is closed; returns the exit code, or that the other till is wanted.

    `before` is what the last run returned. `build_till` is called on a worker thread after the first
    paint. It gets a function that takes what a printer called `screen` would print (ESC/POS bytes), from
    whatever thread prints.
    """
    made = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(made, QApplication)
    collector = Collector(made)
    collector.take_over()
    program = TillProgram(made, settings, build_till, before)
    sys.excepthook = program.bug
    program.show()
    code = made.exec()
    collector.hand_back()
    return code if program.switching is None else program.switching


class TillProgram:
    """The window and the till behind it, from start to end."""

    def __init__(
        self,
        application: QApplication,
        settings: Settings,
        build_till: BuildTill,
        before: Switching | None = None,
    ) -> None:
        self._application, self._settings, self._build_till = application, settings, build_till
        self._before = before
        self.switching: Switching | None = None  # True once a person wants the other till.
        self._till: ports.Till | None = None
        self._listening = False
        load_first_font()
        self._look = Look(load_theme(), text_percent=load_text_percent(settings.data_dir))
        room = application.primaryScreen().availableGeometry()
        self._look.fit(room.width(), room.height(), application)
        self._look.dress(application)
        self.window = MainWindow(self._look, application)
        self.window.setGeometry(room)
        self.window.sign_in.set_ready(ready=False, place=self._place(), hint="正在打开账本…")
        self.window.closing = self._close
        self.window.text_size_chosen = lambda percent: save_text_percent(settings.data_dir, percent)
        self.window.switching = self._switch_training
        self.window.first_painted.connect(self._first_painted)
        self._second_screen: SecondScreen | None = None

    def show(self) -> None:
        """Show the window, as large as the screen."""
        self.window.showMaximized()
        self.window.activateWindow()  # Where no window manager gives the keyboard away.

    def bug(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """A bug stops the step in which it happens, never the journal. It is shown and logged."""
        from pos.ui.words.messages import words_for
        from pos.ui.words.notices import Notice

        _LOG.critical("a bug", exc_info=(kind, error, trace))
        sys.__excepthook__(kind, error, trace)
        said = words_for("program.bug")
        notice = Notice(said.title, said.what_next, f"program.bug {kind.__name__}", grave=True)
        if self._till is None:
            self._stop(notice)
        else:
            self.window.conductor.stop(notice)

    def _first_painted(self) -> None:
        """The window is on the screen: now the rest, the till's part of it on another thread."""
        from pos.ui.frame.background import QtBackground

        if self._before is not None:  # Never a moment without a window.
            self._before.window.close()
            self._before.window.deleteLater()
        self._background = QtBackground(self.window)
        self._begin_to_build()
        load_other_fonts()
        from pos.ui.help.words import demo_sections

        self._demo = demo_sections(self._settings.demo_hints)
        self.window.make_views(self._demo)

    def _begin_to_build(self) -> None:
        self._background.run(
            lambda: self._build_till(self._screen_job), done=self._built, failed=self._failed
        )

    def _built(self, till: ports.Till) -> None:
        self._till = till
        hint = "按 F1 看帮助"
        if self._demo and self._demo[0].rows:
            name, secret = self._demo[0].rows[0]
            hint = f"演示店：{name}，{secret} · 按 F1 看更多"
        self.window.sign_in.set_ready(ready=True, place=self._place(), hint=hint)
        proof = None if self._before is None else self._before.signed_in
        staff = None if proof is None else till.people.go_on(proof)
        self._before = None
        if staff is not None:
            self.window.shift.greet(staff.name)
        self.window.begin(till, self._settings, self._background)
        if self._settings.customer_display_url == "window":
            self._show_customer_window()

    def _failed(self, error: PosError) -> None:
        from pos.ui.words.notices import notice_of

        _LOG.error("the till cannot start: %s", error)
        self._stop(notice_of(error))

    def _stop(self, notice: Notice) -> None:
        from pos.ui.places import Screen

        self.window.show_stop(notice, retry=True)
        if not self._listening:
            self.window.stopped.retry_pressed.connect(self._retry)
            self._listening = True
        self.window.show_screen(Screen.STOPPED)

    def _retry(self) -> None:
        """Try to start again; once there is a till the conductor retries."""
        from pos.ui.places import Screen

        if self._till is None:
            self.window.show_screen(Screen.STARTING)
            self._begin_to_build()

    def _screen_job(self, job: bytes) -> None:
        """Called from the printing thread, which has time to draw."""
        from pos.devices.renderer import render_png

        settings = self._settings
        png = render_png(job, columns=settings.printer_columns, encoding=settings.printer_encoding)
        self.window.paper_printed.emit(png)

    def _show_customer_window(self) -> None:
        """On the second screen, all of it; with one screen it waits until there is another."""
        from pos.ui.selling.customer.second_screen import SecondScreen
        from pos.ui.selling.customer.window import CustomerWindow

        window = CustomerWindow(self._look, self._settings.store_name)
        window.confirmed.connect(self.window.conductor.customer.confirmed)
        self.window.conductor.customer.attach(window)
        self._second_screen = SecondScreen(self._application, self.window, window)
        self._second_screen.place()
        self.window.conductor.desks.self_test.customer_is_seen = window.isVisible
        self.window.conductor.pay.customer_is_seen = window.isVisible

    def _switch_training(self) -> None:
        """The other till is built while this window is still seen; this one's books are closed first."""
        assert self._till is not None
        self.switching = Switching(self.window, self._till.people.proof())
        self.window.retire("正在换账本，请稍等…")
        self._close()
        self.window.repaint()
        self._application.exit(_SWITCH)

    def _close(self) -> None:
        if self._second_screen is not None:
            self._second_screen.close()
        if hasattr(self, "_background"):
            self._background.wait(_WAIT_SECONDS)
        if self._till is not None:
            self._till.close()

    def _place(self) -> str:
        return f"{self._settings.store_name} · {self._settings.till_number} 号机"
