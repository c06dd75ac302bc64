"""Writes the sheets of a workbook from top to bottom: real numbers, text that is no formula, A4."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pos.domain.calendar import BusinessDate, shanghai
from pos.domain.spreadsheet import must_be_quoted
from pos.services.reports.table import Cell, Column, Fact, Kind, Table

_FORMATS = {
    Kind.TEXT: "@",
    Kind.MONEY: '#,##0.00;[Red]"−"#,##0.00',
    Kind.COUNT: "#,##0",
    Kind.QUANTITY: "#,##0.###",
    Kind.TIME: "mm-dd hh:mm",
}
_INK, _HINT, _GREEN, _SOFT, _LINE, _CORAL = "1D2A26", "5A6B65", "1F7A5C", "E4F1EB", "E3E1D9", "B83F25"
_FACE = "Noto Sans SC"  # Where it is not installed, spreadsheets take their own Chinese font.
_FRAME = Border(bottom=Side(style="thin", color=_LINE))
_TITLE = Font(name=_FACE, size=15, bold=True, color=_INK)
_HEAD = Font(name=_FACE, size=10, bold=True, color=_GREEN)
_BODY = Font(name=_FACE, size=10, color=_INK)
_BOLD = Font(name=_FACE, size=10, bold=True, color=_INK)
_QUIET = Font(name=_FACE, size=9, color=_HINT)
_ALARM = Font(name=_FACE, size=10, bold=True, color=_CORAL)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def new_workbook() -> Workbook:
    """A workbook without a sheet."""
    book = Workbook()
    for sheet in list(book.worksheets):
        book.remove(sheet)
    return book


def saved(book: Workbook, *, author: str, title: str, date: BusinessDate) -> bytes:
    """Write a workbook without the time of writing, so that equal figures give equal bytes."""
    made_at = datetime.fromisoformat(f"{date}T00:00:00")
    book.properties.creator, book.properties.title = author, title
    book.properties.created = book.properties.modified = made_at
    packed = io.BytesIO()
    book.save(packed)
    stamp = made_at.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    told = io.BytesIO()
    with zipfile.ZipFile(packed) as parts, zipfile.ZipFile(told, "w") as again:
        for info in parts.infolist():
            content = parts.read(info)
            if info.filename == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", content)
            entry = zipfile.ZipInfo(info.filename, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            again.writestr(entry, content)
    return told.getvalue()


class Page:
    """One sheet, filled from top to bottom. `heading` and `paper` say on it and at its foot whose it is."""

    def __init__(
        self, book: Workbook, title: str, *, heading: str, paper: str, below: str, landscape: bool = False
    ) -> None:
        self._row = 1
        self._sheet: Worksheet = book.create_sheet(title)
        self._sheet.sheet_view.showGridLines = False
        setup = self._sheet.page_setup
        setup.paperSize, setup.fitToHeight, setup.fitToWidth = 9, 0, 1  # 9 is A4 in the format.
        setup.orientation = "landscape" if landscape else "portrait"
        self._sheet.sheet_properties.pageSetUpPr.fitToPage = True
        self._sheet.print_options.horizontalCentered = True
        self._sheet.oddFooter.left.text = f"{heading}  {paper}"
        self._sheet.oddFooter.right.text = "第 &P 页 / 共 &N 页"
        self._put(f"{heading}  {title}", _TITLE)
        self._sheet.row_dimensions[1].height = 26
        self._put(below, _QUIET)
        self._row += 1

    def charted(self, table: Table, *, label: int, value: int) -> None:
        """A table with a chart below it of two of its columns (from 1): names and values."""
        top = self.table(table)
        count = len(table.rows)
        if not count:
            return
        chart = BarChart()
        chart.type, chart.legend, chart.title = "bar", None, f"{table.title}（元）"
        chart.height, chart.width = 2 + count * 0.7, 17
        chart.y_axis.delete = chart.x_axis.delete = False
        chart.x_axis.scaling.orientation = "maxMin"  # The first row on top.
        chart.add_data(Reference(self._sheet, min_col=value, min_row=top, max_row=top + count - 1))
        chart.set_categories(Reference(self._sheet, min_col=label, min_row=top, max_row=top + count - 1))
        chart.series[0].graphicalProperties.solidFill = _GREEN
        self._sheet.add_chart(chart, f"A{self._row}")

    def facts(self, title: str, facts: Sequence[Fact]) -> None:
        """Named figures, one below the other."""
        if title:
            self._put(title, _HEAD)
        for fact in facts:
            self._put_at(self._row, 1, fact.name, _QUIET)
            self._cell(self._row, 2, fact.value, fact.kind, _BOLD).alignment = Alignment(horizontal="left")
            self._row += 1
        self._row += 1

    def table(self, table: Table) -> int:
        """Write a table; give the row of the sheet its first row stands in."""
        self._put(table.title, _HEAD)
        for place, column in enumerate(table.columns, 1):
            cell = self._put_at(self._row, place, column.name, _QUIET)
            cell.fill = PatternFill("solid", fgColor=_SOFT)
            cell.alignment = Alignment(horizontal=_side(column))
            self._widen(place, column.width)
        self._row += 1
        first = self._row
        for row in table.rows:
            self._row_of(table.columns, row, _BODY)
        if table.total is not None:
            self._row_of(table.columns, table.total, _BOLD)
        if not table.rows:
            self._put(table.empty, _QUIET)
        self._row += 1
        return first

    def _row_of(self, columns: Sequence[Column], row: Sequence[Cell], font: Font) -> None:
        for place, (column, value) in enumerate(zip(columns, row, strict=True), 1):
            cell = self._cell(self._row, place, value, column.kind, font)
            cell.alignment = Alignment(
                horizontal=_side(column), vertical="top", wrap_text=column.kind is Kind.TEXT
            )
            cell.border = _FRAME
        self._row += 1

    def say(self, text: str, *, alarm: bool = False, bold: bool = False) -> None:
        """One line of words."""
        self._put(text, _ALARM if alarm else _BOLD if bold else _BODY)

    def quiet(self, text: str) -> None:
        """One line of small words."""
        self._put(text, _QUIET)

    def large(self, text: str) -> None:
        """One line in large letters."""
        self._put(text, Font(name=_FACE, size=13, bold=True, color=_INK))

    def skip(self, rows: int = 1) -> None:
        """Leave rows empty."""
        self._row += rows

    def _put(self, text: str, font: Font) -> None:
        self._put_at(self._row, 1, text, font)
        self._row += 1

    def _put_at(self, row: int, place: int, text: str, font: Font) -> SheetCell:
        return self._cell(row, place, text, Kind.TEXT, font)

    def _cell(self, row: int, place: int, value: Cell, kind: Kind, font: Font) -> SheetCell:
        cell = self._sheet.cell(row, place)
        assert isinstance(cell, SheetCell)
        if isinstance(value, str) and value:
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
            # What a person typed may begin with '='; it is text and never runs.
            cell.data_type, kind = "s", Kind.TEXT
            cell.quotePrefix = must_be_quoted(value)  # Nor when a person edits the cell.
        elif isinstance(value, int):
            cell.value = _number(value, kind)
        cell.font = font
        cell.number_format = _FORMATS[Kind.COUNT if isinstance(value, int) and kind is Kind.TEXT else kind]
        return cell

    def _widen(self, place: int, width: int) -> None:
        held = self._sheet.column_dimensions[get_column_letter(place)]
        held.width = max(held.width if held.customWidth else 0, width * 1.15)


def _number(value: int, kind: Kind) -> int | Decimal | datetime:
    """A real number in a person's unit: yuan, units, or the wall clock."""
    if kind is Kind.MONEY:
        return Decimal(value).scaleb(-2)
    if kind is Kind.QUANTITY:
        return Decimal(value).scaleb(-3)
    if kind is Kind.TIME:
        return shanghai(value).replace(tzinfo=None, microsecond=0)  # The format has no zones.
    return value


def _side(column: Column) -> str:
    return "left" if column.kind in (Kind.TEXT, Kind.TIME) else "right"
