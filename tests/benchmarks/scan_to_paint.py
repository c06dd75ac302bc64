"""From a scanner's first key to the painted row, in the real window, beside a bare table. Not a test.

Both windows live in one process and are scanned at in turns: 13 digits and Enter, sent to the window as
the window system would. The till has 100,000 goods, 200 lines in the basket and a card; its scan goes
through the wedge, the checkout with pricing and the stored draft, the table, the card's panel and the
sums. The bare side types into a QLineEdit and appends a row to a QTableView with as many rows.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from time import perf_counter_ns

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from pos.domain.programme.programme import SUBSIDY
from pos.services.till import Till
from pos.ui.frame.background import QtBackground
from pos.ui.frame.main_window import MainWindow
from pos.ui.style.look import Look, load_first_font, load_other_fonts
from pos.ui.style.theme import load_theme
from tests.benchmarks.bare_table import BareWindow
from tests.benchmarks.catalogue import shelves
from tests.shop import LAN, Shop, grant

LINES = 200
SCANS = 150
WARM_UP = 20
RUNS = 3
SIZE = (1024, 768)
LIMIT_P50 = 1.5
LIMIT_P99 = 1.5


class Painted(QObject):
    """Sees that the table was painted."""

    seen = False

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.seen = True
        return False


@dataclass(frozen=True)
class Side:
    """One of the two windows."""

    window: QWidget
    field: QWidget
    painted: Painted
    undo: Callable[[], object]  # Takes the scanned line out again, so that there are always as many.


def till_window(application: QApplication, folder: Path) -> tuple[MainWindow, Till, list[str]]:
    """The real window with its full basket, and the codes that are left to scan."""
    goods = [replace(each, category="蔬菜" if place % 2 else "米") for place, each in enumerate(shelves())]
    shop = Shop(folder, goods=tuple(goods))
    till = shop.start_selling()
    grant(till, LAN, {"vegetable": 10_000_000, "staple": 10_000_000, SUBSIDY: 6_000})
    load_first_font()
    load_other_fonts()
    look = Look(load_theme())
    window = MainWindow(look, application)
    # Only this window is dressed; the bare one stays as Qt made it.
    window.setStyleSheet(look.style_sheet())
    window.setFont(look.font(15))
    window.resize(*SIZE)
    window.show()
    window.make_views(())
    window.begin(till, shop.settings, QtBackground(window))
    till.checkout.attach_card(LAN)
    for each in goods[:LINES]:
        till.checkout.scan(each.code)
    window.conductor.go_home()
    return window, till, [each.code for each in goods[LINES:]]


def sides(application: QApplication, folder: Path) -> tuple[dict[str, Side], Till, list[str]]:
    """Both windows, ready to be scanned at."""
    bare = BareWindow(LINES)
    bare.resize(*SIZE)
    bare.show()
    window, till, codes = till_window(application, folder)
    made = {
        "till": Side(
            window,
            window.checkout.entry,
            Painted(),
            lambda: window.conductor.changed(till.checkout.drop(LINES + 1)),
        ),
        "bare": Side(bare, bare.field, Painted(), bare.model.drop),
    }
    window.checkout.table.viewport().installEventFilter(made["till"].painted)
    bare.table.viewport().installEventFilter(made["bare"].painted)
    return made, till, codes


def press(handle: QObject, key: Qt.Key, text: str) -> None:
    """Press and release a key; straight into the window, for QTest would add its own work to each."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QCoreApplication.sendEvent(handle, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))


def scan(application: QApplication, side: Side, code: str) -> float:
    """Scan once; milliseconds until everything is painted."""
    side.window.activateWindow()
    side.field.setFocus()
    application.processEvents()
    handle = side.window.windowHandle()
    assert handle is not None
    side.painted.seen = False
    begun = perf_counter_ns()
    for digit in code:
        press(handle, Qt.Key(ord(digit)), digit)
    press(handle, Qt.Key.Key_Return, "\r")
    while not side.painted.seen:
        application.processEvents()
    taken = (perf_counter_ns() - begun) / 1e6
    side.undo()
    application.processEvents()
    return taken


def one_run(scans: int) -> dict[str, float]:
    """Scan at both windows in turns; p50, p99 in ms and the ratios. For a process of its own."""
    application = QApplication([])
    times: dict[str, list[float]] = {"till": [], "bare": []}
    with tempfile.TemporaryDirectory() as folder:
        made, till, codes = sides(application, Path(folder))
        gc.collect()
        gc.freeze()
        for place in range(scans + WARM_UP):
            for side in ("till", "bare") if place % 2 else ("bare", "till"):
                times[side].append(scan(application, made[side], codes[place]))
        assert len(till.checkout.state.basket.lines) == LINES
        made["till"].window.close()
        till.close()
    figures: dict[str, float] = {}
    for name, values in times.items():
        ordered = sorted(values[WARM_UP:])
        figures[f"{name}_p50_ms"] = ordered[len(ordered) // 2]
        figures[f"{name}_p99_ms"] = ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
    figures["ratio_p50"] = figures["till_p50_ms"] / figures["bare_p50_ms"]
    figures["ratio_p99"] = figures["till_p99_ms"] / figures["bare_p99_ms"]
    return figures


def measure(*, scans: int = SCANS, runs: int = RUNS) -> dict[str, float]:
    """Medians over runs, on every platform there is: offscreen, and a screen when one is there."""
    figures: dict[str, float] = {}
    for platform in ("offscreen", *(["xcb"] if os.environ.get("DISPLAY") else [])):
        found: dict[str, list[float]] = {}
        for _run in range(runs):
            command = [sys.executable, "-m", "tests.benchmarks.scan_to_paint", "run", str(scans)]
            made = subprocess.run(
                command, check=True, capture_output=True, env=os.environ | {"QT_QPA_PLATFORM": platform}
            )
            for name, value in json.loads(made.stdout).items():
                found.setdefault(name, []).append(value)
        figures |= {f"{platform}_{name}": round(median(values), 2) for name, values in found.items()}
    return figures


if __name__ == "__main__":
    if sys.argv[1:2] == ["run"]:
        print(json.dumps(one_run(int(sys.argv[2]))))
    else:
        for name, value in measure().items():
            print(f"{name:24} {value}")
        print(f"limits: ratio_p50 {LIMIT_P50}, ratio_p99 {LIMIT_P99}")
