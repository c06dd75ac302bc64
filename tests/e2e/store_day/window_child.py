"""The real window in a process of its own, worked by key events that come as lines of JSON.

`python -m tests.e2e.store_day.window_child till.toml`: reads `{"scan": …}`, `{"type": …}`,
`{"press": [...]}`, `{"look": 1}`, `{"shot": path}` and answers each with what can be seen. The keys go
the whole way a keyboard's do: through the window's handle, the scanner's filter and the focus. It can
be killed like any program, which a window inside the test could not.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication

from pos.bootstrap import build_till, real_world
from pos.services.installation.settings import read_settings
from pos.services.till import Till
from pos.ui.frame.app import TillProgram
from pos.ui.frame.collector import Collector
from pos.ui.scanning.double_press import TOO_SOON_MS
from pos.ui.scanning.wedge import GAP_MS, SILENCE_BEFORE_MS
from tests.ui.hand_time import HandTime
from tests.ui.windows import run_events

_KEYS = {
    "Enter": Qt.Key.Key_Return,
    "Esc": Qt.Key.Key_Escape,
    "Del": Qt.Key.Key_Delete,
    "Tab": Qt.Key.Key_Tab,
}
_TEXTS = {"Enter": "\r", "Esc": "\x1b", "Tab": "\t"}
_PATIENCE_SECONDS = 30.0
_SCANNER_MS = 3  # Between the keys of a scan.
_MOMENT_SECONDS = 0.002


class Child:
    """One window and its till."""

    def __init__(self, config: Path) -> None:
        application = QApplication.instance() or QApplication([])
        assert isinstance(application, QApplication)
        Collector(application).take_over()
        tills: list[Till] = []

        def build(screen: Any) -> Till:
            tills.append(build_till(read_settings(config), real_world(screen)))
            return tills[0]

        self.program = TillProgram(application, read_settings(config), build)
        self.window = self.program.window
        # However busy the machine is, keys come at the pace of a scanner or a person.
        self.time = self.window._key_time = HandTime()
        self.window.setFixedSize(1366, 768)
        self.window.show()
        end = time.monotonic() + _PATIENCE_SECONDS
        while not tills or self.window._conductor is None:
            assert time.monotonic() < end, "the till was not built"
            self.rest(20)
        self.till = tills[0]
        self._pressed_ms: dict[str, int] = {}  # When each key was pressed last.
        handle = self.window.windowHandle()
        assert handle is not None
        self.handle: QWindow = handle

    def answer(self, line: dict[str, Any]) -> dict[str, Any]:
        """Do what a line says, and tell what can be seen."""
        if "scan" in line:
            self.rest(GAP_MS + 10)  # The hand leaves the keys before it takes the scanner.
            self.scan(line["scan"])
        for character in line.get("type", ""):
            self.strike(Qt.Key(ord(character.upper())), character)
            self.rest(GAP_MS + 10)
        if "type" in line:
            self.rest(SILENCE_BEFORE_MS)
        if "write" in line:
            self.write(line["write"])
        for name in line.get("press", ()):
            # Who presses a key twice in a breath pressed it once too often, whatever came between.
            since_ms = self.time.now_ms - self._pressed_ms.get(name, -TOO_SOON_MS)
            self.rest(max(TOO_SOON_MS - since_ms, GAP_MS + 10))
            key = _KEYS.get(name) or Qt.Key[f"Key_{name}"]
            text = _TEXTS.get(name, name if len(name) == 1 else "")
            self._pressed_ms[name] = self.time.now_ms
            self.strike(key, text)
            self.rest(GAP_MS + 10)  # A letter is held back until it is clear that no scanner sent it.
        if "rest" in line:
            self.rest(line["rest"])
        if "shot" in line:
            self.window.grab().save(line["shot"])
        return self.look()

    def look(self) -> dict[str, Any]:
        """What can be seen of the till."""
        till, state = self.till, self.till.checkout.state
        notice = self.window._screen.notice.notice
        overlay = self.window.views.overlay
        panel = overlay.panel
        on_panel = None if panel is None else panel.notice.notice
        ledger = till.checkout._parts.recorder.ledger
        payment = till.payments.current()
        return {
            "lines": len(state.basket.lines),
            "has_card": state.basket.card is not None,
            "due": state.paid_so_far.due,
            "payable": state.paid_so_far.payable,
            "market": state.quote.totals.market,
            "held": state.held,
            "sales": state.sale_counter - 1,
            "signed_in": "" if till.people.signed_in is None else till.people.signed_in.staff_id,
            "shift_open": till.shifts.current() is not None,
            "paying": state.basket.paying,
            "payment": None if payment is None else payment.state.value,
            "returns": ledger.days.returns_on(state.basket.business_date),
            "closes": ledger.days.day_revision(state.basket.business_date),
            "pending": till.status().sync.pending,
            "marked": self.window.conductor.desks.returns._marked,
            "screen": self.window.conductor.screen.value,
            "panel": None if panel is None else type(panel).__name__,
            "notice": None if notice is None else [notice.title, notice.what_next],
            "panel_notice": None if on_panel is None else [on_panel.title, on_panel.what_next],
        }

    def scan(self, code: str) -> None:
        """A burst and Enter."""
        for character in code:
            self.strike(Qt.Key(ord(character.upper())), character)
        self.strike(Qt.Key.Key_Return, "\r")
        self.rest(GAP_MS + 10)

    def strike(self, key: Qt.Key, text: str) -> None:
        """One key, down and up, at a scanner's pace behind the last one."""
        self.time.pass_by(_SCANNER_MS)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
            QCoreApplication.sendEvent(self.handle, event)

    def write(self, text: str) -> None:
        """Chinese, as an input method hands it to the field that has the focus."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QCoreApplication.sendEvent(self.window.focusWidget(), event)
        self.rest(GAP_MS + 10)

    def rest(self, milliseconds: int) -> None:
        """Let so much time go by at the keyboard; the window finishes what it does beside itself.

        The printer and the sync worker get a moment only: what they lead to is waited for by who asks.
        """
        self.work_off()
        self.time.pass_by(milliseconds)
        time.sleep(_MOMENT_SECONDS)
        self.work_off()

    def work_off(self) -> None:
        """Until nothing waits in Qt's loop and no work runs beside the window."""
        run_events()
        background = getattr(self.program, "_background", None)  # None: not painted yet.
        while background is not None and self.window._conductor is not None and background._running:
            background.wait(_PATIENCE_SECONDS)
            run_events()


def main(config: str) -> None:
    """Answer line by line until the end of input, then close as a person does."""
    child = Child(Path(config))
    print(json.dumps(child.look(), ensure_ascii=False), flush=True)
    for line in sys.stdin:
        print(json.dumps(child.answer(json.loads(line)), ensure_ascii=False), flush=True)
    child.window.close()


if __name__ == "__main__":
    main(sys.argv[1])
