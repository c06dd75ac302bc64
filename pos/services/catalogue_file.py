"""Reading a goods file (CSV): every bad row is told with its reason, the rest can be applied."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from pos.domain.goods import CATALOGUE_COLUMNS, Goods, RowProblem, read_goods_row
from pos.errors import CatalogueFileWrong

FILE_BYTES_MAX = 64 * 1024 * 1024
_REQUIRED = CATALOGUE_COLUMNS[:7]


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    """What a goods file holds: goods that can be applied, and what is wrong with the other rows."""

    goods: tuple[Goods, ...]
    problems: tuple[RowProblem, ...]


def read_catalogue_file(path: Path) -> CatalogueFile:
    """Read a CSV file in UTF-8 or GB18030 (as spreadsheets in China save it).

    Raises CatalogueFileWrong when the file as a whole cannot be used.
    """
    reader = csv.DictReader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        header = [name.strip() for name in reader.fieldnames or ()]
        missing = [name for name in _REQUIRED if name not in header]
        if missing:
            raise CatalogueFileWrong(path=str(path), reason=f"columns are missing: {', '.join(missing)}")
        reader.fieldnames = header
        return _rows(reader)
    except csv.Error as error:
        raise CatalogueFileWrong(path=str(path), reason=f"line {reader.line_num}: {error}") from error


def _rows(reader: csv.DictReader[str]) -> CatalogueFile:
    goods: list[Goods] = []
    problems: list[RowProblem] = []
    codes: dict[str, int] = {}
    for row, cells in enumerate(reader, 2):
        read = read_goods_row(row, {key: value for key, value in cells.items() if isinstance(value, str)})
        if isinstance(read, list):
            problems.extend(read)
        elif read.code in codes:
            problems.append(RowProblem(row, "code", read.code, "code_twice"))
        else:
            codes[read.code] = row
            goods.append(read)
    return CatalogueFile(tuple(goods), tuple(problems))


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise CatalogueFileWrong(path=str(path), reason="larger than 64 MiB")
        content = path.read_bytes()
    except OSError as error:
        raise CatalogueFileWrong(path=str(path), reason=str(error)) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise CatalogueFileWrong(path=str(path), reason="neither UTF-8 nor GB18030 text")
