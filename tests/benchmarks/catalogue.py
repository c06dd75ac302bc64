"""Finding goods in a catalogue of 100,000: by code, and by pinyin initials as they are typed."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter_ns

from pos.domain.goods.goods import Goods, SoldBy
from pos.domain.goods.goods_change import ChangedBy, compare
from pos.ledger.goods.catalogue import Catalogue
from tests.shop import ean

GOODS = 100_000
LOOKUPS = 5_000
SEARCHES = 300
RUNS = 3
LIMIT_CODE_US = 20.0
LIMIT_INITIALS_MS = 5.0

_WORDS = (
    "上海青",
    "番茄",
    "菜籽油",
    "大米",
    "鸡蛋",
    "生抽",
    "牛奶",
    "面条",
    "土豆",
    "豆腐",
    "香醋",
    "纸巾",
    "洗洁精",
    "花生",
)
_PLACES = ("本地", "五常", "压榨", "有机", "高山", "老坛", "农家", "鲜香", "浓缩", "特级", "散装", "精选")


def shelves(count: int = GOODS) -> list[Goods]:
    """Invented goods with names that look alike, as they do on shelves."""
    chance = random.Random(20130201)
    return [
        Goods(
            ean(f"69{place:010d}"),
            chance.choice(_PLACES) + chance.choice(_WORDS) + chance.choice(_WORDS),
            f"{place % 900 + 100}g",
            "件",
            "日用",
            100 + place % 9_000,
            SoldBy.PIECE,
        )
        for place in range(count)
    ]


def measure(*, count: int = GOODS) -> dict[str, float]:
    """Medians over runs, with so many goods."""
    goods = shelves(count)
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        catalogue = Catalogue(Path(folder) / "catalogue.db")
        begun = perf_counter_ns()
        catalogue.replace_goods(goods)
        load_s = (perf_counter_ns() - begun) / 1e9
        codes = [chance.choice(goods).code for _ in range(LOOKUPS)]
        initials = ["bd", "wcd", "yzcz", "yj", "gs", "ltx", "njj", "tjd", "szn", "jxh"]
        by_code = [median(_times(catalogue.goods_by_code, codes)) for _ in range(RUNS)]
        searches = [chance.choice(initials) for _ in range(SEARCHES)]
        by_initials = [median(_times(catalogue.search, searches)) for _ in range(RUNS)]
        names = [chance.choice(("番茄", "大米", "豆腐番茄", "菜籽")) for _ in range(SEARCHES)]
        by_name = [median(_times(catalogue.search, names)) for _ in range(RUNS)]
        dearer = [replace(each, price=each.price + 1) if place % 3 == 0 else each
                  for place, each in enumerate(goods)]  # fmt: skip
        begun = perf_counter_ns()
        difference = compare(catalogue.own_goods(), dearer)
        catalogue.take_goods(dearer, difference, ChangedBy(1, "bench"))
        new_prices_s = (perf_counter_ns() - begun) / 1e9
        catalogue.close()
        begun = perf_counter_ns()
        catalogue = Catalogue(Path(folder) / "catalogue.db")
        open_ms = (perf_counter_ns() - begun) / 1e6
        catalogue.close()
    return {
        "by_code_us": round(median(by_code) * 1e3, 2),
        "by_initials_ms": round(median(by_initials), 3),
        "by_name_ms": round(median(by_name), 3),
        "load_s": round(load_s, 4),
        "new_prices_s": round(new_prices_s, 4),  # A third of them, with their history.
        "open_ms": round(open_ms, 2),
    }


def _times(find: Callable[[str], object], asked: list[str]) -> list[float]:
    times = []
    for text in asked:
        begun = perf_counter_ns()
        find(text)
        times.append((perf_counter_ns() - begun) / 1e6)
    return times


if __name__ == "__main__":
    for name, value in measure().items():
        print(f"{name:16} {value}")
