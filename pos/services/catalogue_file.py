"""Reading a goods file (CSV): every bad row is told with its reason, the rest can be applied."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from pos.domain.codes import CARD_NUMBER_DIGITS, payment_provider
from pos.domain.goods import CATALOGUE_COLUMNS, Goods, RowProblem, read_goods_row
from pos.errors import CatalogueFileWrong

FILE_BYTES_MAX = 64 * 1024 * 1024
_REQUIRED = CATALOGUE_COLUMNS[:7]
_LABEL_PREFIXES = ("20", "21", "22", "23", "24")  # GS1 leaves them to shops; the scales' labels use them.


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
    codes: set[str] = set()
    plus: set[str] = set()
    quick_keys: set[int] = set()
    for row, cells in enumerate(reader, 2):
        read = read_goods_row(row, {key: value for key, value in cells.items() if isinstance(value, str)})
        if isinstance(read, list):
            problems.extend(read)
            continue
        found: list[RowProblem] = []
        if read.code in codes:
            found.append(RowProblem(row, "code", read.code, "code_twice"))
        elif _never_scanned(read.code):
            found.append(RowProblem(row, "code", read.code, "code_never_scanned"))
        if read.plu in plus:
            # A label names goods by the PLU alone: with two of them the wrong one would be sold.
            found.append(RowProblem(row, "plu", read.plu or "", "plu_twice"))
        if read.quick_key in quick_keys:
            found.append(RowProblem(row, "quick_key", str(read.quick_key), "quick_key_twice"))
        if found:
            problems.extend(found)
            continue
        goods.append(read)
        codes.add(read.code)
        if read.plu is not None:
            plus.add(read.plu)
        if read.quick_key is not None:
            quick_keys.add(read.quick_key)
    return CatalogueFile(tuple(goods), tuple(problems))


def _never_scanned(code: str) -> bool:
    """Say whether a scan of this code is always taken for something else, as `read_scan` does."""
    if not code.isdigit():
        return False
    if len(code) == CARD_NUMBER_DIGITS and code.startswith("62"):
        return True  # A card: this federation's, or one that is refused as another's.
    if len(code) == 13 and code.startswith(_LABEL_PREFIXES):
        return True
    return payment_provider(code) is not None


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
