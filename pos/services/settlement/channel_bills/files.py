"""Turns a downloaded file into lines of text: zip, gzip, encoding, size limits. It knows no bill."""

from __future__ import annotations

import contextlib
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pos.errors.settlement import BillFileTooLarge, BillFileUnreadable, BillNotText
from pos.services.goods.file_sorts import is_old_markup, is_web_page, other_sort

FILE_BYTES_MAX = 32 * 1024 * 1024  # A store's month is below 5 MB.
ROWS_MAX = 200_000
LINE_CHARACTERS_MAX = 8_000
TEXTS_MAX = 40  # In one zip file: a month of days, each with its summary, has fewer.
# A few unreadable bytes cost their rows; a file that is full of them is another kind of file.
BAD_CHARACTERS_IN_A_THOUSAND = 2

_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")  # Workbooks and documents of old office programs.
_TEXT_NAMES = (".csv", ".txt")
_REPLACED = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class BillFile:
    """A text that may be a bill: where it lies, as people see it, and its lines without line ends."""

    name: str
    lines: tuple[str, ...]


def bill_files(path: Path) -> tuple[BillFile, ...]:
    """Read a text, a gzip file, or every text inside a zip file, also in its folders.

    UTF-8 and GB18030 are read. Raises BillFileUnreadable, BillFileTooLarge or BillNotText.
    """
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise BillFileTooLarge(path=path.name, row=0)
        content = path.read_bytes()
    except OSError as error:
        raise BillFileUnreadable(path=path.name, cause="bill.gone") from error
    if content.startswith(b"PK\x03\x04"):
        return tuple(_texts_inside(path.name, content))
    if content.startswith(b"\x1f\x8b"):
        content = _inflated(path.name, content)
    _refuse_other_things(path.name, content)
    return (_bill_file(path.name, content),)


def _refuse_other_things(name: str, content: bytes) -> None:
    """Say what was given, where it is nothing that holds a bill. Raises BillFileUnreadable."""
    if not content.strip():
        raise BillFileUnreadable(path=name, cause="bill.empty")
    if content.startswith(_COMPOUND) or is_old_markup(content):
        raise BillFileUnreadable(path=name, cause="bill.old_workbook")
    given = "网页" if is_web_page(content) else other_sort(content)
    if given:
        raise BillFileUnreadable(path=name, cause="bill.other_thing", given=given)


def _texts_inside(name: str, content: bytes) -> Iterator[BillFile]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            packed = [info for info in archive.infolist() if not info.is_dir()]
            if any(info.filename == "xl/workbook.xml" for info in packed):
                raise BillFileUnreadable(path=name, cause="bill.workbook")
            # A Mac that packs it again puts a `._` file of its own beside each text.
            texts = [
                info
                for info in packed
                if _name(info).lower().endswith(_TEXT_NAMES) and not _name(info).startswith("._")
            ]
            if not texts:
                raise BillFileUnreadable(path=name, cause="bill.no_text_inside")
            if len(texts) > TEXTS_MAX or sum(info.file_size for info in texts) > FILE_BYTES_MAX:
                raise BillFileTooLarge(path=name, row=0)
            for info in texts:
                with archive.open(info) as opened:
                    unpacked = opened.read(FILE_BYTES_MAX + 1)
                if len(unpacked) > FILE_BYTES_MAX:
                    raise BillFileTooLarge(path=name, row=0)
                yield _bill_file(f"{name}/{_name(info)}" if len(texts) > 1 else name, unpacked)
    except RuntimeError as error:  # Zipfile's word for an archive with a password.
        raise BillFileUnreadable(path=name, cause="bill.password") from error
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, zlib.error) as error:
        raise BillFileUnreadable(path=name, cause="bill.damaged_zip") from error


def _inflated(name: str, content: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            unpacked = packed.read(FILE_BYTES_MAX + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise BillFileUnreadable(path=name, cause="bill.damaged_zip") from error
    if len(unpacked) > FILE_BYTES_MAX:
        raise BillFileTooLarge(path=name, row=0)
    return unpacked


def _name(info: zipfile.ZipInfo) -> str:
    """The file's name without its folders. Without a flag of UTF-8, zipfile reads cp437; here it is GBK."""
    name = info.filename
    if not info.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("gb18030")
    return name.rpartition("/")[2]


def _bill_file(name: str, content: bytes) -> BillFile:
    lines = tuple(line.removesuffix("\r") for line in _text(name, content).split("\n"))
    if len(lines) > ROWS_MAX:
        raise BillFileTooLarge(path=name, row=ROWS_MAX)
    for number, line in enumerate(lines, 1):
        if len(line) > LINE_CHARACTERS_MAX:
            raise BillFileTooLarge(path=name, row=number)
    return BillFile(name, lines)


def _text(name: str, content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    # A byte that was damaged on its way costs its row: read what can be read, in the better of both.
    text = min(
        (content.decode(encoding, errors="replace") for encoding in ("utf-8-sig", "gb18030")),
        key=lambda read: read.count(_REPLACED),
    )
    if "\0" in text or text.count(_REPLACED) * 1000 > len(text) * BAD_CHARACTERS_IN_A_THOUSAND:
        raise BillNotText(path=name)
    return text
