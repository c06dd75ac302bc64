"""Reads the rows of a list file, XLSX or CSV, as texts with the numbers people see. It knows no person."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from typing import Final, NamedTuple

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from monitor.declined import Declined

ROWS_MAX: Final = 200_000
_PACKED: Final = b"PK\x03\x04"
_OLD_WORKBOOK: Final = b"\xd0\xcf\x11\xe0"
_DELIMITERS: Final = (",", "\t", ";")
_EXACT_BELOW: Final = 10**15  # A spreadsheet keeps so many digits of a number, not one more.
LOST_DIGITS: Final = "\x00"  # Stands for a number whose last digits the spreadsheet has lost.


class TableRow(NamedTuple):
    """One row, numbered as in the spreadsheet."""

    number: int
    cells: tuple[str, ...]


def read_table(content: bytes) -> list[TableRow]:
    """Every row that is not empty. Raises Declined for what is no table, damaged or too large."""
    rows = _workbook(content) if content[:4] in (_PACKED, _OLD_WORKBOOK) else _text(content)
    if len(rows) > ROWS_MAX:
        raise Declined("list.too_large", f"这份名单超过 {ROWS_MAX:,} 行，请分成几份")
    return [row for row in rows if any(row.cells)]


def _workbook(content: bytes) -> list[TableRow]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        rows = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
        _fill_merged(sheet, rows)
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise Declined("list.damaged", "这个表格文件不完整或已损坏，请重新导出再上传") from error
    return [TableRow(number, tuple(cells)) for number, cells in enumerate(rows, 1)]


def _fill_merged(sheet: CalamineSheet, rows: list[list[str]]) -> None:
    """A merged cell says the same for each of its rows: one street or household for several people."""
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        if right > left or top >= len(rows):
            continue  # A title over several columns says nothing about a row.
        for row in rows[top + 1 : bottom + 1]:
            row[left] = rows[top][left]


def _cell(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float | int) and not isinstance(value, bool):
        whole = int(value)
        if abs(whole) >= _EXACT_BELOW:
            return LOST_DIGITS
        return str(whole) if whole == value else str(value)
    return str(value).strip()


def _text(content: bytes) -> list[TableRow]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError as error:
            # A multi-byte character that is cut off at the very end is half a file, not another encoding.
            if encoding == "utf-8-sig" and error.start >= len(content) - 3 and error.start > 0:
                raise Declined("list.half", "这份名单到最后一行中间就断了，请重新导出再上传") from error
    else:
        raise Declined("list.not_a_table", "这不是名单文件：只能读 XLSX，或 UTF-8、GBK 编码的 CSV")
    if "\0" in text:
        raise Declined("list.not_a_table", "这不是名单文件：只能读 XLSX，或 UTF-8、GBK 编码的 CSV")
    delimiter = max(_DELIMITERS, key=lambda mark: max(line.count(mark) for line in text.split("\n", 10)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [
            TableRow(number, tuple(cell.strip().lstrip("'\t") for cell in cells))
            for number, cells in enumerate(reader, 1)
        ]
    except csv.Error as error:
        raise Declined("list.not_a_table", f"第 {reader.line_num} 行的引号不成对，请重新导出") from error
