"""From process start to the first paint, to a till that can sell, and the memory then. Not a test.

Each start is a process of its own, beside a process that only shows a bare PySide6 window; they take
turns, so both meet the same disk and the same neighbours. The till is started as `python -m pos` with
its real settings file, once with a small shop and once with 100,000 goods and a ledger of sales: both
must take the same time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

STARTS = 9
GOODS = 100_000
SALES = 2_000
LIMIT_PAINT = 2.0
LIMIT_READY = 4.0
LIMIT_MEMORY = 2.0

_BARE = """
import json, sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

class Window(QWidget):
    def paintEvent(self, event):
        if not hasattr(self, "painted"):
            self.painted = time.monotonic()
            QTimer.singleShot(300, QApplication.quit)

application = QApplication([])
window = Window()
window.resize(1024, 768)
window.show()
application.exec()
rss = [line for line in open("/proc/self/status") if line.startswith("VmRSS")][0].split()[1]
print(json.dumps({"paint": window.painted, "rss_kib": int(rss)}))
"""


def child(config: str) -> None:
    """Start the till as its command line does, and write down when things happened."""
    import pos.__main__
    import pos.ui.frame.app as app

    seen: dict[str, float] = {}
    show = app.TillProgram.show

    def watched_show(program: app.TillProgram) -> None:
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication

        def ready() -> None:
            seen["ready"] = time.monotonic()
            QTimer.singleShot(300, finish)

        def finish() -> None:
            status = Path("/proc/self/status").read_text(encoding="ascii")
            seen["rss_kib"] = int(status.partition("VmRSS:")[2].split()[0])
            program.window.leave()  # Nobody is there to answer that a shift is open.
            QApplication.quit()

        program.window.ready.connect(ready)
        show(program)

    first_painted = app.TillProgram._first_painted

    def watched_first_painted(program: app.TillProgram) -> None:
        seen.setdefault("paint", time.monotonic())
        first_painted(program)

    program: Any = app.TillProgram
    program.show, program._first_painted = watched_show, watched_first_painted
    code = pos.__main__.main(["--config", config])
    print(json.dumps(seen))
    sys.exit(code)


def _environment() -> dict[str, str]:
    """A screen of its own, and byte code that is kept, as every installation keeps it."""
    environment = {"QT_QPA_PLATFORM": "offscreen"} | os.environ
    environment |= {"PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "huimin-bench-bytecode")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


def start(command: list[str]) -> dict[str, float]:
    """Start a process; seconds from then to what it saw, and its memory."""
    begun = time.monotonic()
    made = subprocess.run(
        command,
        check=True,
        capture_output=True,
        env=_environment(),
    )
    seen = json.loads(made.stdout.splitlines()[-1])
    return {name: value if name == "rss_kib" else value - begun for name, value in seen.items()}


def shop_in(folder: Path, *, goods: int, sales: int) -> Path:
    """Make a till's folder with so many goods and sales; returns its settings file."""
    from pos.domain.paying.tender import TenderKind
    from tests.benchmarks.catalogue import shelves
    from tests.shop import Shop

    shelf = tuple(shelves(goods))
    shop = Shop(folder / "data", goods=shelf)
    till = shop.start_selling()
    for place in range(sales):
        till.checkout.scan(shelf[place % len(shelf)].code)
        till.checkout.pay(TenderKind.CASH, None)
        till.checkout.done()
    till.close()
    config = folder / "till.toml"
    config.write_text(
        '[store]\nid = "S01"\nname = "浆洗街店"\n[till]\nid = "S01-1"\ndata_dir = "./data"\n',
        encoding="utf-8",
    )
    return config


def measure(*, starts: int = STARTS, goods: int = GOODS, sales: int = SALES) -> dict[str, float]:
    """Medians of several starts; seconds and MiB, and ratios to the bare window.

    `goods` and `sales` are what the large shop has.
    """
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "small", Path(folder) / "large"
        small.mkdir()
        large.mkdir()
        tills = {
            "small": shop_in(small, goods=10, sales=1),
            "large": shop_in(large, goods=goods, sales=sales),
        }
        commands = {"bare": [sys.executable, "-c", _BARE]} | {
            name: [sys.executable, "-m", "tests.benchmarks.start", "child", str(config)]
            for name, config in tills.items()
        }
        found: dict[str, dict[str, list[float]]] = {name: {} for name in commands}
        for turn in range(starts + 1):
            for name, command in commands.items():
                for what, value in start(command).items():
                    if turn:  # The first round warms the disk's cache.
                        found[name].setdefault(what, []).append(value)
    middle = {name: {what: median(values) for what, values in seen.items()} for name, seen in found.items()}
    bare = middle["bare"]
    figures = {"bare_paint_s": bare["paint"], "bare_rss_mib": bare["rss_kib"] / 1024}
    for name in tills:
        seen = middle[name]
        figures |= {
            f"{name}_paint_s": seen["paint"],
            f"{name}_ready_s": seen["ready"],
            f"{name}_rss_mib": seen["rss_kib"] / 1024,
        }
    # The worse of the two shops: the limits hold whatever the size of catalogue and ledger.
    figures |= {
        "first_paint_ratio": max(middle[name]["paint"] for name in tills) / bare["paint"],
        "ready_ratio": max(middle[name]["ready"] for name in tills) / bare["paint"],
        "memory_ratio": max(middle[name]["rss_kib"] for name in tills) / bare["rss_kib"],
    }
    return {name: round(value, 3) for name, value in figures.items()}


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        child(sys.argv[2])
    else:
        for name, value in measure().items():
            print(f"{name:22} {value}")
        print(
            f"limits: paint {LIMIT_PAINT}, ready {LIMIT_READY}, memory {LIMIT_MEMORY} times the bare window"
        )
