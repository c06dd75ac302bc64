"""Writes shelf labels as files: a table for a label printer, or a sheet to print and cut. No price rules."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from pos.domain.goods.price_label import PriceLabel
from pos.domain.money import format_yuan
from pos.domain.spreadsheet import BYTE_ORDER_MARK, harmless_row, must_be_quoted

_JIN_COLUMNS = ("市场价每斤", "爱心卡价每斤")  # Only where the shop says prices so.
COLUMNS = ("编码", "名称", "规格", "单位", "类别", "市场价", "爱心卡价", "卡价比例")
_ACROSS = 3  # Labels beside one another on a sheet of A4.
_LINES = 4  # Rows of one label.


def labels_csv(labels: Sequence[PriceLabel]) -> str:
    """The table as text, one label a line, with the mark that says "UTF-8" to spreadsheets in front."""
    out = io.StringIO(newline="")
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    jin = _says_jin(labels)
    writer.writerow(_columns(jin=jin))
    writer.writerows(harmless_row(_cells(label, jin=jin)) for label in labels)
    return out.getvalue()


def labels_workbook(labels: Sequence[PriceLabel], *, title: str) -> bytes:
    """A workbook: the table, and a sheet laid out for printing, three labels across."""
    # The library takes a fifth of a second to import: a till that sells has no use for it.
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, Side

    book = Workbook()
    table: Any = book.active
    table.title = "价签数据"
    jin = _says_jin(labels)
    table.append(_columns(jin=jin))
    for row, label in enumerate(labels, 2):
        for place, text in enumerate(_cells(label, jin=jin), 1):
            _write(table, row, place, text)
    table.freeze_panes = "A2"
    for letter, width in zip("ABCDEFGHIJ", (18, 32, 12, 8, 10, 12, 12, 10, 12, 13), strict=True):
        table.column_dimensions[letter].width = width

    sheet: Any = book.create_sheet("价签")
    sheet.oddHeader.center.text = title
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    thin, center = Side(style="thin"), Alignment(horizontal="center", vertical="center", shrink_to_fit=True)
    fonts = (Font(size=13, bold=True), Font(size=20, bold=True), Font(size=14), Font(size=9))
    for letter in "ABC"[:_ACROSS]:
        sheet.column_dimensions[letter].width = 32
    for number, label in enumerate(labels):
        place = number % _ACROSS + 1
        top = number // _ACROSS * _LINES + 1
        for line, (text, font) in enumerate(zip(_lines(label), fonts, strict=True)):
            cell = _write(sheet, top + line, place, text)
            cell.font, cell.alignment = font, center
            cell.border = Border(
                left=thin,
                right=thin,
                top=thin if line == 0 else None,
                bottom=thin if line == _LINES - 1 else None,
            )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _says_jin(labels: Sequence[PriceLabel]) -> bool:
    return any(label.jin for label in labels)


def _columns(*, jin: bool) -> tuple[str, ...]:
    return (*COLUMNS, *_JIN_COLUMNS) if jin else COLUMNS


def _cells(label: PriceLabel, *, jin: bool) -> tuple[str, ...]:
    goods = label.goods
    cells = (
        goods.code,
        goods.name,
        goods.spec,
        goods.unit,
        goods.category,
        format_yuan(goods.price).replace(",", ""),
        "" if label.card_price is None else format_yuan(label.card_price).replace(",", ""),
        "" if label.percent_paid is None else f"{label.percent_paid}%",
    )
    per_jin = (label.jin.replace(",", ""), label.card_jin.replace(",", ""))
    return (*cells, *per_jin) if jin else cells


def _lines(label: PriceLabel) -> tuple[str, str, str, str]:
    goods = label.goods
    per = f"元/{goods.unit}"
    market, card = f"{format_yuan(goods.price)} {per}", ""
    if label.card_price is not None:
        card = f"爱心卡 {format_yuan(label.card_price)} {per}"
    if label.jin:
        market += f"　{label.jin} 元/斤"
        card += f"　{label.card_jin} 元/斤" if label.card_jin else ""
    return goods.full_name, market, card, goods.code


def _write(sheet: Any, row: int, place: int, text: str) -> Any:
    cell = sheet.cell(row, place)
    cell.value, cell.data_type = text, "s"  # A code keeps its zeros.
    cell.quotePrefix = must_be_quoted(text)
    return cell
