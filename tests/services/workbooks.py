"""Workbooks as shops make them, and as nobody should: for the stories of the goods import."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

HEADINGS = ("编码", "名称", "规格", "单位", "类别", "价格", "销售方式", "秤码", "快捷键")
OIL = ("6948195800941", "压榨菜籽油", "5L", "桶", "油", 69.9, "按件")
GREENS = ("00123", "上海青", None, "kg", "蔬菜", 4.98, "按重量", "00123", 1)


def workbook(
    path: Path, rows: Sequence[Sequence[Any]], *, headings: Sequence[str] = HEADINGS,
    touch: Callable[[Any], None] = lambda _sheet: None,
) -> Path:  # fmt: skip
    """Save rows under headings; `touch` may do more to the sheet."""
    book = Workbook()
    sheet: Any = book.active
    for row in (headings, *rows):
        sheet.append(list(row))
    touch(sheet)
    book.save(path)
    return path


def repacked(
    path: Path, change: Callable[[str, bytes], bytes], *, more: dict[str, bytes] | None = None
) -> Path:
    """The same workbook with other parts inside."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, change(part.filename, old.read(part)))
        for name, content in (more or {}).items():
            new.writestr(name, content)
    path.write_bytes(out.getvalue())
    return path
