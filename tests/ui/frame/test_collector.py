"""What Python's collector may not do: delete a closed window's widgets while Qt walks over them."""

from __future__ import annotations

import gc
import subprocess
import sys

from PySide6.QtWidgets import QApplication

from pos.ui.frame.collector import Collector

# In a process of its own, because the fault ends the process. Garbage made by an event filter while the style
# sheet is set brings the collector on, as the wedge filter's did in a window that was made anew.
PROGRAM = """
import gc, sys, time, weakref
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pos.ui.frame.collector import Collector
from pos.ui.style.look import Look, load_first_font
from pos.ui.style.theme import load_theme

class Closed(QWidget):
    def __init__(self):
        super().__init__()
        self.myself = self
        rows = QVBoxLayout(self)
        for number in range(50):
            rows.addWidget(QLabel(str(number)))
        self.show()
        self.close()

class Filter(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.StyleChange and closed:
            closed.clear()
            for _ in range(20_000):
                knot = []
                knot.append(knot)
        return False

application = QApplication([])
load_first_font()
look = Look(load_theme())
collector = Collector(application)
if sys.argv[1] == "taken over":
    collector.take_over()
look.dress(application)
closed = [Closed() for _ in range(20)]
keep = Filter()
application.installEventFilter(keep)
shown = QWidget()
shown.show()
gone = [weakref.ref(each) for each in closed]
look.dress(application)
if sys.argv[1] == "taken over":
    until = time.monotonic() + 20
    while any(each() is not None for each in gone) and time.monotonic() < until:
        application.processEvents()
        knots = [[] for _ in range(1_000)]
        for knot in knots:
            knot.append(knot)
    collector.hand_back()
    assert gc.isenabled()
print(sum(each() is not None for each in gone), "left")
"""


def run(how: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, how], capture_output=True, text=True, timeout=60, check=False
    )


def test_a_new_style_sheet_is_safe_while_closed_windows_wait_to_be_collected() -> None:
    ended = run("taken over")
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == "0 left\n", "they are collected between events"


def test_pythons_own_collector_would_end_the_program_here() -> None:
    assert run("by itself").returncode != 0, "if this works, Qt or PySide is mended and Collector can go"


def collect_often(collector: Collector) -> None:
    """Ten times there is something new, and the timer rings."""
    kept: list[list[int]] = []
    for number in range(10_000):
        kept.append([number])
        if number % 1_000 == 0:
            collector._collect()


def test_what_was_there_at_the_start_is_looked_through_once(qapp: QApplication) -> None:
    """A whole collection of a till takes 50 ms; after the first one it takes none."""
    collector, thresholds = Collector(qapp), gc.get_threshold()
    collector.take_over()
    gc.set_threshold(1, 1, 1)
    try:
        collect_often(collector)
        assert gc.get_freeze_count() > 10_000, "the start is set apart"
        frozen = gc.get_freeze_count()
        collect_often(collector)
        assert gc.get_freeze_count() <= frozen, "what comes later never is"
    finally:
        gc.set_threshold(*thresholds)
        collector.hand_back()
    assert (gc.get_freeze_count(), gc.isenabled()) == (0, True)
