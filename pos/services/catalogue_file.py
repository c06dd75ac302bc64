"""Reading a goods file (CSV or XLSX): every bad row is told with its reason, the rest can be applied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pos.domain.codes import CARD_NUMBER_DIGITS, payment_provider
from pos.domain.goods import CATALOGUE_COLUMNS, Goods, RowProblem, read_goods_row
from pos.domain.gtin import article_number
from pos.domain.typed import plain_digits
from pos.errors import (
    GoodsFileColumnsMissing,
    GoodsFileColumnTwice,
    GoodsFileTooLarge,
    GoodsFileUnreadable,
)
from pos.os_causes import os_cause
from pos.services.sheet import Cell, Row, text_rows
from pos.services.workbook import ROWS_MAX, is_workbook, workbook_rows

FILE_BYTES_MAX = 64 * 1024 * 1024
REQUIRED_COLUMNS = ("code", "name", "unit", "category", "price", "sold_by")
_HEADING_ROWS_MAX = 10  # A title or a date may stand above the headings.
_LABEL_PREFIXES = ("20", "21", "22", "23", "24")  # GS1 leaves them to shops; the scales' labels use them.
# Headings as shops write them, without blanks and in small letters.
_HEADINGS: Mapping[str, str] = {
    **{column: column for column in CATALOGUE_COLUMNS},
    **dict.fromkeys(("编码", "条码", "商品编码", "商品条码", "货号"), "code"),
    **dict.fromkeys(("名称", "品名", "商品名称"), "name"),
    **dict.fromkeys(("规格", "商品规格"), "spec"),
    **dict.fromkeys(("单位", "销售单位", "计量单位"), "unit"),
    **dict.fromkeys(("类别", "分类", "商品类别"), "category"),
    **dict.fromkeys(("价格", "售价", "零售价", "市场价", "单价", "价格(元)", "市场价(元)"), "price"),
    **dict.fromkeys(("销售方式", "计价方式"), "sold_by"),
    **dict.fromkeys(("秤码", "秤上编号", "plu码", "plu编号"), "plu"),
    **dict.fromkeys(("快捷键", "快捷键位置"), "quick_key"),
}
_SOLD_BY: Mapping[str, str] = {
    **dict.fromkeys(("按件", "件", "计件", "PIECE"), "piece"),
    **dict.fromkeys(("按重量", "重量", "称重", "计重", "按斤", "WEIGHT"), "weight"),
}
# As a number a code loses the zeros before it; codes of 8 and 12 digits then have 7 and 11.
_LOST_A_ZERO = (7, 11)
_NUMBER_DIGITS = range(5, 16)


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    """What a goods file holds: goods that can be applied, and what is wrong with the other rows."""

    goods: tuple[Goods, ...]
    problems: tuple[RowProblem, ...]
    rows: Mapping[str, int]  # In which row the goods of a code stand.
    named: frozenset[str]  # Every code that stands in the file, of bad rows too.


def read_catalogue_file(path: Path) -> CatalogueFile:
    """Read a workbook's first sheet, or text in UTF-8 or GB18030 (as spreadsheets in China save it).

    Raises CatalogueFileWrong, one of its leaves, when the file as a whole cannot be used.
    """
    name = path.name
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise GoodsFileTooLarge(path=name, rows_max=ROWS_MAX)
        content = path.read_bytes()
    except OSError as error:
        raise GoodsFileUnreadable(path=name, cause=os_cause(error), reason=str(error)) from error
    if is_workbook(content):
        return _goods(workbook_rows(content, name), name, commas=False)
    return _goods(text_rows(content, name), name, commas=True)


def _goods(rows: Iterator[Row], path: str, *, commas: bool) -> CatalogueFile:
    columns = _columns(rows, path)
    goods: list[Goods] = []
    problems: list[RowProblem] = []
    where: dict[str, int] = {}
    named: set[str] = set()
    numbers: set[str] = set()
    plus: set[str] = set()
    quick_keys: set[int] = set()
    for row in rows:
        if not any(cell.text or cell.wrong for cell in row.cells):
            continue
        if row.number > ROWS_MAX:
            raise GoodsFileTooLarge(path=path, rows_max=ROWS_MAX)
        values, unusable = _values(row, columns)
        named.add(plain_digits(values.get("code", "")).strip())
        surplus = [cell.text for cell in row.cells[len(columns) :] if cell.text]
        if commas and surplus:
            problems.append(RowProblem(row.number, "", surplus[0][:40], "row_too_long"))
            continue
        read = read_goods_row(row.number, values, unusable)
        if isinstance(read, list):
            problems.extend(read)
            continue
        found: list[RowProblem] = []
        number = article_number(read.code)
        if number in numbers:
            reason = "code_twice" if read.code in where else "code_two_spellings"
            found.append(RowProblem(row.number, "code", read.code, reason))
        elif _never_scanned(read.code):
            found.append(RowProblem(row.number, "code", read.code, "code_never_scanned"))
        if read.plu in plus:
            # A label names goods by the PLU alone: with two of them the wrong one would be sold.
            found.append(RowProblem(row.number, "plu", read.plu or "", "plu_twice"))
        if read.quick_key in quick_keys:
            found.append(RowProblem(row.number, "quick_key", str(read.quick_key), "quick_key_twice"))
        if found:
            problems.extend(found)
            continue
        goods.append(read)
        where[read.code] = row.number
        numbers.add(number)
        if read.plu is not None:
            plus.add(read.plu)
        if read.quick_key is not None:
            quick_keys.add(read.quick_key)
    return CatalogueFile(tuple(goods), tuple(problems), where, frozenset(named))


def _columns(rows: Iterator[Row], path: str) -> tuple[str | None, ...]:
    """Which column of goods stands in which place; None: one that is not ours. Takes the rows up to it."""
    best: tuple[str | None, ...] = ()
    for row in rows:
        columns = [_HEADINGS.get(plain_digits("".join(cell.text.split())).casefold()) for cell in row.cells]
        while columns and columns[-1] is None and not row.cells[len(columns) - 1].text:
            columns.pop()
        if len(set(columns)) > len(set(best)):
            best = tuple(columns)
        if {"code", "price"} <= set(columns) or row.number >= _HEADING_ROWS_MAX:
            break
    missing = [column for column in REQUIRED_COLUMNS if column not in best]
    if missing:
        raise GoodsFileColumnsMissing(path=path, columns=", ".join(missing))
    known = [column for column in best if column is not None]
    for column in known:
        if known.count(column) > 1:
            raise GoodsFileColumnTwice(path=path, column=column)
    return best


def _values(row: Row, columns: Sequence[str | None]) -> tuple[dict[str, str], dict[str, str]]:
    values: dict[str, str] = {}
    unusable: dict[str, str] = {}
    for column, cell in zip(columns, row.cells, strict=False):
        if column is None:
            continue
        values[column] = cell.text
        if cell.wrong:
            unusable[column] = cell.wrong
        elif cell.number and column in ("code", "plu") and _lost_digits(column, cell):
            unusable[column] = "code_as_number"
    values["sold_by"] = _SOLD_BY.get(values.get("sold_by", "").upper(), values.get("sold_by", "").lower())
    return values, unusable


def _lost_digits(column: str, cell: Cell) -> bool:
    digits = len(cell.text)
    if column == "plu":
        return digits < _NUMBER_DIGITS.start
    return digits not in _NUMBER_DIGITS or digits in _LOST_A_ZERO


def _never_scanned(code: str) -> bool:
    """Say whether a scan of this code is always taken for something else, as `read_scan` does."""
    if not code.isdigit():
        return False
    if len(code) == CARD_NUMBER_DIGITS and code.startswith("62"):
        return True  # A card: this federation's, or one that is refused as another's.
    if len(code) == 13 and code.startswith(_LABEL_PREFIXES):
        return True
    return payment_provider(code) is not None
