"""The look of a printed report: colours, fonts, tables and page frame. It knows no figures."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final, Literal, TypeAlias

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import LongTable, Paragraph, TableStyle

from pos.services.reports.fonts import BOLD, FONTS, REGULAR, font, markup, runs, text_width
from pos.services.reports.table import Column, Fact, Kind, Table, shown

Side: TypeAlias = Literal[0, 1, 2]  # TA_LEFT, TA_CENTER, TA_RIGHT

MARGIN: Final = 15 * mm
WIDTH: Final = A4[0] - 2 * MARGIN
BAND: Final = 15 * mm  # The dark band with the shop's name on top of each page.


@cache
def colours() -> Mapping[str, str]:
    """The theme's colours by name: paper has the colours of the window."""
    theme = tomllib.loads((FONTS.parent / "themes" / "light.toml").read_text(encoding="utf-8"))
    named: Mapping[str, str] = theme["colour"]
    return named


def paragraph(
    text: str, *, size: float = 9.5, colour: str = "ink", bold: bool = False, align: Side = TA_LEFT
) -> Paragraph:
    """A paragraph of one look, which wraps between any two characters as Chinese does."""
    style = ParagraphStyle(
        "text",
        fontName=font(BOLD if bold else REGULAR).fontName,
        fontSize=size,
        leading=size * 1.45,
        textColor=HexColor(colours()[colour]),
        alignment=align,
        wordWrap="CJK",
    )
    return Paragraph(markup(text, bold=bold), style)


def heading(text: str) -> Paragraph:
    """The name of a part."""
    return paragraph(text, size=12, bold=True)


def ruled(table: Table, *, size: float = 9) -> LongTable:
    """A table over the whole width that repeats its head on the next page."""
    widths = [WIDTH * column.width / sum(each.width for each in table.columns) for column in table.columns]
    head = [
        paragraph(each.name, size=size - 0.5, colour="ink_2", align=_side(each)) for each in table.columns
    ]
    body = [_row(table.columns, row, size=size) for row in table.rows]
    if not body:
        empty = paragraph(table.empty, size=size, colour="ink_2")
        body = [[empty, *[""] * (len(widths) - 1)]]
    marks: list[Any] = [
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, HexColor(colours()["line"])),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, HexColor(colours()["line_soft"])),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ]
    if not table.rows:
        marks.append(("SPAN", (0, 1), (-1, 1)))
    if table.total is not None:
        body.append(_row(table.columns, table.total, size=size, bold=True))
        marks.append(("BACKGROUND", (0, -1), (-1, -1), HexColor(colours()["green_soft"])))
    return LongTable([head, *body], colWidths=widths, repeatRows=1, style=TableStyle(marks))


def facts_grid(facts: Sequence[Fact], *, columns: int, size: float = 9.5, bold: bool = False) -> LongTable:
    """Named figures side by side: the name small above, the figure below."""
    cells = [
        [
            paragraph(fact.name, size=8, colour="ink_2"),
            paragraph(shown(fact.value, fact.kind), size=size, bold=bold),
        ]
        for fact in facts
    ]
    cells += [[paragraph("")]] * (-len(cells) % columns)
    rows = [cells[start : start + columns] for start in range(0, len(cells), columns)]
    marks: list[Any] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("BOX", (0, 0), (-1, -1), 0.6, HexColor(colours()["line"])),
        ("LEFTPADDING", (0, 0), (-1, -1), 7),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
    ]
    return LongTable(rows, colWidths=[WIDTH / columns] * columns, style=TableStyle(marks))


def write(
    canvas: Canvas, x: float, y: float, text: str, *, size: float, colour: str, bold: bool = False
) -> None:
    """Write one line on the page itself, beginning at `x`."""
    canvas.setFillColor(HexColor(colours()[colour]))
    for name, piece in runs(text, bold=bold):
        canvas.setFont(font(name).fontName, size)
        canvas.drawString(x, y, piece)
        x += canvas.stringWidth(piece, name, size)


def numbered_pages(band: tuple[str, str], foot: str) -> type[Canvas]:
    """A canvas that draws the frame of every page once it knows how many there are."""

    class Numbered(Canvas):
        def __init__(self, *given: Any, **options: Any) -> None:
            super().__init__(*given, **options)
            self._held: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 (the library calls it so)
            self._held.append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined]  # the stub leaves it out

        def save(self) -> None:
            for number, page in enumerate(self._held, 1):
                self.__dict__.update(page)
                _frame(self, band, f"{foot}　第 {number} 页 / 共 {len(self._held)} 页")
                super().showPage()
            super().save()

    return Numbered


def _frame(canvas: Canvas, band: tuple[str, str], foot: str) -> None:
    canvas.setFillColor(HexColor(colours()["top"]))
    canvas.rect(0, A4[1] - BAND, A4[0], BAND, stroke=0, fill=1)
    left, right = band
    y = A4[1] - BAND / 2 - 4.5
    write(canvas, MARGIN, y, left, size=13, colour="top_ink", bold=True)
    x = A4[0] - MARGIN - text_width(right, 10)
    write(canvas, x, y + 1, right, size=10, colour="top_ink_2")
    write(canvas, MARGIN, 8 * mm, foot, size=8, colour="ink_2")


def _row(columns: Sequence[Column], row: Sequence[Any], *, size: float, bold: bool = False) -> list[Any]:
    cells = []
    for column, value in zip(columns, row, strict=True):
        missing = column.kind is Kind.MONEY and isinstance(value, int) and value < 0
        colour = "coral_ink" if missing or value == "不一致" else "ink"
        text = "" if bold and value is None else shown(value, column.kind)
        cells.append(paragraph(text, size=size, colour=colour, bold=bold, align=_side(column)))
    return cells


def _side(column: Column) -> Side:
    return TA_LEFT if column.kind in (Kind.TEXT, Kind.TIME) else TA_RIGHT
