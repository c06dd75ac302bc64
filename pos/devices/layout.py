"""Turns receipt rows into lines for a paper of a given number of columns. It knows no dots or bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from pos.devices.printer_text import columns_of, printable
from pos.devices.wrapping import wrap
from pos.domain.money import allocate
from pos.domain.selling.receipt import (
    Align,
    CellsRow,
    PairRow,
    QrRow,
    Receipt,
    ReceiptRow,
    RuleRow,
    SpaceRow,
    TearRow,
    TextRow,
)

TEAR_WORDS = " 沿此线撕下 "


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of printable text that fits the paper; `large` text takes twice its columns."""

    text: str
    align: Align = Align.LEFT
    bold: bool = False
    large: bool = False


@dataclass(frozen=True, slots=True)
class QrLine:
    """A QR code in the middle of the paper."""

    text: str


PaperLine: TypeAlias = TextLine | QrLine


def lay_out(receipt: Receipt, *, columns: int) -> list[PaperLine]:
    """Turn a receipt's rows into lines that fit `columns`."""
    return [line for row in receipt.rows for line in _lines(row, columns)]


def _lines(row: ReceiptRow, columns: int) -> list[PaperLine]:
    match row:
        case TextRow(text, align, bold, large):
            width = columns // 2 if large else columns
            wrapped = [line for part in text.split("\n") for line in wrap(printable(part), width)]
            return [TextLine(line, align, bold, large) for line in wrapped]
        case PairRow(left, right, bold, large):
            width = columns // 2 if large else columns
            paired = _pair(printable(left), printable(right), width)
            return [TextLine(line, bold=bold, large=large) for line in paired]
        case CellsRow(cells, shares):
            in_columns = _cells([printable(cell) for cell in cells], allocate(columns, shares))
            return [TextLine(line) for line in in_columns]
        case RuleRow():
            return [TextLine("-" * columns)]
        case SpaceRow():
            return [TextLine("")]
        case QrRow(text):
            return [QrLine(text)]
        case TearRow():
            return [TextLine(_tear_line(columns))]


def _pair(left: str, right: str, width: int) -> list[str]:
    if columns_of(left) + 1 + columns_of(right) <= width:
        return [(left + _blanks(width, left, right) + right).rstrip()]
    above = wrap(left, width)
    below = [_at_right(line, width) for line in wrap(right, width)]
    if len(below) == 1 and columns_of(above[-1]) + 1 + columns_of(right) <= width:
        return [*above[:-1], above[-1] + _blanks(width, above[-1], right) + right]
    return above + below


def _cells(cells: list[str], widths: tuple[int, ...]) -> list[str]:
    """Place the first cell at the left and the others at the right edges of their columns.

    The first cell is wrapped when it would run into the second. A row that still does not fit
    takes more lines: paper is cheaper than a figure that is cut off.
    """
    first, others = cells[0], cells[1:]
    wrapped = wrap(first, widths[0])
    for above, begin in (([], first), (wrapped[:-1], wrapped[-1]), (wrap(first, sum(widths)), "")):
        placed = _placed(begin, others, widths)
        if placed is not None:
            return [*above, placed]
    lines = [line for cell in others if cell for line in wrap(cell, sum(widths))]
    return wrap(first, sum(widths)) + [_at_right(line, sum(widths)) for line in lines]


def _placed(begin: str, others: list[str], widths: tuple[int, ...]) -> str | None:
    """One line with every cell in its place, or None when two would touch."""
    line, edge = begin, widths[0]
    if columns_of(begin) > sum(widths):
        return None
    for cell, width in zip(others, widths[1:], strict=True):
        edge += width
        gap = edge - columns_of(line) - columns_of(cell)
        if not cell:
            continue
        if gap < (1 if line else 0):
            return None
        line += " " * gap + cell
    return line


def _tear_line(columns: int) -> str:
    side = ("- " * columns)[: (columns - columns_of(TEAR_WORDS)) // 2]
    return side + TEAR_WORDS + side[::-1]


def _at_right(text: str, width: int) -> str:
    return " " * (width - columns_of(text)) + text


def _blanks(width: int, left: str, right: str) -> str:
    return " " * (width - columns_of(left) - columns_of(right))
