"""A card is shown where its rights are not: until the benefit is given, and the scans in the meantime.

The asking till is in this process, platform and holder (idle) in another one. Each card is shown once. While
it is asked the cashier scans on; the scans of the same sale afterwards, with nothing asked, are compared.
"""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any, Final, cast

from pos.domain.cards.ask import AskState
from pos.services.clock import SystemClock
from pos.services.till import Till
from tests.benchmarks.recall_far import ASKER, card_of, serve
from tests.e2e.month.stage import Counter

CARDS: Final = 200
GOODS: Final = "6902265360100"
BETWEEN_S: Final = 0.002  # A scan every few milliseconds: faster than any hand.
WARM_UP: Final = 5


def measure(*, cards: int = CARDS) -> dict[str, float]:
    """Seconds until the benefit is given, p50 and p99; milliseconds of a scan, and the ratio of its p99."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        far = context.Process(target=serve, args=(folder, cards + WARM_UP, there), daemon=True)
        far.start()
        try:
            url, code = here.recv()
            taps, asked, quiet = _play(folder, url, code, cards)
        finally:
            here.send("done")
            far.join(30)
    return {
        "recall_p50_s": round(median(taps), 4),
        "recall_p99_s": round(_p99(taps), 4),
        "scan_asking_p50_ms": round(median(asked), 3),
        "scan_asking_p99_ms": round(_p99(asked), 3),
        "scan_quiet_p50_ms": round(median(quiet), 3),
        "scan_quiet_p99_ms": round(_p99(quiet), 3),
        "scan_ratio_p99": round(_p99(asked) / _p99(quiet), 3),
    }


def _play(folder: Path, url: str, code: str, cards: int) -> tuple[list[float], list[float], list[float]]:
    platform = SimpleNamespace(issue_code=lambda _till_id: code)
    stage = SimpleNamespace(folder=folder, clock=SystemClock(), platform=platform, url=url)
    counter = Counter(cast("Any", stage), ASKER)
    counter.say("sync")
    taps: list[float] = []
    asked: list[float] = []
    quiet: list[float] = []
    for number in range(cards + WARM_UP):
        tap, during, after = _show(counter.till, card_of(number))
        if number >= WARM_UP:
            taps.append(tap)
            asked += during
            quiet += after
    counter.close()
    return taps, asked, quiet


def _show(till: Till, card_no: str) -> tuple[float, list[float], list[float]]:
    till.checkout.scan(GOODS)
    begun = time.perf_counter()
    state = till.checkout.attach_card(card_no)
    during: list[float] = []
    while state.ask is not None and state.ask.is_open:
        during.append(_scan(till))
        state = till.take_news() or till.checkout.state
    tap = time.perf_counter() - begun
    assert state.ask is not None and state.ask.state is AskState.GRANTED, state.ask
    after = [_scan(till) for _ in during]
    till.checkout.detach_card()
    till.checkout.cancel(reason="顾客不要了")
    return tap, during, after


def _scan(till: Till) -> float:
    """One scan, in ms, and the pause until the next."""
    begun = time.perf_counter()
    till.checkout.scan(GOODS)
    took = time.perf_counter() - begun
    time.sleep(BETWEEN_S)
    return took * 1000


def _p99(values: list[float]) -> float:
    return sorted(values)[len(values) * 99 // 100]


if __name__ == "__main__":
    for name, value in measure().items():
        print(f"{name:20} {value}")
