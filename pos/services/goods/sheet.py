"""Reads the rows of a table file, whatever its format. It knows nothing about goods."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from pos.errors.goods import (
    GoodsFileNotATable,
    GoodsFileOfOtherSort,
    GoodsFileOldFormat,
    GoodsFileTooLarge,
    GoodsFileWebPage,
)
from pos.services.goods.file_sorts import is_markup, is_old_markup, is_web_page, other_sort

ROWS_MAX = 200_000

_ENCODINGS = ("utf-8-sig", "gb18030")
_DELIMITERS = (",", "\t", ";", "|")  # A comma wins; some programs save with another one.
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')  # ="00123": the usual way to keep a number a text.
_QUOTED_LINES_MAX = 20  # The most lines of text in a cell; more means a quote that was not closed.
_HEAD_ROWS = 10
_LOST = "\ufffd"
_TEXT_MARKS = ("=", "'")  # One of them begins a cell that says "this is text".


class Cell(NamedTuple):
    """One cell. `wrong`: why it holds no value, in a stable word. `number`: the file holds a number there."""

    text: str
    wrong: str = ""
    number: bool = False


EMPTY_CELL = Cell("")
_KNOWN_CELLS_MAX = 8_192


class _TextCells(dict[str, Cell]):
    """The cells of texts: units, categories and prices are few for many goods, and made once."""

    def __missing__(self, text: str) -> Cell:
        seen = cell_text(text)
        cell = Cell(seen) if seen else EMPTY_CELL
        if len(self) < _KNOWN_CELLS_MAX:
            self[text] = cell
        return cell


class Row(NamedTuple):
    """One row with the number a person sees in the spreadsheet. `wrong`: why all of it cannot be read."""

    number: int
    cells: tuple[Cell, ...]
    wrong: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether no cell holds anything, not even something that cannot be read."""
        return all(cell is EMPTY_CELL or not (cell.text or cell.wrong) for cell in self.cells)


def text_rows(content: bytes, path: str, score: Callable[[Sequence[str]], int]) -> Iterator[Row]:
    """The rows of a text file. `score`: how much a row looks like the headings, to find what cuts it.

    A row with an unreadable byte or an open quote is lost alone; the other rows are read.
    Raises GoodsFileNotATable, GoodsFileWebPage, GoodsFileOldFormat, GoodsFileTooLarge.
    """
    _refuse_pages(content, path)
    text = _text(content, path).replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    if len(lines) > ROWS_MAX and sum(bool(line.strip(" ,;|\t")) for line in lines) > ROWS_MAX:
        raise GoodsFileTooLarge(path=path, rows_max=ROWS_MAX)
    yield from _records(lines, _delimiter(lines, score))


def cell_text(text: str) -> str:
    """What a person sees of a cell: nothing invisible, and no mark that only says "this is text"."""
    seen = (text if text.isascii() else text.translate(_INVISIBLE)).strip()
    if seen[:1] not in _TEXT_MARKS:
        return seen
    kept = kept_as_text(seen)
    return seen.removeprefix("'") if kept is None else kept


def kept_as_text(text: str) -> str | None:
    """The text inside `="…"`; None for anything else, as a formula that reckons."""
    found = _KEPT_AS_TEXT.fullmatch(text)
    return None if found is None else found[1].strip()


def _refuse_pages(content: bytes, path: str) -> None:
    """Some programs save a web page, or another kind of markup, under the name of a table."""
    if sort := ("压缩包" if content.startswith(b"\x1f\x8b") else other_sort(content)):
        raise GoodsFileOfOtherSort(path=path, sort=sort)
    if is_web_page(content) and not is_old_markup(content):
        raise GoodsFileWebPage(path=path)
    if is_markup(content):
        raise GoodsFileOldFormat(path=path)


def _text(content: bytes, path: str) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        texts = [content.decode("utf-16", errors="replace")]
    else:
        texts = []
        for encoding in _ENCODINGS:
            texts.append(content.decode(encoding, errors="replace"))
            if _LOST not in texts[-1]:
                break
    text = min(texts, key=lambda each: each.count(_LOST))
    # A few unreadable bytes cost their rows; with more of them the file is not text.
    if text.count(_LOST) + text.count("\0") > len(text) // 20 + 1:
        raise GoodsFileNotATable(path=path)
    return text


def _delimiter(lines: Sequence[str], score: Callable[[Sequence[str]], int]) -> str:
    """What cuts the rows: with it the headings are found. A title may stand above them."""

    def found(delimiter: str) -> int:
        return max((score(_plain_cells(line, delimiter)) for line in lines[:_HEAD_ROWS]), default=0)

    def cut(delimiter: str) -> int:
        return max((line.count(delimiter) for line in lines[:_HEAD_ROWS]), default=0)

    best = max(_DELIMITERS, key=found)
    return best if found(best) > 1 else max(_DELIMITERS, key=cut)


def _plain_cells(line: str, delimiter: str) -> list[str]:
    return [cell.strip().strip('"') for cell in line.split(delimiter)]


def _records(lines: Sequence[str], delimiter: str) -> Iterator[Row]:
    at, number, width = 0, 0, 0
    known = _TextCells()
    if lines and not lines[-1]:
        lines = lines[:-1]
    while at < len(lines):
        number += 1
        line = lines[at]
        cells, taken = (line.split(delimiter), 1) if '"' not in line else _quoted(lines, at, delimiter, width)
        whole = line if taken == 1 else "\n".join(lines[at : at + taken])
        at += taken
        if cells is None:
            yield Row(number, (Cell(line.strip()[:40]),), "row_quote")
        elif _LOST in whole or "\0" in whole:
            yield Row(number, tuple([known[cell] for cell in cells]), "row_bytes")
        else:
            yield Row(number, tuple([known[cell] for cell in cells]))
            width = len(cells) if len(cells) > 1 else width


def _quoted(lines: Sequence[str], at: int, delimiter: str, width: int) -> tuple[list[str] | None, int]:
    """Cells of a line with quotes, and how many lines they take; None for a quote that does not fit.

    A quoted text may go on over several lines. Then the row must be as wide as those before it:
    else it is a quote that was never closed, and the lines after it are rows of their own.
    """
    cells = _cut(lines[at], delimiter)
    if cells is not None:
        return cells, 1
    joined = lines[at]
    for more in range(1, min(_QUOTED_LINES_MAX, len(lines) - at)):
        joined = f"{joined}\n{lines[at + more]}"
        if '"' not in lines[at + more]:
            continue
        cells = _cut(joined, delimiter)
        if cells is not None and len(cells) == width:
            return cells, more + 1
    return None, 1


def _cut(text: str, delimiter: str) -> list[str] | None:
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None
