"""One screen shows the till and nothing else, all the time: also while the other till is built."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QEventLoop, QObject, QRect, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from pos.bootstrap import World, build_till
from pos.services.installation.settings import Settings
from pos.services.practice.training import training_settings
from pos.services.till import Till
from pos.ui.frame.app import Switching, TillProgram
from pos.ui.frame.main_window import MainWindow
from pos.ui.help.acts import MoreAct
from pos.ui.places import Screen
from pos.ui.selling.customer.second_screen import SecondScreen, free_room
from pos.ui.selling.customer.window import CustomerWindow
from tests.shop import MANAGER, MANAGER_PIN, Shop
from tests.ui.windows import PATIENCE_MS

TILL_SCREEN = QRect(0, 0, 1366, 768)
BESIDE = QRect(1366, 0, 1024, 600)


def turn(ms: int = 20) -> None:
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


class Programs:
    """Programs one after the other, as the command line starts them; all of one shop."""

    def __init__(self, application: QApplication, shop: Shop) -> None:
        self._application, self._shop = application, shop
        self.made: list[TillProgram] = []

    def start(self, settings: Settings, before: Switching | None = None) -> TillProgram:
        def build(_screen: Callable[[bytes], None]) -> Till:
            return build_till(settings, World(self._shop.clock, self._shop.ids))

        program = TillProgram(self._application, settings, build, before)
        self.made.append(program)
        program.show()
        return program


@pytest.fixture
def programs(
    qtbot: QtBot, qapp: QApplication, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Programs]:
    # The tests' own event loops would never turn again; the loop's end is `run`'s business.
    monkeypatch.setattr(qapp, "exit", lambda _code: None)
    started = Programs(qapp, shop)
    yield started
    for program in started.made:
        if isValid(program.window):
            program.window.leave()
            program.window.deleteLater()
    turn()
    for part in qapp.topLevelWidgets():
        if isinstance(part, CustomerWindow):
            part.deleteLater()
    turn()
    qapp.setStyleSheet("")


class Watcher(QObject):
    """Counts the windows of the till that are on the screen, each time one goes away."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self.least = 99
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide and isinstance(watched, MainWindow):
            others = [part for part in self._application.topLevelWidgets() if isinstance(part, MainWindow)]
            self.least = min(self.least, sum(part.isVisible() for part in others if part is not watched))
        return False


def test_to_practise_and_back_a_window_is_always_there_and_the_manager_stays_signed_in(
    programs: Programs, qtbot: QtBot, qapp: QApplication, shop: Shop
) -> None:
    real = programs.start(shop.settings)
    with qtbot.waitSignal(real.window.ready, timeout=PATIENCE_MS):
        pass
    real.window.sign_in.signed.emit(MANAGER, MANAGER_PIN)
    watcher = Watcher(qapp)
    program, seen = real, list[Screen]()
    for settings in (training_settings(shop.settings), shop.settings):
        program.window.conductor.desks.acts[MoreAct.TRAINING]()
        program.window.conductor.said_yes()
        assert program.switching is not None
        assert program.window.isVisible(), "the old window stays until the next one is painted"
        old, program = program, programs.start(settings, program.switching)
        with qtbot.waitSignal(program.window.ready, timeout=PATIENCE_MS):
            pass
        assert not isValid(old.window) or not old.window.isVisible()
        staff = program.window.conductor._till.people.signed_in
        assert staff is not None and staff.staff_id == MANAGER
        seen.append(program.window.conductor.screen)
    qapp.removeEventFilter(watcher)
    assert watcher.least == 1
    assert Screen.SIGN_IN not in seen


def test_nobody_is_signed_in_at_the_other_till_who_was_not_at_this_one(
    programs: Programs, qtbot: QtBot, shop: Shop
) -> None:
    real = programs.start(shop.settings)
    with qtbot.waitSignal(real.window.ready, timeout=PATIENCE_MS):
        pass
    real.window.switch_training()
    assert real.switching is not None and real.switching.signed_in is None
    program = programs.start(training_settings(shop.settings), real.switching)
    with qtbot.waitSignal(program.window.ready, timeout=PATIENCE_MS):
        pass
    assert program.window.conductor.screen is Screen.SIGN_IN


def test_with_one_screen_nothing_but_the_till_is_on_it(
    programs: Programs, qtbot: QtBot, qapp: QApplication, shop: Shop
) -> None:
    program = programs.start(replace(shop.settings, customer_display_url="window"))
    with qtbot.waitSignal(program.window.ready, timeout=PATIENCE_MS):
        pass
    turn()
    others = [part for part in qapp.topLevelWidgets() if isinstance(part, CustomerWindow)]
    assert others and not [part for part in others if part.isVisible()]
    assert not program.window.conductor.desks.self_test.customer_is_seen()
    assert not program.window.conductor.pay.customer_is_seen(), "the cashier is told what to ask"


@pytest.mark.parametrize(
    ("screens", "room"),
    [
        ([TILL_SCREEN], None),
        ([TILL_SCREEN, TILL_SCREEN], None),  # Mirrored.
        ([TILL_SCREEN, QRect(0, 0, 1024, 600)], None),  # Mirrored, with other pixels.
        ([TILL_SCREEN, BESIDE], BESIDE),
        ([BESIDE, TILL_SCREEN], BESIDE),
    ],
)
def test_the_customer_s_window_goes_where_nothing_of_the_till_is(
    screens: list[QRect], room: QRect | None
) -> None:
    assert free_room(screens, TILL_SCREEN) == room


def test_the_customer_s_window_comes_and_goes_with_its_screen(qtbot: QtBot, qapp: QApplication) -> None:
    till, window = QWidget(), QWidget()
    for part in (till, window):
        qtbot.addWidget(part)
    till.show()
    screens = [till.screen().geometry()]
    place = SecondScreen(qapp, till, window)
    place.rooms = lambda: tuple(screens)  # type: ignore[method-assign]
    place.place()
    assert not window.isVisible()
    screens.append(till.screen().geometry().translated(screens[0].width(), 0))
    place.place()
    assert window.isVisible()
    screens.pop()
    place.place()
    assert not window.isVisible()
    place.close()
