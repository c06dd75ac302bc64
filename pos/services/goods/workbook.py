"""Reads the first sheet of a workbook (XLSX) that may be hostile: bounded, and nothing in it is executed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import islice

from pos.errors.goods import (
    GoodsFileDamaged,
    GoodsFileEncrypted,
    GoodsFileNotATable,
    GoodsFileOldFormat,
    GoodsFileTooLarge,
    GoodsFileWithMacros,
)
from pos.services.goods.sheet import EMPTY_CELL, Cell, Row
from pos.services.goods.sheet import ROWS_MAX as ROWS_MAX_OF_A_TABLE

ROWS_MAX = ROWS_MAX_OF_A_TABLE
UNPACKED_BYTES_MAX = 256 * 1024 * 1024  # A sheet of 200,000 goods unpacks to about 100 MB.
PARTS_MAX = 2_000
MERGED_CELLS_MAX = 200_000

_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")  # Old workbooks, and new ones behind a password.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})\"")
_CHUNK_BYTES = 1 << 20
_HEAD_ROWS = 10
_ROW_MARKS = (b"<row ", b"<row>", b":row ")
_ROW_MARK_BYTES = 5
_ONE_TAG_BYTES = 200


def is_workbook(content: bytes) -> bool:
    """Say whether a file is a workbook, by what it holds, not by what it is called."""
    return content.startswith((b"PK\x03\x04", _COMPOUND))


def workbook_rows(content: bytes, path: str) -> Iterator[Row]:
    """The rows of the first sheet.

    Raises GoodsFileEncrypted, GoodsFileOldFormat, GoodsFileWithMacros, GoodsFileTooLarge,
    GoodsFileNotATable, GoodsFileDamaged.
    """
    if content.startswith(_COMPOUND):
        raise (GoodsFileEncrypted if _ENCRYPTED in content else GoodsFileOldFormat)(path=path)
    _inspect(content, path)
    row = 0
    try:
        # Its library takes a fifth of a second to import: a till that sells has no use for it.
        from pos.services.goods.xlsx_book import COLUMNS_MAX, Book

        book = Book(content)
        part = book.sheets[0].part
        _refuse_too_many_rows(content, part, path)
        merged = _merged_cells(content, part, path, columns_max=COLUMNS_MAX)
        for row, cells in enumerate(book.rows(part), 1):
            if row > ROWS_MAX:
                raise GoodsFileTooLarge(path=path, rows_max=ROWS_MAX)
            if merged:
                for place, cell in enumerate(cells):
                    if cell is EMPTY_CELL and (row, place + 1) in merged:
                        cells[place] = _MERGED_AWAY
            yield Row(row, tuple(cells))
    except GoodsFileTooLarge:
        raise
    except Exception as error:
        raise GoodsFileDamaged(path=path, row=row + 1, reason=type(error).__name__) from error


def other_sheets(content: bytes) -> Iterator[tuple[str, str, list[list[str]]]]:
    """For every sheet but the first: the first one's name, its own name, and the texts of its first rows."""
    from pos.services.goods.xlsx_book import Book

    book = Book(content)
    first, *others = book.sheets
    for sheet in others:
        rows = islice(book.rows(sheet.part), _HEAD_ROWS)
        yield first.title, sheet.title, [[cell.text for cell in row] for row in rows]


def _refuse_too_many_rows(content: bytes, part: str, path: str) -> None:
    """Count rows before they are read: reading 200,000 of them takes half a minute, counting none."""
    rows = 0
    with zipfile.ZipFile(io.BytesIO(content)) as packed, packed.open(part.lstrip("/")) as opened:
        before = b""
        while chunk := opened.read(_CHUNK_BYTES):
            window = before + chunk
            rows += sum(window.count(mark) for mark in _ROW_MARKS)
            if rows > ROWS_MAX:
                raise GoodsFileTooLarge(path=path, rows_max=ROWS_MAX)
            before = window[-(_ROW_MARK_BYTES - 1) :]


def _inspect(content: bytes, path: str) -> None:
    """Look at the table of contents of the zip before anything is unpacked. What it says is held to later."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            if any(part.flag_bits & 1 for part in parts):
                raise GoodsFileEncrypted(path=path)
            if len(parts) > PARTS_MAX or sum(part.file_size for part in parts) > UNPACKED_BYTES_MAX:
                raise GoodsFileTooLarge(path=path, rows_max=ROWS_MAX)
            if any(name.endswith("vbaProject.bin") for name in names):
                raise GoodsFileWithMacros(path=path)
            if "xl/workbook.bin" in names or "mimetype" in names:
                raise GoodsFileOldFormat(path=path)
            if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
                raise GoodsFileNotATable(path=path)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with packed.open(part) as opened:
                        if b"<!DOCTYPE" in opened.read(4_096):  # Entities that blow up; no workbook has them.
                            raise GoodsFileDamaged(path=path, row=0, reason="DOCTYPE")
    except (zipfile.BadZipFile, OSError, NotImplementedError, EOFError, ValueError) as error:
        raise GoodsFileDamaged(path=path, row=0, reason=type(error).__name__) from error


def _merged_cells(content: bytes, part: str, path: str, *, columns_max: int) -> frozenset[tuple[int, int]]:
    """Cells that hold nothing because they are part of a larger one. The library reads them not."""
    from openpyxl.utils.cell import range_boundaries

    found: set[tuple[int, int]] = set()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, packed.open(part.lstrip("/")) as opened:
        before = b""
        while chunk := opened.read(_CHUNK_BYTES):
            window = before + chunk
            end = 0
            for hit in _MERGED.finditer(window):
                left, top, right, bottom = range_boundaries(hit[1].decode("ascii"))
                assert left and top and right and bottom
                right, bottom = min(right, columns_max), min(bottom, ROWS_MAX)
                if (right - left + 1) * (bottom - top + 1) + len(found) > MERGED_CELLS_MAX:
                    raise GoodsFileTooLarge(path=path, rows_max=ROWS_MAX)
                found.update(
                    (row, place)
                    for row in range(top, bottom + 1)
                    for place in range(left, right + 1)
                    if (row, place) != (top, left)
                )
                end = hit.end()
            before = window[max(end, len(window) - _ONE_TAG_BYTES) :]
    return frozenset(found)


_MERGED_AWAY = Cell("", wrong="cell_merged")
