"""From a scanner's first key to the painted row, in the real window, beside a bare table. Not a test.

Both windows live in one process and are scanned at in turns: 13 digits and Enter as the window system
would send them. The till has 100,000 goods, 200 lines in the basket and a card; its scan goes through
the wedge, the checkout with pricing and the stored draft, the table, the card's panel and the sums.
The bare side types into a QLineEdit and appends a row to a QTableView with as many rows.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter_ns
from typing import Any

LINES = 200
SCANS = 150
WARM_UP = 20
RUNS = 3
SIZE = (1024, 768)
LIMIT_P50 = 1.5
LIMIT_P99 = 1.5


def one_run(scans: int) -> dict[str, float]:
    """Scan at both windows in turns; p50, p99 and ratios. Runs in a process of its own."""
    from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QEvent, QModelIndex, QObject, Qt
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication, QLineEdit, QTableView, QVBoxLayout, QWidget

    from pos.domain.programme import SUBSIDY
    from pos.ui.background import QtBackground
    from pos.ui.look import Look, load_first_font, load_other_fonts
    from pos.ui.main_window import MainWindow
    from pos.ui.theme import load_theme
    from tests.benchmarks.catalogue import shelves
    from tests.shop import LAN, Shop, grant

    class Rows(QAbstractTableModel):
        """What a plain program would do: a list of texts."""

        def __init__(self) -> None:
            super().__init__()
            self.rows: list[tuple[str, ...]] = []

        def rowCount(self, parent: Any = QModelIndex()) -> int:
            return len(self.rows)

        def columnCount(self, parent: Any = QModelIndex()) -> int:
            return 6

        def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
            if role == Qt.ItemDataRole.DisplayRole:
                return self.rows[index.row()][index.column()]
            return None

        def append(self, row: tuple[str, ...]) -> None:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows))
            self.rows.append(row)
            self.endInsertRows()

        def drop(self) -> None:
            self.beginRemoveRows(QModelIndex(), len(self.rows) - 1, len(self.rows) - 1)
            self.rows.pop()
            self.endRemoveRows()

    class Painted(QObject):
        """Sees that the table was painted."""

        seen = False

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                self.seen = True
            return False

    application = QApplication([])
    # ── The bare side ──
    bare, bare_rows, field, table = QWidget(), Rows(), QLineEdit(), QTableView()
    table.setModel(bare_rows)
    box = QVBoxLayout(bare)
    box.addWidget(table)
    box.addWidget(field)

    def typed() -> None:
        bare_rows.append((str(len(bare_rows.rows)), field.text(), "goods", "1", "9.90", "9.90"))
        field.clear()
        table.scrollToBottom()

    field.returnPressed.connect(typed)
    for place in range(LINES):
        bare_rows.append((str(place), "6900000000000", "goods", "1", "9.90", "9.90"))
    bare.resize(*SIZE)
    bare.show()
    # ── The till ──
    folder = tempfile.TemporaryDirectory()
    goods = [replace(each, category="蔬菜" if place % 2 else "米") for place, each in enumerate(shelves())]
    shop = Shop(Path(folder.name), goods=tuple(goods))
    till = shop.start_selling()
    grant(till, LAN, {"vegetable": 10_000_000, "staple": 10_000_000, SUBSIDY: 6_000})
    load_first_font()
    load_other_fonts()
    look = Look(load_theme())
    window = MainWindow(look, application)
    # The bare window stays undressed: the style sheet is set on the till's window only.
    window.setStyleSheet(look.style_sheet())
    window.setFont(look.font(15))
    window.resize(*SIZE)
    window.show()
    window.furnish(())
    window.begin(till, shop.settings, QtBackground(window))
    till.checkout.attach_card(LAN)
    for each in goods[:LINES]:
        till.checkout.scan(each.code)
    window.conductor.settle()
    codes = iter([each.code for each in goods[1_000 : 1_000 + 2 * (scans + WARM_UP)]])

    sides: dict[str, tuple[QWidget, QWidget, Painted, Callable[[], None]]] = {
        "till": (
            window,
            window.checkout.table.viewport(),
            Painted(),
            lambda: window.conductor.changed(till.checkout.drop(LINES + 1)),
        ),
        "bare": (bare, table.viewport(), Painted(), bare_rows.drop),
    }
    for _window, viewport, painted, _undo in sides.values():
        viewport.installEventFilter(painted)
    times: dict[str, list[float]] = {"till": [], "bare": []}

    def press(handle: QObject, key: Qt.Key, text: str) -> None:
        # Straight into the window, as the window system does; QTest would add its own work to each key.
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
            QCoreApplication.sendEvent(handle, event)

    def scan(side: str) -> None:
        target, _viewport, painted, undo = sides[side]
        target.activateWindow()
        (field if side == "bare" else window.checkout.entry).setFocus()
        application.processEvents()
        handle, code = target.windowHandle(), next(codes)
        painted.seen = False
        begun = perf_counter_ns()
        for digit in code:
            press(handle, Qt.Key(ord(digit)), digit)
        press(handle, Qt.Key.Key_Return, "\r")
        while not painted.seen:
            application.processEvents()
        times[side].append((perf_counter_ns() - begun) / 1e6)
        undo()
        application.processEvents()

    gc.collect()
    gc.freeze()
    for place in range(scans + WARM_UP):
        for side in ("till", "bare") if place % 2 else ("bare", "till"):
            scan(side)
    assert len(till.checkout.state.basket.lines) == LINES
    till.close()
    figures: dict[str, float] = {}
    for side, values in times.items():
        ordered = sorted(values[WARM_UP:])
        figures[f"{side}_p50_ms"] = ordered[len(ordered) // 2]
        figures[f"{side}_p99_ms"] = ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
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
