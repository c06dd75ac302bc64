"""Ten baskets in the real window under Xvfb, by xdotool's key presses, against a TCP printer and a platform.

A script, not a test: `python -m tests.e2e.real_window [--baskets 10] [--keep FOLDER]`. It needs
Xvfb and xdotool. Exit code 0 when the receipts' bytes, the ledger (verify) and the platform's
book agree to the fen.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from installer.demo.agreement import compare
from installer.demo.platform import ROOT, seed, start
from installer.demo.printer import SimulatedPrinter
from installer.demo.shop import TILL_ID, DemoShop, prepare, scale_label

PATIENCE_SECONDS = 30.0
SCANNER_MS, PERSON_MS = 4, 70  # Between keys: a scanner's pace, and a person's.
WECHAT_CODE, ALIPAY_CODE = "134567890123456789", "281234567890123456"


class Keyboard:
    """A keyboard and a scanner on one X display."""

    def __init__(self, display: str) -> None:
        self._environ = {**os.environ, "DISPLAY": display}

    def scan(self, code: str) -> None:
        """One burst and Enter, as a scanner sends it, in one go."""
        self._xdotool("type", "--delay", str(SCANNER_MS), "--args", "1", code, "key", "Return")

    def type(self, text: str) -> None:
        """As a person types."""
        self._xdotool("type", "--delay", str(PERSON_MS), text)

    def press(self, *keys: str) -> None:
        """Keys by their X names, each at a person's pace."""
        for key in keys:
            self._xdotool("key", key)
            time.sleep(PERSON_MS / 1000)

    def _xdotool(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=self._environ, check=True)


class LedgerEyes:
    """Looks into the ledger file from outside, to see how far the window is."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def holds(self, table: str, rows: int) -> bool:
        """Whether a table has so many rows."""
        return self.count(table) == rows

    def count(self, table: str) -> int:
        """Rows of a table; 0 while there is no such file or table."""
        if not self._path.exists():
            return 0
        try:
            with closing(sqlite3.connect(f"{self._path.as_uri()}?mode=ro", uri=True)) as connection:
                return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


def main(arguments: list[str]) -> int:
    """Sell the baskets and compare the three witnesses."""
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.real_window")
    parser.add_argument("--baskets", type=int, default=10)
    parser.add_argument("--size", default="1366x768")
    parser.add_argument("--keep", type=Path, help="leave data, receipts and screenshots here")
    asked = parser.parse_args(arguments)
    for tool in ("Xvfb", "xdotool"):
        if shutil.which(tool) is None:
            print(f"{tool} is missing: apt-get install xvfb xdotool")
            return 2
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        return _sell(folder.resolve(), asked.baskets, asked.size)


def _sell(folder: Path, baskets: int, size: str) -> int:
    federation = seed(folder / "monitor")
    platform = start(folder / "monitor", folder / "monitor.log")
    printer = SimulatedPrinter(folder / "receipts")
    try:
        shop = prepare(
            folder / "till", monitor_url=platform.url, printer_url=printer.url, federation=federation
        )
        with _screen(size) as display, _window(shop, display, folder):
            _play(shop, Keyboard(display), printer, baskets, _camera(display, folder))
        agreement = compare(printer.jobs, shop.settings.data_dir, folder / "monitor", till_id=TILL_ID)
    finally:
        printer.close()
        platform.stop()
    print(agreement.text)
    return 0 if agreement.holds else 1


def _play(
    shop: DemoShop,
    keyboard: Keyboard,
    printer: SimulatedPrinter,
    baskets: int,
    picture: Callable[[str], None],
) -> None:
    eyes = LedgerEyes(shop.settings.data_dir / "ledger.db")
    _until("the till has opened its ledger and taken the leases", lambda: eyes.count("lease") > 0)
    time.sleep(1.0)
    keyboard.type("1001")
    keyboard.press("Return")
    keyboard.type("1234")
    keyboard.press("Return")
    time.sleep(1.0)
    keyboard.type("500")
    keyboard.press("Return")
    _until("the shift is open", lambda: eyes.count("shift") > 0)
    chance = random.Random(20261123)
    goods = [hint["code"] for hint in shop.hints["goods"]]
    for basket in range(baskets):
        for code in chance.choices(goods, k=chance.randint(1, 7)):
            keyboard.scan(code)
        if basket == 0:
            keyboard.scan(scale_label("22", "00123", 912))
        if basket % 3 == 0:
            keyboard.scan(shop.card("ready"))
        picture(f"basket-{basket + 1:02d}")
        _pay(keyboard, chance, picture=partial(_numbered, picture, basket + 1))
        _until(f"sale {basket + 1} is in the ledger", partial(eyes.holds, "sale", basket + 1))
        time.sleep(0.3)
        print(f"sale {basket + 1} of {baskets}", flush=True)
    picture("last-receipt")
    _until("every receipt is printed", lambda: len(printer.jobs) == baskets)
    time.sleep(2.0)  # The sync worker was woken by the last sale.


def _numbered(picture: Callable[[str], None], number: int, name: str) -> None:
    picture(f"{name}-{number:02d}")


def _pay(keyboard: Keyboard, chance: random.Random, *, picture: Callable[[str], None]) -> None:
    way = chance.choice(("exact", "cash", "wechat", "alipay", "mixed"))
    if way in ("exact", "cash", "mixed"):
        keyboard.press("F12")
        time.sleep(0.3)
    if way == "exact":
        picture("exact")
        keyboard.press("Return")
    elif way == "cash":
        keyboard.type("9999")
        picture("typed")
        keyboard.press("Return")
        time.sleep(0.8)
        keyboard.press("Return")  # So much cash is a question; nobody answers it in a breath.
    elif way == "mixed":
        keyboard.type("1")  # One yuan in cash, the rest by phone.
        keyboard.press("Return")
        _confirm(keyboard, WECHAT_CODE)
    else:
        _confirm(keyboard, WECHAT_CODE if way == "wechat" else ALIPAY_CODE)


def _confirm(keyboard: Keyboard, code: str) -> None:
    """The customer's code, then the cashier's word that the money has come."""
    keyboard.scan(code)
    time.sleep(0.6)
    keyboard.press("Return")


@contextmanager
def _screen(size: str) -> Iterator[str]:
    """A virtual screen that chooses its own number."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size}x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as told:
        display = f":{told.readline().strip()}"
    try:
        yield display
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def _window(shop: DemoShop, display: str, folder: Path) -> Iterator[None]:
    environ = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    command = [sys.executable, "-m", "pos", "--config", str(shop.config)]
    with (folder / "till.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=log, stderr=subprocess.STDOUT)
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


def _camera(display: str, folder: Path) -> Callable[[str], None]:
    """Keeps pictures of the screen where a tool for it is installed (`import`, of ImageMagick)."""
    if shutil.which("import") is None:
        return lambda _name: None
    environ = {**os.environ, "DISPLAY": display}

    def picture(name: str) -> None:
        subprocess.run(["import", "-window", "root", str(folder / f"{name}.png")], env=environ, check=False)

    return picture


def _until(what: str, is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError(f"never: {what}")
        time.sleep(0.05)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
