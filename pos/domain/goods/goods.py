"""Goods as the till sells them, and how a row of a catalogue file becomes one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pos.domain.money import Fen, parse_yuan
from pos.domain.quantity import THOUSANDTHS_PER_GRAM
from pos.domain.scanning.codes import PLU_DIGITS
from pos.domain.scanning.gtin import is_gtin, upc_e_expanded
from pos.domain.typed import plain_digits
from pos.errors.typed import AmountOutOfRange, AmountUnreadable


class SoldBy(StrEnum):
    """Whether goods are counted or weighed."""

    PIECE = "piece"
    WEIGHT = "weight"


@dataclass(frozen=True, slots=True)
class Goods:
    """One article. `price` is the market price in fen per `unit`."""

    code: str
    name: str
    spec: str
    unit: str
    category: str
    price: Fen
    sold_by: SoldBy
    plu: str | None = None  # Five digits, as the shop's scales print it.
    quick_key: int | None = None  # Place on the grid of loose goods, from 1.

    @property
    def full_name(self) -> str:
        """Name and size as the cashier says them: 压榨菜籽油 5L."""
        return f"{self.name} {self.spec}" if self.spec else self.name


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row of a catalogue file cannot be used. `row` counts from 1, the header being 1."""

    row: int
    column: str
    value: str
    reason: str  # A stable word; the front has the sentence.
    heading: str = field(default="", compare=False)  # What the file itself calls the column.


CATALOGUE_COLUMNS = ("code", "name", "spec", "unit", "category", "price", "sold_by", "plu", "quick_key")
NAME_CHARACTERS_MAX = 60
# 6.95E+12: a spreadsheet shortened a long number.
_SCIENTIFIC = re.compile(r"[0-9]+(\.[0-9]+)?[eE][+-]?[0-9]+")
_CODE = re.compile("[0-9A-Za-z]{1,20}")
_MORE_DECIMALS = re.compile(r"(.*\.[0-9]{2})0+")
_WORDS = {"name": NAME_CHARACTERS_MAX, "spec": 40, "unit": 10, "category": 20}  # Characters at most.
_TYPED = ("code", "unit", "price", "sold_by", "plu", "quick_key")
_AS_WRITTEN = ("name", "spec", "category")  # 米（散） is a category's name.
_OPTIONAL_DIGITS = {
    "plu": re.compile(f"[0-9]{{{PLU_DIGITS}}}"),
    "quick_key": re.compile("[1-9][0-9]?"),
}
_SOLD_BY = {way.value: way for way in SoldBy}
_BY_WEIGHT = SoldBy.WEIGHT.value


def read_goods_row(
    row: int, cells: Mapping[str, str], unusable: Mapping[str, str] | None = None
) -> Goods | list[RowProblem]:
    """Read one row of a catalogue file; every mistake of the row is told, not only the first.

    `unusable`: why the cell of a column holds no value at all (a formula, a date), by column.
    """
    value = {column: plain_digits(cells.get(column) or "").strip() for column in _TYPED}
    for column in _AS_WRITTEN:
        value[column] = " ".join((cells.get(column) or "").split())
    price, wrong_price = _price(value["price"])
    wrong = _wrong_with(value, wrong_price)
    if wrong or unusable:
        told = unusable or {}
        found = [*told.items(), *((column, reason) for column, reason in wrong if column not in told)]
        # Columns that are none of goods are told too: whether they are on sale can be a formula.
        said = {**cells, **value}
        return [RowProblem(row, column, (said.get(column) or "")[:40], reason) for column, reason in found]
    quick_key = value["quick_key"]
    return Goods(
        value["code"],
        value["name"],
        value["spec"],
        value["unit"],
        value["category"],
        price,
        _SOLD_BY[value["sold_by"]],
        value["plu"] or None,
        int(quick_key) if quick_key else None,
    )


def _wrong_with(value: Mapping[str, str], wrong_price: str) -> list[tuple[str, str]]:
    """Each column that cannot be read, and why."""
    wrong: list[tuple[str, str]] = []
    if reason := _wrong_with_code(value["code"]):
        wrong.append(("code", reason))
    for column, characters_max in _WORDS.items():
        word = value[column]
        # What is printed on receipts holds no control characters: the printer would obey them.
        if len(word) > characters_max or not word.isprintable():
            wrong.append((column, f"{column}_unreadable"))
        elif not word and column != "spec":
            wrong.append((column, f"{column}_missing"))
    if wrong_price:
        wrong.append(("price", wrong_price))
    if value["sold_by"] not in _SOLD_BY:
        wrong.append(("sold_by", "sold_by_unknown"))
    elif value["sold_by"] == _BY_WEIGHT and value["unit"] not in THOUSANDTHS_PER_GRAM:
        wrong.append(("unit", "unit_not_a_weight"))
    for column, pattern in _OPTIONAL_DIGITS.items():
        if value[column] and not pattern.fullmatch(value[column]):
            wrong.append((column, f"{column}_unreadable"))
    return wrong


def _wrong_with_code(code: str) -> str:
    if not _CODE.fullmatch(code):
        return "code_scientific" if _SCIENTIFIC.fullmatch(code) else "code_unreadable"
    if not code.isdigit():
        return "code_scientific" if _SCIENTIFIC.fullmatch(code) else ""
    if len(code) in (8, 12, 13) and not is_gtin(code) and upc_e_expanded(code) is None:
        return "check_digit_wrong"
    return ""


def _price(text: str) -> tuple[Fen, str]:
    """The price, and what is wrong with it. Some tills write four decimals: 8.9000."""
    yuan = text.lstrip("¥￥").removesuffix("元")
    if found := _MORE_DECIMALS.fullmatch(yuan):
        yuan = found[1]
    try:
        return parse_yuan(yuan), ""
    except (AmountUnreadable, AmountOutOfRange):
        return 0, "price_scientific" if _SCIENTIFIC.fullmatch(text) else "price_unreadable"
