"""A 20-line basket from the first scan to the committed entry, through the checkout the fronts use."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter_ns

from pos.domain.goods.goods import Goods, SoldBy
from pos.domain.paying.tender import TenderKind
from pos.services.till import Till
from tests.shop import Shop, card_number, ean, grant

LINES = 20
BASKETS = 300
RUNS = 3
CATEGORIES = ("蔬菜", "米", "油", "调味", "日用")
GOODS = tuple(
    Goods(ean(f"69{place:010d}"), f"商品{place}", "", "件", CATEGORIES[place % 5], 300 + place, SoldBy.PIECE)
    for place in range(LINES)
)
CARD = card_number(8_812)


def measure(*, baskets: int = BASKETS, runs: int = RUNS) -> dict[str, float]:
    """Medians over runs, in ms: everything, the commit alone, and one scan."""
    found: dict[str, list[float]] = {}
    for _ in range(runs):
        for name, value in _run(baskets).items():
            found.setdefault(name, []).append(value)
    return {name: round(median(values), 3) for name, values in found.items()}


def _run(baskets: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        shop = Shop(Path(folder), goods=GOODS)
        till = shop.start_selling()
        grant(till, CARD, {"vegetable": 10_000_000, "staple": 10_000_000, "subsidy": 0})
        times = [_sell(till) for _ in range(baskets)]
        till.close()
    whole, scan, priced, commit = ([each[place] for each in times] for place in range(4))
    both = [price + done for price, done in zip(priced, commit, strict=True)]
    return {
        "price_and_commit_p50_ms": median(both),
        "price_and_commit_p99_ms": sorted(both)[len(both) * 99 // 100],
        "scan_p50_ms": median(scan),
        "whole_sale_p50_ms": median(whole),
    }


def _sell(till: Till) -> tuple[float, float, float, float]:
    """One sale in ms: all of it, a scan, pricing with the tender, the commit.

    The whole has 20 scans, each of which looks the goods up, prices everything again and stores
    the open basket before it is shown; the other tills measured (FIGURES 3.6) do that once.
    """
    assert till.printing.wait_until_idle(5)  # At the counter the next customer takes longer than the paper.
    begun = perf_counter_ns()
    till.checkout.attach_card(CARD)
    for goods in GOODS:
        till.checkout.scan(goods.code)
    scanned = perf_counter_ns()
    till.checkout.pay(TenderKind.WECHAT, None, said_by=till.people.signed_in)
    paid = perf_counter_ns()
    till.checkout.done()
    done = perf_counter_ns()
    return (
        (done - begun) / 1e6,
        (scanned - begun) / 1e6 / LINES,
        (paid - scanned) / 1e6,
        (done - paid) / 1e6,
    )


if __name__ == "__main__":
    for name, value in measure().items():
        print(f"{name:16} {value}")
