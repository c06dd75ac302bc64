"""From a downloaded file to rows of text: zip, encoding, size, CSV. What columns mean it does not know."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from pos.errors import BillFileTooLarge, BillFileUnreadable, BillNotText

FILE_BYTES_MAX = 32 * 1024 * 1024  # A store's month is below 5 MB.
ROWS_MAX = 200_000
LINE_CHARACTERS_MAX = 8_000


@dataclass(frozen=True, slots=True)
class BillRow:
    """One row of a file: its number as a person counts (from 1), and its cells without padding."""

    number: int
    cells: tuple[str, ...]


def bill_rows(path: Path) -> list[BillRow]:
    """Read a CSV file, or the one bill inside a zip file as Alipay hands it out.

    UTF-8 and GB18030 are read. Raises BillFileUnreadable, BillFileTooLarge or BillNotText.
    """
    rows = []
    for number, line in enumerate(_text(path, _content(path)).split("\n"), 1):
        if number > ROWS_MAX or len(line) > LINE_CHARACTERS_MAX:
            raise BillFileTooLarge(path=path.name, row=number)
        try:
            rows.append(BillRow(number, _cells(line)))
        except csv.Error as error:
            raise BillNotText(path=path.name, row=number) from error
    return rows


def _cells(line: str) -> tuple[str, ...]:
    """Cut a line. Backticks and tabs keep spreadsheets from turning long numbers into 4.2E+27."""
    if line.startswith("`") and '"' not in line:
        return tuple(cell.strip() for cell in line[1:].split(",`"))  # A name of goods may have a comma in it.
    cells = next(csv.reader([line], strict=True), [""])
    return tuple(cell.strip().removeprefix("`").strip() for cell in cells)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise BillFileTooLarge(path=path.name, row=0)
        content = path.read_bytes()
    except OSError as error:
        raise BillFileUnreadable(path=path.name, reason=error.strerror or str(error)) from error
    return _unpacked(path, content) if content.startswith(b"PK\x03\x04") else content


def _unpacked(path: Path, content: bytes) -> bytes:
    """Take the one bill out of a zip; Alipay packs a summary beside it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            bills = [
                info
                for info in archive.infolist()
                if not info.is_dir() and "汇总" not in _name(info) and _name(info).lower().endswith(".csv")
            ]
            if len(bills) != 1:
                raise BillFileUnreadable(path=path.name, reason=f"{len(bills)} bills inside the zip file")
            if bills[0].file_size > FILE_BYTES_MAX:
                raise BillFileTooLarge(path=path.name, row=0)
            with archive.open(bills[0]) as packed:
                unpacked = packed.read(FILE_BYTES_MAX + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        # RuntimeError is zipfile's word for an archive with a password.
        raise BillFileUnreadable(path=path.name, reason=str(error)) from error
    if len(unpacked) > FILE_BYTES_MAX:
        raise BillFileTooLarge(path=path.name, row=0)
    return unpacked


def _name(info: zipfile.ZipInfo) -> str:
    """The file's name; without the UTF-8 flag zipfile reads it as cp437, but it is GBK in China."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename


def _text(path: Path, content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BillNotText(path=path.name, row=0)
