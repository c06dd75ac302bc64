"""Each benchmark finishes and tells the figures that have limits. How fast a machine is, nobody asks here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from xml.etree.ElementTree import parse

import pytest

from tests.benchmarks import (
    backlog,
    basket,
    card_list,
    catalogue,
    commit,
    goods_import,
    growth,
    ingest,
    month_open,
    pricing,
    recall,
    scan_to_paint,
    start,
    verify,
)
from tests.benchmarks.__main__ import LIMITS
from tests.benchmarks.growth import Growth

SMALL: Mapping[str, Callable[[], Mapping[str, float | None]]] = {
    "pricing": lambda: pricing.measure(rounds=5, runs=1),
    "catalogue": lambda: catalogue.measure(count=300),
    "card_list": lambda: card_list.measure(lines=200, runs=1),
    "goods_import": lambda: goods_import.measure(csv_rows=200, xlsx_rows=200, runs=1),
    "month_open": lambda: month_open.measure(cards=30),
    "commit": lambda: commit.measure(sales=2 * commit.WARM_UP, runs=1),
    "verify": lambda: verify.measure(sales=20, runs=1),
    "basket": lambda: basket.measure(baskets=3, runs=1),
    "scan_to_paint": lambda: scan_to_paint.measure(scans=5, runs=1),
    "ingest": lambda: ingest.measure(sales=150, runs=1),
    "backlog": lambda: backlog.measure(backlogs=(1, 201, 402), held=(100, 200), picture=None),
    "recall": lambda: recall.measure(cards=2),
    "start": lambda: start.measure(starts=1, goods=20, sales=3),
    "growth": lambda: growth.measure(ledgers=(0, 30), catalogues=(50, 80), baskets=(1, 20, 30), turns=2),
}


def test_every_benchmark_is_run_here() -> None:
    assert set(SMALL) == set(LIMITS)


@pytest.mark.parametrize("name", SMALL)
def test_a_benchmark_finishes_and_tells_its_figures(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    figures = SMALL[name]()

    wanted = {figure for figure in LIMITS[name] if not figure.startswith("xcb_")}
    assert wanted <= set(figures)
    assert all(value is None or value > 0 for value in figures.values())


def test_growth_is_drawn_with_a_line_for_each_act(tmp_path: Path) -> None:
    costs = {"find_sale": {0: 5.0, 100: 6.0}, "open": {0: 9.0, 100: 9.0}}
    grown = Growth("ledger", "Cost of an act", costs, 0)

    grown.draw(tmp_path / "a.svg")

    svg = parse(tmp_path / "a.svg").getroot()
    words = {"".join(each.itertext()).strip() for each in svg.iter() if each.tag.endswith("}text")}
    assert {"Cost of an act", "find sale", "open", "limit 1.2 x"} <= words
    assert grown.figures() == {
        "ledger_find_sale_us": 5.0, "ledger_find_sale_ratio": 1.2,
        "ledger_open_us": 9.0, "ledger_open_ratio": 1.0,
    }  # fmt: skip
