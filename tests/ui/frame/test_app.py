from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QInputEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from pos.errors.installation import TillAlreadyRunning
from pos.errors.ledger import LedgerNewer
from pos.errors.typed import BarcodeUnknown
from pos.services.till import Till
from pos.ui.frame.app import TillProgram
from pos.ui.frame.background import QtBackground
from pos.ui.scanning.key_time import QtKeyTime
from pos.ui.scanning.wedge_filter import WedgeFilter
from tests.shop import Shop
from tests.ui.windows import PATIENCE_MS

Build = Callable[[Callable[[bytes], None]], Till]


class Start:
    """Starts the program as the command line does; the test says how the till is built."""

    def __init__(self, qtbot: QtBot, application: QApplication, shop: Shop) -> None:
        self._qtbot, self._application, self._shop = qtbot, application, shop
        self.programs: list[TillProgram] = []

    def __call__(self, build: Build) -> TillProgram:
        program = TillProgram(self._application, self._shop.settings, build)
        self.programs.append(program)
        program.show()
        return program


@pytest.fixture
def start(qtbot: QtBot, qapp: QApplication, shop: Shop) -> Iterator[Start]:
    starter = Start(qtbot, qapp, shop)
    yield starter
    for program in starter.programs:
        program.window.leave()
        program.window.deleteLater()
    turn()
    qapp.setStyleSheet("")


def turn(ms: int = 20) -> None:
    """Let the window and other threads work."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def test_the_window_is_painted_before_the_till_is_built_on_another_thread(
    start: Start, shop: Shop, qtbot: QtBot
) -> None:
    seen: list[str] = []
    gate = threading.Event()

    def build(_screen: Callable[[bytes], None]) -> Till:
        seen.append(
            "building" if threading.current_thread() is not threading.main_thread() else "wrong thread"
        )
        gate.wait(60)
        return shop.start()

    program = start(build)
    program.window.first_painted.connect(lambda: seen.append("painted"))
    qtbot.waitUntil(lambda: len(seen) == 2, timeout=PATIENCE_MS)
    assert sorted(seen) == ["building", "painted"]
    assert program.window.sign_in._hint.text() == "正在打开账本…"
    with qtbot.waitSignal(program.window.ready, timeout=PATIENCE_MS):
        gate.set()
    assert program.window.sign_in._hint.text() == "按 F1 看帮助"


def test_an_open_basket_is_back_after_a_crash(start: Start, shop: Shop, qtbot: QtBot) -> None:
    before = shop.start_selling()
    before.checkout.scan("6948195800941")
    before.close()
    program = start(lambda _screen: shop.start())
    with qtbot.waitSignal(program.window.ready, timeout=PATIENCE_MS):
        pass
    program.window.sign_in.signed.emit("1001", "1234")
    assert program.window.checkout.table.model_of_rows.rowCount() == 1
    notice = program.window.checkout.notice.notice
    assert notice is not None and notice.title == "接着上次没结完的一单"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (LedgerNewer(path="x", found=9, known=1), "ledger.newer_version"),
        (TillAlreadyRunning(path="x"), "till.already_running"),
    ],
)
def test_a_till_that_cannot_start_says_why_and_can_be_tried_again(
    start: Start, shop: Shop, qtbot: QtBot, error: Exception, code: str
) -> None:
    tries: list[int] = []

    def build(_screen: Callable[[bytes], None]) -> Till:
        tries.append(1)
        if len(tries) == 1:
            raise error
        return shop.start()

    program = start(build)
    qtbot.waitUntil(
        lambda: program.window._views is not None and program.window.stopped.isVisible(),
        timeout=PATIENCE_MS,
    )
    assert program.window.stopped.said is not None
    assert program.window.stopped.said.code == code
    with qtbot.waitSignal(program.window.ready, timeout=PATIENCE_MS):
        program.window.stopped.retry_pressed.emit()
    assert program.window.sign_in.isVisible()
    program.window.stopped.retry_pressed.emit()
    assert len(tries) == 2  # From now on a retry goes back to selling; the till is not built again.


def test_a_bug_stops_the_step_and_is_told(
    start: Start, shop: Shop, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    program = start(lambda _screen: shop.start())
    with qtbot.waitSignal(program.window.ready, timeout=PATIENCE_MS):
        pass
    program.window.sign_in.signed.emit("1001", "1234")
    program.window.conductor.people.float_given("0")
    bug = AssertionError("two and two are five")
    program.bug(AssertionError, bug, None)
    assert program.window.stopped.isVisible()
    assert "two and two are five" in capsys.readouterr().err
    program.window.stopped.retry_pressed.emit()
    assert program.window.checkout.isVisible()


def test_the_chosen_text_size_comes_back_with_the_next_start(start: Start, shop: Shop, qtbot: QtBot) -> None:
    program = start(lambda _screen: shop.start())
    with qtbot.waitSignal(program.window.ready, timeout=PATIENCE_MS):
        pass
    assert program.window.next_text_size() == 125
    program.window.leave()
    assert start(lambda _screen: shop.start())._look.text_percent == 125


def test_work_in_the_background_brings_its_result_back_to_the_windows_thread(qtbot: QtBot) -> None:
    background = QtBackground()
    results: list[tuple[object, bool]] = []

    def work() -> bool:
        return threading.current_thread() is threading.main_thread()

    def refuse() -> None:
        raise BarcodeUnknown(barcode="1")

    def done(result: object) -> None:
        results.append((result, threading.current_thread() is threading.main_thread()))

    background.run(work, done=done, failed=done)
    background.run(refuse, done=done, failed=lambda error: done(error.code))
    qtbot.waitUntil(lambda: len(results) == 2, timeout=PATIENCE_MS)
    assert set(results) == {(False, True), ("barcode.unknown", True)}
    background.wait(5)


def test_a_bug_in_the_background_is_raised_where_bugs_are_told(qtbot: QtBot) -> None:
    background = QtBackground()

    def broken() -> None:
        raise ZeroDivisionError

    with qtbot.captureExceptions() as caught:
        background.run(broken, done=lambda _result: None, failed=lambda _error: None)
        qtbot.waitUntil(lambda: bool(caught), timeout=PATIENCE_MS)
    assert caught[0][0] is ZeroDivisionError


def test_the_filter_goes_by_the_events_own_time_and_not_by_when_it_is_handled(qtbot: QtBot) -> None:
    """A program that was busy for a second gets a scanner's keys late; they are a scan all the same."""
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    at_ms = [1_000]
    scans: list[str] = []

    class Told(QtKeyTime):
        """The timers are Qt's; when a key was pressed is told."""

        def pressed_ms(self, event: QInputEvent) -> int:
            return at_ms[0]

    watcher = WedgeFilter(field, key_time=Told(field))
    watcher.scanned.connect(scans.append)

    def press(text: str, key: Qt.Key = Qt.Key.Key_0) -> None:
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text)
        handle = field.windowHandle()
        assert handle is not None
        QApplication.sendEvent(handle, event)

    for letter in "6948195":
        at_ms[0] += 4
        press(letter)
    press("\r", Qt.Key.Key_Return)
    assert (scans, field.text()) == (["6948195"], "")
    for letter in "12":
        at_ms[0] += 100
        press(letter)
    qtbot.waitUntil(lambda: field.text() == "12", timeout=PATIENCE_MS)
    assert len(scans) == 1
    press("a", Qt.Key.Key_A)
    press("", Qt.Key.Key_F5)
    assert field.text() == "12a"
