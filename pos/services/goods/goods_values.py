"""Reads what one row of a goods file says about an article. It knows nothing about the file itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pos.domain.goods.goods import Goods, RowProblem, SoldBy
from pos.domain.quantity import THOUSANDTHS_PER_GRAM
from pos.domain.scanning.codes import CARD_NUMBER_DIGITS, PLU_DIGITS, payment_provider
from pos.domain.scanning.gtin import is_gtin, upc_e_expanded
from pos.domain.typed import plain_digits
from pos.services.goods.goods_columns import Columns
from pos.services.goods.goods_headings import ITEM_NO, STATUS, STOPPED, WEIGHED, headings, plain
from pos.services.goods.sheet import Cell, Row

_LABEL_PREFIXES: Final = (
    "20",
    "21",
    "22",
    "23",
    "24",
)  # GS1 leaves them to shops; the scales' labels use them.
# As a number a code loses the zeros before it; codes of 8 and 12 digits then have 7 and 11.
_LOST_A_ZERO: Final = {7: 8, 11: 12}
_MAY_HAVE_LOST_ZEROS: Final = {9: 12, 10: 12}
_NUMBERS_OF_GOODS: Final = frozenset({"code", "plu", ITEM_NO})
_NUMBER_DIGITS: Final = range(5, 16)
_STOPPED_WORDS: Final = ("停用", "停售", "禁用", "下架", "已停用", "已停售", "已禁用", "已下架")
_PLU: Final = re.compile(f"[0-9]{{{PLU_DIGITS}}}")


def row_values(row: Row, columns: Columns) -> tuple[dict[str, str], dict[str, str]]:
    """The values of a row by our column, and why a cell holds none."""
    values: dict[str, str] = dict(columns.fixed)
    unusable: dict[str, str] = {}
    for column, cell in zip(columns.places, row.cells, strict=False):
        if column is None:
            continue
        text, wrong, _number = cell
        values[column] = text
        if not wrong and text and column in _NUMBERS_OF_GOODS:
            wrong = _lost_digits(column, cell)
        if wrong:
            unusable[column] = wrong
    _name_the_article(values, unusable)
    values["unit"] = headings().unit(values.get("unit", ""))
    values["sold_by"] = _sold_by(values, unusable)
    if "plu" not in columns.places and values["sold_by"] == SoldBy.WEIGHT:
        # Tills without a column for it number what their scales weigh by the number of the goods.
        numbers = (plain_digits(values.get(column, "")).strip() for column in (ITEM_NO, "code"))
        values["plu"] = next((number for number in numbers if _PLU.fullmatch(number)), "")
    return values, unusable


def is_sold(values: dict[str, str]) -> bool | None:
    """Whether a row says that its goods are on sale; None when it says so in words of no meaning."""
    said, stopped = values.get(STATUS, ""), values.get(STOPPED, "")
    if stopped:
        off = headings().is_sold(stopped)
        # 是 under 是否停用 is off sale; 停用 under it is too.
        if off is None or plain(stopped) in _STOPPED_WORDS:
            return False if plain(stopped) in _STOPPED_WORDS else None
        return not off
    return headings().is_sold(said) if said else True


def sharper(problem: RowProblem, values: dict[str, str]) -> RowProblem:
    """The same problem, said more exactly where the words of the file allow it."""
    if problem.reason == "unit_not_a_weight" and headings().is_gram(values["unit"]):
        return RowProblem(problem.row, problem.column, problem.value, "unit_gram")
    return problem


def remarks(row: int, goods: Goods) -> Iterator[RowProblem]:
    """What is not wrong with an article, but a person should know before the import."""
    if goods.price == 0:
        yield RowProblem(row, "price", "0", "price_zero")
    if goods.sold_by is SoldBy.PIECE and headings().is_gram(goods.unit):
        yield RowProblem(row, "unit", goods.unit, "gram_by_piece")
    digits = _MAY_HAVE_LOST_ZEROS.get(len(goods.code))
    if digits is not None and goods.code.isdigit() and is_gtin(goods.code.zfill(digits)):
        yield RowProblem(row, "code", goods.code, "code_may_have_lost_zeros")


def never_scanned(code: str) -> bool:
    """Say whether a scan of this code is always taken for something else, as `read_scan` does."""
    if not code.isdigit():
        return False
    if len(code) == CARD_NUMBER_DIGITS and code.startswith("62"):
        return True  # A card: this federation's, or one that is refused as another's.
    if len(code) == 13 and code.startswith(_LABEL_PREFIXES):
        return True
    return payment_provider(code) is not None


def _name_the_article(values: dict[str, str], unusable: dict[str, str]) -> None:
    """The barcode names an article; where a row has none, the shop's own number does."""
    if not values.get("code") and "code" not in unusable and values.get(ITEM_NO):
        values["code"] = values[ITEM_NO]
        if ITEM_NO in unusable:
            unusable["code"] = unusable[ITEM_NO]
    unusable.pop(ITEM_NO, None)  # Beside a barcode it need not be readable.


def _sold_by(values: dict[str, str], unusable: dict[str, str]) -> str:
    """By piece or by weight: as it is said, else as the unit says. A word of no meaning stays as it is."""
    for column in ("sold_by", WEIGHED):
        said = values.get(column, "")
        if said:
            way = headings().way(said)
            return said if way is None else way.value
    if "sold_by" in unusable or "unit" in unusable:
        return ""
    unit = values["unit"]
    weighed = unit in THOUSANDTHS_PER_GRAM or headings().is_gram(unit)
    return SoldBy.WEIGHT.value if weighed else SoldBy.PIECE.value


def _lost_digits(column: str, cell: Cell) -> str:
    """Why a number is no code any more: a spreadsheet took it for a quantity."""
    digits = plain_digits(cell.text).strip()
    if cell.number:
        enough = _NUMBER_DIGITS if column == "code" else range(PLU_DIGITS, 16)
        if len(digits) not in enough or (column == "code" and len(digits) in _LOST_A_ZERO):
            return "code_as_number"
    full = _LOST_A_ZERO.get(len(digits))
    if column == "code" and full is not None and digits.isascii() and digits.isdigit():
        # The same whichever format the file has: with the zero back its check digit fits.
        padded = digits.zfill(full)
        return "code_lost_zero" if is_gtin(padded) or upc_e_expanded(padded) is not None else ""
    return ""
