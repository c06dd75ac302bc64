"""Sets a shop and its platform up, plays the day with one front, and collects what everybody says of it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from installer.demo.agreement import compare
from installer.demo.platform import ROOT, seed, start
from installer.demo.shop import TILL_ID, DemoShop, prepare, scale_label
from pos.services.installation.identity import LEDGER_FILE
from tests.e2e.store_day.compare import problems_of
from tests.e2e.store_day.hands import Hands
from tests.e2e.store_day.headless_hands import HeadlessHands
from tests.e2e.store_day.paper import PaperPrinter
from tests.e2e.store_day.plan import plan
from tests.e2e.store_day.play import LedgerEyes, Player
from tests.e2e.store_day.window_hands import WindowHands

PATIENCE_SECONDS = 60.0
_PAYMENT = '\n[payment]\nwechat = "simulator"\nalipay = "simulator"\n'


def _window(config: Path) -> Hands:
    return WindowHands(config)


def _headless(config: Path) -> Hands:
    return HeadlessHands(config)


FRONTS: dict[str, Callable[[Path], Hands]] = {"headless": _headless, "window": _window}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a day at one front."""

    figures: dict[str, Any]
    text: str
    problems: tuple[str, ...]


def run_day(front: str, folder: Path, *, sales: int, say: Callable[[str], None]) -> Outcome:
    """Play a day and look at it from all sides."""
    folder.mkdir(parents=True, exist_ok=True)
    monitor = folder / "monitor"
    federation = seed(monitor)
    printer = PaperPrinter()
    platform = start(monitor, folder / "monitor.log")
    begun = time.monotonic()
    try:
        shop = prepare(folder, monitor_url=platform.url, printer_url=printer.url, federation=federation)
        with shop.config.open("a", encoding="utf-8") as config:
            config.write(_PAYMENT)
        ledger = shop.settings.data_dir / LEDGER_FILE
        hands = FRONTS[front](shop.config)
        player = Player(hands, printer, ledger, say=say)
        with _ended_whatever_comes(hands):
            player.play(plan(sales, goods=_goods(shop)))
            _wait_for_paper(ledger)
            hands.close()
        agreement = compare(printer.jobs, shop.settings.data_dir, monitor, till_id=TILL_ID)
        (close,) = LedgerEyes(ledger).entries("day_closed")
        figures = _report(shop, close["business_date"], "json", folder)
        problems = problems_of(
            figures=json.loads(figures),
            close=close,
            workbook=_report(shop, close["business_date"], "xlsx", folder),
            pdf=_report(shop, close["business_date"], "pdf", folder),
            agreement=agreement,
            power_cuts=player.power_cuts,
        )
    finally:
        platform.stop()
        printer.close()
    seconds = time.monotonic() - begun
    return Outcome(json.loads(figures), f"{agreement.text}\n{seconds:.0f} s", tuple(problems))


@contextmanager
def _ended_whatever_comes(hands: Hands) -> Iterator[None]:
    """A day that goes wrong leaves no till running: process and pipes would be the next test's fault."""
    try:
        yield
    except BaseException:
        hands.cut_power()
        raise


def _goods(shop: DemoShop) -> tuple[str, ...]:
    codes = [str(each["code"]) for each in shop.hints["goods"]]
    labels = [scale_label("21", "00101", 355), scale_label("22", "00104", 640)]
    return (*codes, *labels)


def _report(shop: DemoShop, date: str, form: str, folder: Path) -> bytes:
    """What `report day` says, also kept as a file."""
    command = [sys.executable, "-m", "pos", "--config", str(shop.config), "report", "day", date]
    told = subprocess.run([*command, "--format", form], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    (folder / f"day.{form}").write_bytes(told.stdout)
    return told.stdout


def _wait_for_paper(ledger: Path) -> None:
    """Until the print queue is empty."""
    eyes = LedgerEyes(ledger)
    end = time.monotonic() + PATIENCE_SECONDS
    while eyes.waiting_papers():
        assert time.monotonic() < end, "papers still wait"
        time.sleep(0.2)
