"""Pricing a 20-line basket of a card whose caps are crossed, from frozen lines to the quote."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from statistics import median
from time import perf_counter_ns

from pos.domain.goods.goods import SoldBy
from pos.domain.money import half_up
from pos.domain.programme.programme import programme_from_data
from pos.domain.selling.basket import Basket, BasketLine, Origin
from pos.domain.selling.quote import quote

LINES = 20
ROUNDS = 2_000
RUNS = 7
LIMIT_US = 150.0

CATEGORIES = ("蔬菜", "米", "油", "调味", "烟")
PROGRAMME = Path(__file__).parents[2] / "resources" / "programmes" / "2013-02.json"


def measure(*, rounds: int = ROUNDS, runs: int = RUNS) -> dict[str, float]:
    """Medians over runs, in µs: the whole, pricing alone, and the floor (the sixty roundings it needs)."""
    programme = programme_from_data(json.loads(PROGRAMME.read_text(encoding="utf-8")))
    basket = _basket()
    items = basket.items()
    left = {"vegetable": 4_000, "staple": 9_000, "subsidy": 5_000}  # Each is used up on the way.
    assert all(amount == 0 for amount in (quote(items, programme, left=left).remaining or {}).values())
    found: dict[str, list[float]] = {}
    for _run in range(runs):
        gc.collect()
        begun = perf_counter_ns()
        for _ in range(rounds):
            quote(basket.items(), programme, left=left)
        whole = perf_counter_ns()
        for _ in range(rounds):
            quote(items, programme, left=left)
        priced = perf_counter_ns()
        for _ in range(rounds):
            for item in items:
                half_up(item.market * 912, 1000), half_up(item.market * 60, 100), half_up(item.market * 8, 20)
        rounded = perf_counter_ns()
        for name, nanoseconds in (
            ("basket_us", whole - begun),
            ("quote_us", priced - whole),
            ("floor_us", rounded - priced),
        ):
            found.setdefault(name, []).append(nanoseconds / rounds / 1_000)
    result = {name: round(median(values), 1) for name, values in found.items()}
    return result | {"limit_us": LIMIT_US, "times_floor": round(result["basket_us"] / result["floor_us"], 1)}


def _basket() -> Basket:
    lines = tuple(
        BasketLine(
            number=number,
            code=f"10{number:02d}",
            name=f"商品{number}",
            unit="斤",
            category=CATEGORIES[number % len(CATEGORIES)],
            sold_by=SoldBy.WEIGHT,
            unit_price=1_490 + 7 * number,
            quantity=912 + number,
            amount=None,
            barcode=f"10{number:02d}",
            origin=Origin.SCAN,
        )
        for number in range(1, LINES + 1)
    )
    return Basket("s-1", "2026-11-23", 1_795_400_070_000, lines)


if __name__ == "__main__":
    for name, value in measure().items():
        print(f"{name:12} {value}")
