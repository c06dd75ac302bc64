"""Goods as the till sells them, and how a row of a catalogue file becomes one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pos.domain.codes import PLU_DIGITS
from pos.domain.goods.gtin import is_gtin, upc_e_expanded
from pos.domain.money import Fen, parse_yuan
from pos.domain.quantity import THOUSANDTHS_PER_GRAM
from pos.domain.typed import plain_digits
from pos.errors import AmountOutOfRange, AmountUnreadable


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
_SCIENTIFIC = r"[0-9]+(\.[0-9]+)?[eE][+-]?[0-9]+"  # 6.95E+12: a spreadsheet shortened a long number.
_WORDS = {"name": NAME_CHARACTERS_MAX, "spec": 40, "unit": 10, "category": 20}  # Characters at most.
_OPTIONAL_DIGITS = {"plu": f"[0-9]{{{PLU_DIGITS}}}", "quick_key": "[1-9][0-9]?"}


def read_goods_row(
    row: int, cells: Mapping[str, str], unusable: Mapping[str, str] | None = None
) -> Goods | list[RowProblem]:
    """Read one row of a catalogue file; every mistake of the row is told, not only the first.

    `unusable`: why the cell of a column holds no value at all (a formula, a date), by column.
    """
    problems: list[RowProblem] = []
    told = dict(unusable or {})

    def complain(column: str, reason: str) -> None:
        if column not in told:
            problems.append(RowProblem(row, column, value[column][:40], reason))

    value = {column: plain_digits(cells.get(column) or "").strip() for column in CATALOGUE_COLUMNS}
    for column in ("name", "spec", "category"):  # Words stay as written: 米（散） is a category's name.
        value[column] = " ".join((cells.get(column) or "").split())
    problems += [RowProblem(row, column, value[column][:40], reason) for column, reason in told.items()]

    if wrong := _wrong_with_code(value["code"]):
        complain("code", wrong)
    for column in _WORDS:
        if wrong := _wrong_with_word(column, value[column]):
            complain(column, wrong)
    price, wrong = _price(value["price"])
    if wrong:
        complain("price", wrong)
    if value["sold_by"] not in tuple(SoldBy):
        complain("sold_by", "sold_by_unknown")
    elif value["sold_by"] == SoldBy.WEIGHT and value["unit"] not in THOUSANDTHS_PER_GRAM:
        complain("unit", "unit_not_a_weight")
    for column, pattern in _OPTIONAL_DIGITS.items():
        if value[column] and not re.fullmatch(pattern, value[column]):
            complain(column, f"{column}_unreadable")
    if problems:
        return problems
    return Goods(
        code=value["code"],
        name=value["name"],
        spec=value["spec"],
        unit=value["unit"],
        category=value["category"],
        price=price,
        sold_by=SoldBy(value["sold_by"]),
        plu=value["plu"] or None,
        quick_key=int(value["quick_key"]) if value["quick_key"] else None,
    )


def _wrong_with_word(column: str, word: str) -> str:
    # What is printed on receipts holds no control characters: the printer would obey them.
    if len(word) > _WORDS[column] or not word.isprintable():
        return f"{column}_unreadable"
    return "" if word or column == "spec" else f"{column}_missing"


def _wrong_with_code(code: str) -> str:
    if re.fullmatch(_SCIENTIFIC, code):
        return "code_scientific"
    if not re.fullmatch("[0-9A-Za-z]{1,20}", code):
        return "code_unreadable"
    if code.isdigit() and len(code) in (8, 12, 13) and not is_gtin(code) and upc_e_expanded(code) is None:
        return "check_digit_wrong"
    return ""


def _price(text: str) -> tuple[Fen, str]:
    """The price, and what is wrong with it. Some tills write four decimals: 8.9000."""
    yuan = text.lstrip("¥￥").removesuffix("元")
    if found := re.fullmatch(r"(.*\.[0-9]{2})0+", yuan):
        yuan = found[1]
    try:
        return parse_yuan(yuan), ""
    except (AmountUnreadable, AmountOutOfRange):
        return 0, "price_scientific" if re.fullmatch(_SCIENTIFIC, text) else "price_unreadable"
