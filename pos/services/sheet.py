"""What a table file holds, row by row, whatever its format. It knows nothing of goods."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from pos.errors import GoodsFileDamaged, GoodsFileNotATable

_ENCODINGS = ("utf-8-sig", "gb18030")
_DELIMITERS = (",", "\t", ";")  # A comma wins; some spreadsheets save with a tab or a semicolon.
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `wrong`: why it holds no value, in a stable word. `number`: the file holds a number there."""

    text: str
    wrong: str = ""
    number: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row with the number a person sees in the spreadsheet."""

    number: int
    cells: tuple[Cell, ...]


def text_rows(content: bytes, path: str) -> Iterator[Row]:
    """The rows of a text file. Raises GoodsFileNotATable, GoodsFileDamaged (while it is read)."""
    text = _text(content, path)
    first = text.split("\n", 1)[0]
    delimiter = next((mark for mark in _DELIMITERS if mark in first), ",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            yield Row(number, tuple(Cell(cell_text(cell)) for cell in cells))
    except csv.Error as error:
        raise GoodsFileDamaged(path=path, row=reader.line_num, reason=str(error)) from error


def cell_text(text: str) -> str:
    """What a person sees of a cell: nothing invisible, and no apostrophe that only says "this is text"."""
    return text.translate(_INVISIBLE).strip().removeprefix("'")


def _text(content: bytes, path: str) -> str:
    marked = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if marked else _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise GoodsFileNotATable(path=path)
