"""Reads a goods file (CSV or XLSX). Each bad row is reported with its reason; the others can be imported."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pos.domain.goods.goods import Goods, RowProblem, read_goods_row
from pos.domain.scanning.gtin import article_number
from pos.domain.typed import plain_digits
from pos.errors.goods import (
    GoodsFileColumnsMissing,
    GoodsFileDamaged,
    GoodsFileEmpty,
    GoodsFileNoHeadings,
    GoodsFileOtherSheet,
    GoodsFileTooLarge,
    GoodsFileUnreadable,
)
from pos.os_causes import os_cause
from pos.services.goods.goods_columns import Columns, Said, find_columns, heading_score
from pos.services.goods.goods_headings import STATUS, STOPPED, headings, shown
from pos.services.goods.goods_values import is_sold, never_scanned, remarks, row_values, sharper
from pos.services.goods.sheet import Row, text_rows
from pos.services.goods.workbook import ROWS_MAX, is_workbook, other_sheets, workbook_rows

FILE_BYTES_MAX = 64 * 1024 * 1024
_ROW_UNREADABLE = ("row_quote", "row_bytes")
_GOODS_HEADINGS_MIN = 3  # So many known headings make a sheet one of goods.


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    """What a goods file holds: goods that can be applied, and what is wrong with the other rows."""

    goods: tuple[Goods, ...]
    problems: tuple[RowProblem, ...]
    rows: Mapping[str, int]  # In which row the goods of a code stand.
    named: frozenset[str]  # Every code that stands in the file, of bad rows too.
    columns: Columns
    remarks: tuple[RowProblem, ...] = ()  # Nothing wrong, but to be known before the yes.


def read_catalogue_file(
    path: Path, *, said: Said | None = None, remembered: Callable[[str], Said] = lambda _kind: {}
) -> CatalogueFile:
    """Read a workbook's first sheet, or text in UTF-8 or GB18030 (as spreadsheets in China save it).

    `said`: which column is which, where a person had to say it; `remembered`: the same for earlier
    files of a kind. Raises CatalogueFileWrong, one of its leaves, when the file as a whole cannot be used.
    """
    name = path.name
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise GoodsFileTooLarge(path=name, rows_max=ROWS_MAX)
        content = path.read_bytes()
    except OSError as error:
        raise GoodsFileUnreadable(path=name, cause=os_cause(error), reason=str(error)) from error
    workbook = is_workbook(content)
    rows = workbook_rows(content, name) if workbook else text_rows(content, name, heading_score)
    try:
        columns = find_columns(rows, name, said=said or {}, remembered=remembered)
    except (GoodsFileColumnsMissing, GoodsFileEmpty, GoodsFileNoHeadings):
        if workbook:
            _refuse_other_sheet(content, name)
        raise
    return _Reading(columns, name, commas=not workbook).read(rows)


def _refuse_other_sheet(content: bytes, path: str) -> None:
    for first, title, rows in other_sheets(content):
        if max(map(heading_score, rows), default=0) >= _GOODS_HEADINGS_MIN:
            raise GoodsFileOtherSheet(path=path, first=first, sheet=title)


@dataclass(slots=True)
class _Reading:
    """Rows become goods, one after another."""

    columns: Columns
    path: str
    commas: bool = field(kw_only=True)
    goods: list[Goods] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    remarks: list[RowProblem] = field(default_factory=list)
    where: dict[str, int] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    plus: set[str] = field(default_factory=set)
    quick_keys: set[int] = field(default_factory=set)

    def read(self, rows: Iterator[Row]) -> CatalogueFile:
        """Read all rows. Raises GoodsFileTooLarge, GoodsFileDamaged."""
        self._about_the_file()
        read = 0
        for row in rows:
            if row.is_empty:
                continue
            if row.number > ROWS_MAX:
                raise GoodsFileTooLarge(path=self.path, rows_max=ROWS_MAX)
            self._row(row)
            read += 1
        unreadable = [problem for problem in self.problems if problem.reason in _ROW_UNREADABLE]
        if read and len(unreadable) == read:
            raise GoodsFileDamaged(path=self.path, row=unreadable[0].row, reason=unreadable[0].reason)
        return CatalogueFile(
            tuple(self.goods),
            tuple(self._headed(problem) for problem in self.problems),
            self.where,
            frozenset(self.named),
            self.columns,
            tuple(self._headed(remark) for remark in self.remarks),
        )

    def _about_the_file(self) -> None:
        columns = self.columns
        if columns.unused:
            told = "、".join(map(shown, columns.unused))[:60]
            self.remarks.append(RowProblem(columns.row, "", told, "columns_unused"))
        if columns.said:
            told = "，".join(f"{columns.heading(c) or shown(v)}" for c, v in columns.said.items())[:60]
            self.remarks.append(RowProblem(columns.row, "", told, "columns_as_said"))

    def _row(self, row: Row) -> None:
        if row.wrong:
            self.problems.append(RowProblem(row.number, "", row.cells[0].text[:40], row.wrong))
            return
        texts = [cell.text for cell in row.cells]
        width = len(self.columns.places)
        if "" not in texts[:width] and heading_score(texts) >= _GOODS_HEADINGS_MIN:
            return  # The headings once more, on the next page of paper.
        values, unusable = row_values(row, self.columns)
        self.named.add(plain_digits(values.get("code", "")).strip())
        if self.commas and any(texts[width:]):
            surplus = next(text for text in texts[width:] if text)
            self._unless_footer(row, [RowProblem(row.number, "", surplus[:40], "row_too_long")])
            return
        read = read_goods_row(row.number, values, unusable)
        if isinstance(read, list):
            self._unless_footer(row, [sharper(problem, values) for problem in read])
            return
        sold = is_sold(values)
        if sold is False:
            said = values.get(STATUS) or values.get(STOPPED, "")
            told = f"{read.full_name}：{said}"[:40]
            self.remarks.append(RowProblem(row.number, self._state_column(), told, "off_sale"))
            return
        if sold is None:
            said = (values.get(STATUS) or values.get(STOPPED, ""))[:40]
            self.remarks.append(RowProblem(row.number, self._state_column(), said, "status_unknown"))
        self._article(row, read)

    def _unless_footer(self, row: Row, problems: list[RowProblem]) -> None:
        """Tell what is wrong with a row, unless it is a sum or a signature below the table."""
        first = next((cell.text for cell in row.cells if cell.text), "")
        if headings().is_footer(first):
            self.remarks.append(RowProblem(row.number, "", first[:40], "footer"))
        else:
            self.problems += problems

    def _state_column(self) -> str:
        return STATUS if self.columns.has(STATUS) else STOPPED

    def _article(self, row: Row, read: Goods) -> None:
        guess = read.plu is not None and not self.columns.has("plu")
        if guess and read.plu in self.plus:
            read = replace(read, plu=None)
        number = article_number(read.code)
        found = list(self._twice(row.number, read, number))
        if found:
            self.problems += found
            return
        self.remarks += remarks(row.number, read)
        self.goods.append(read)
        self.where[read.code] = row.number
        self.numbers.add(number)
        if read.plu is not None:
            self.plus.add(read.plu)
        if read.quick_key is not None:
            self.quick_keys.add(read.quick_key)

    def _twice(self, row: int, read: Goods, number: str) -> Iterator[RowProblem]:
        """What this row has in common with an earlier one and must not have."""
        if number in self.numbers:
            reason = "code_twice" if read.code in self.where else "code_two_spellings"
            yield RowProblem(row, "code", read.code, reason)
        elif never_scanned(read.code):
            yield RowProblem(row, "code", read.code, "code_never_scanned")
        if read.plu in self.plus:
            # A label names goods by the PLU alone: with two of them the wrong one would be sold.
            yield RowProblem(row, "plu", read.plu or "", "plu_twice")
        if read.quick_key in self.quick_keys:
            yield RowProblem(row, "quick_key", str(read.quick_key), "quick_key_twice")

    def _headed(self, problem: RowProblem) -> RowProblem:
        """With the column's heading as it stands in this file."""
        return replace(problem, heading=self.columns.heading(problem.column))
