"""Reads a workbook (XLSX) with its sheets, styles and texts, and gives each cell as a person sees it.

openpyxl reads what is small: the list of the sheets and the styles. Its reading of cells takes twenty
seconds for 100,000 rows, so these and the texts that they share come from `worksheet`.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final, NamedTuple

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.xml.constants import SHARED_STRINGS

from pos.services.goods.sheet import EMPTY_CELL, Cell, cell_text, kept_as_text
from pos.services.goods.worksheet import RawCell, shared_texts, sheet_rows

COLUMNS_MAX: Final = 32

_ZEROS: Final = re.compile("0+")
_DIGITS_EXACT: Final = 15  # A spreadsheet keeps so many digits of a number, not one more.
_KNOWN_CELLS_MAX: Final = 8_192
_FRACTION: Final = re.compile("[.eE]")


class SheetPart(NamedTuple):
    """One sheet: its name, and where its XML is in the file."""

    title: str
    part: str


class Book:
    """One workbook that is open. A file that is not a workbook may raise any exception."""

    def __init__(self, content: bytes) -> None:
        self._packed = zipfile.ZipFile(io.BytesIO(content))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # About styles and extensions of no meaning here.
            self._structure = _Structure(io.BytesIO(content), read_only=True, keep_links=False)
            self._structure.read()
        self._styles: Any = self._structure.wb
        self._texts = self._structure.shared_strings
        self._known: dict[tuple[str, str | None, int], Cell] = {}
        self.sheets: list[SheetPart] = self._structure.sheets

    def rows(self, part: str) -> Iterator[list[Cell]]:
        """The cells of each row from the first on, `COLUMNS_MAX` of each, with the rows that are left out."""
        told = 0
        with self._packed.open(part.lstrip("/")) as opened:
            for number, cells in sheet_rows(opened):
                while told + 1 < number:
                    told += 1
                    yield [EMPTY_CELL] * COLUMNS_MAX
                if told < number:
                    told += 1
                    yield self._row(cells)

    def _row(self, cells: list[RawCell]) -> list[Cell]:
        row = [EMPTY_CELL] * COLUMNS_MAX
        for column, kind, text, style in cells:
            if 1 <= column <= COLUMNS_MAX:
                key = kind, text, style
                cell = self._known.get(key)
                if cell is None:
                    cell = self._cell(kind, text, style)
                    if len(self._known) < _KNOWN_CELLS_MAX:
                        self._known[key] = cell
                row[column - 1] = cell
        return row

    def _cell(self, kind: str, text: str | None, style: int) -> Cell:
        if text is None:
            return EMPTY_CELL
        if kind == "s":
            return _said(self._texts[int(text)])
        if kind == "n":
            return self._number(float(text) if _FRACTION.search(text) else int(text), style)
        if kind == "f":
            # ="00123": no formula, but the usual way to keep a number a text.
            kept = kept_as_text(text)
            return Cell(text, wrong="cell_formula") if kept is None else _said_as(kept)
        if kind == "e":
            return Cell(text, wrong="cell_error")
        if kind == "b":
            return Cell(str(bool(int(text))), wrong="cell_boolean")
        if kind == "d":
            return Cell(str(from_ISO8601(text)), wrong="cell_date")  # type: ignore[no-untyped-call]
        return _said(text)

    def _number(self, value: float, style: int) -> Cell:
        """A number as a person sees it: whole without a point, with the zeros its format puts before it."""
        if style in self._styles._date_formats:  # noqa: SLF001 - the library tells it nowhere else
            return self._date(value, style)
        if value % 1:
            return Cell(f"{value:.{_DIGITS_EXACT}g}", number=True)  # 59.699999999999996 is shown as 59.7.
        digits, shown_as = str(int(value)), self._number_format(style)
        if _ZEROS.fullmatch(shown_as) and len(shown_as) > 1 and len(digits) <= _DIGITS_EXACT:
            return _said_as(digits.zfill(len(shown_as)))
        return Cell(digits, number=True)

    def _date(self, value: float, style: int) -> Cell:
        is_span = style in self._styles._timedelta_formats  # noqa: SLF001 - as above
        try:
            found: date | datetime | time | timedelta = from_excel(value, self._styles.epoch, is_span)
        except (OverflowError, ValueError):
            return Cell("#VALUE!", wrong="cell_error")
        return Cell(str(found), wrong="cell_date")

    def _number_format(self, style: int) -> str:
        number: int = self._styles._cell_styles[style].numFmtId  # noqa: SLF001 - as above
        if number < BUILTIN_FORMATS_MAX_SIZE:
            return str(BUILTIN_FORMATS.get(number, "General"))
        return str(self._styles._number_formats[number - BUILTIN_FORMATS_MAX_SIZE])  # noqa: SLF001 - as above


def _said(text: str) -> Cell:
    return _said_as(cell_text(text))


def _said_as(seen: str) -> Cell:
    return Cell(seen) if seen else EMPTY_CELL


class _Structure(ExcelReader):
    """The library's reader without what is slow, and without what a table of goods has no use for."""

    sheets: list[SheetPart]

    def read(self) -> None:
        """Read the list of the sheets, the styles and the texts that cells share."""
        self.read_manifest()
        self.read_strings()
        self.read_workbook()
        apply_stylesheet(self.archive, self.wb)
        self.sheets = [
            SheetPart(sheet.name, rel.target)
            for sheet, rel in self.parser.find_sheets()
            if rel.target in self.valid_files and "chartsheet" not in rel.Type
        ]

    def read_strings(self) -> None:
        """Read the texts that cells share."""
        found = self.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call] # of the library's stubs
        if found is not None:
            with self.archive.open(found.PartName[1:]) as opened:
                self.shared_strings = shared_texts(opened)
