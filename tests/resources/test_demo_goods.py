"""The demo's shelf is one a real shop could have, and each row of it can be sold."""

from __future__ import annotations

import csv
import re
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from pos.domain.goods.goods import CATALOGUE_COLUMNS, Goods, read_goods_row
from pos.services.goods.catalogue_file import read_catalogue_file

GOODS_CSV = Path(__file__).resolve().parents[2] / "resources" / "demo" / "goods.csv"

HEADINGS = ["条码", "品名", "规格", "单位", "类别", "价格", "销售方式", "PLU", "快捷键"]

# Yuan per unit: the cheapest and the dearest that nobody in the shop would laugh at.
PRICE_RANGE = {
    "蔬菜": ("1.50", "30"),
    "米": ("4", "120"),
    "面": ("3", "60"),
    "油": ("6", "180"),
    "肉": ("8", "120"),
    "蛋": ("4", "60"),
    "奶": ("2", "120"),
    "调味": ("1", "60"),
    "水果": ("1.50", "80"),
    "干货": ("3", "120"),
    "零食": ("0.50", "60"),
    "饮料": ("1", "80"),
    "日用": ("1", "150"),
    "清洁": ("1", "80"),
    "烟": ("5", "300"),
    "酒": ("3", "300"),
    "豆制品": ("1", "40"),
    "水产": ("3", "120"),
    "冷冻": ("1", "80"),
}

OF_THE_DESIGN_PICTURES = [
    ("00123", "上海青", "", "kg", "蔬菜", "4.98"),
    ("00207", "本地番茄", "", "kg", "蔬菜", "7.60"),
    ("6948195800941", "压榨菜籽油", "5L", "桶", "油", "69.90"),
    # The picture prints …019 and …896, which no scanner would read: the last digits are wrong there.
    ("6970385420011", "土鸡蛋", "30 枚", "板", "蛋", "26.80"),
    ("6921234567890", "五常大米", "10kg", "袋", "米", "69.90"),
    ("6902265360100", "酿造生抽", "500ml", "瓶", "调味", "9.90"),
]


@cache
def rows() -> tuple[dict[str, str], ...]:
    with GOODS_CSV.open(encoding="utf-8", newline="") as file:
        heading, *lines = csv.reader(file)
    assert heading == HEADINGS, "a shop's own file may look like this one"
    ways = {"按件": "piece", "按重量": "weight"}
    named = (dict(zip(CATALOGUE_COLUMNS, line, strict=True)) for line in lines)
    return tuple(row | {"sold_by": ways[row["sold_by"]]} for row in named)


def packaged() -> list[dict[str, str]]:
    return [row for row in rows() if row["sold_by"] == "piece"]


def loose() -> list[dict[str, str]]:
    return [row for row in rows() if row["sold_by"] == "weight"]


def gs1_sum(code: str) -> int:
    """The weighted sum of an EAN, worked out here anew: 3 and 1 in turn, the check digit with 1."""
    total = 0
    for distance_from_check, digit in enumerate(reversed(code)):
        total += int(digit) * (1, 3)[distance_from_check % 2]
    return total


def test_the_till_reads_every_row() -> None:
    read = [read_goods_row(number, row) for number, row in enumerate(rows(), start=2)]

    assert [problem for problem in read if not isinstance(problem, Goods)] == []
    assert list(read_catalogue_file(GOODS_CSV).goods) == read


def test_the_shelf_has_the_size_of_a_community_supermarket() -> None:
    assert 2_900 <= len(rows()) <= 3_300
    assert 150 <= len(loose()) <= 250
    counts = Counter(row["category"] for row in rows())
    assert counts.keys() == PRICE_RANGE.keys()
    assert min(counts.values()) >= 40


def test_codes_are_unique_and_so_are_names_with_their_size() -> None:
    assert len({row["code"] for row in rows()}) == len(rows())
    assert len({(row["name"], row["spec"]) for row in rows()}) == len(rows())


def test_packaged_goods_have_chinese_ean_codes_with_true_check_digits() -> None:
    for row in packaged():
        assert re.fullmatch(r"69[0-9]([0-9]{10}|[0-9]{5})", row["code"]), row
        assert gs1_sum(row["code"]) % 10 == 0, row
    assert 10 <= sum(len(row["code"]) == 8 for row in packaged()) <= 40


def test_loose_goods_are_known_by_the_number_of_the_scales() -> None:
    for row in loose():
        assert re.fullmatch(r"[0-9]{5}", row["plu"]), row
        assert row["code"] == row["plu"]
        assert row["unit"] in {"kg", "斤"}
        assert row["spec"] == ""
    assert all(row["plu"] == "" for row in packaged())
    assert {"kg", "斤"} == {row["unit"] for row in loose()}


def test_prices_are_written_in_fen_and_believable() -> None:
    for row in rows():
        cheapest, dearest = PRICE_RANGE[row["category"]]
        assert re.fullmatch(r"[0-9]+\.[0-9]{2}", row["price"]), row
        assert Decimal(cheapest) <= Decimal(row["price"]) <= Decimal(dearest), row


def test_the_quick_keys_are_the_24_commonest_loose_goods() -> None:
    keys = [int(row["quick_key"]) for row in rows() if row["quick_key"]]

    assert sorted(keys) == list(range(1, 25))
    assert all(row["sold_by"] == "weight" for row in rows() if row["quick_key"])


@pytest.mark.parametrize("goods", OF_THE_DESIGN_PICTURES, ids=lambda goods: str(goods[1]))
def test_the_goods_of_the_design_pictures_are_on_the_shelf(goods: tuple[str, ...]) -> None:
    found = [row for row in rows() if row["code"] == goods[0]]

    assert [tuple(row[column] for column in CATALOGUE_COLUMNS[:6]) for row in found] == [goods]


def test_some_names_try_the_layout_and_the_printer() -> None:
    names = [row["name"] for row in rows()]

    assert any(len(name) >= 30 for name in names)
    # Four bytes in GB18030: most receipt printers have no picture of such a character.
    assert any(len(character.encode("gb18030")) == 4 for name in names for character in name)
