"""Goods files as they come: 50,000 rows of CSV and 100,000 of XLSX, looked at and taken over. Not a test.

Each file is looked at and taken over by a shop without goods, and looked at again when they are all there.
The slower preview counts. All is work of one thread: the figures are processor time, the least of several
runs, for other work on the machine only ever adds.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from time import process_time

from openpyxl import Workbook

from pos.domain.goods.goods_change import ChangedBy
from pos.ledger.goods.catalogue import Catalogue
from pos.services.goods.goods_import import apply_preview, preview_file
from tests.benchmarks.catalogue import shelves

CSV_ROWS = 50_000
XLSX_ROWS = 100_000
RUNS = 3
HEADINGS = ("编码", "名称", "规格", "单位", "类别", "价格", "销售方式")


def measure(*, csv_rows: int = CSV_ROWS, xlsx_rows: int = XLSX_ROWS, runs: int = RUNS) -> dict[str, float]:
    """The least of several runs, in seconds."""
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        files = {
            "csv": _text_file(Path(folder) / "goods.csv", csv_rows),
            "xlsx": _workbook(Path(folder) / "goods.xlsx", xlsx_rows),
        }
        for turn in range(runs):
            for name, file in files.items():
                for what, seconds in _take_over(Path(folder) / f"{name}-{turn}.db", file).items():
                    found.setdefault(f"{name}_{what}", []).append(seconds)
    return {name: round(min(values), 4) for name, values in found.items()}


def _take_over(path: Path, file: Path) -> dict[str, float]:
    with closing(Catalogue(path)) as catalogue:
        begun = process_time()
        preview = preview_file(catalogue, file)
        shown = process_time()
        apply_preview(catalogue, preview, ChangedBy(1, file.name))
        taken = process_time()
        again = preview_file(catalogue, file)
        shown_again = process_time()
    assert (len(preview.goods), preview.problems) == (again.difference.unchanged, ())
    return {"preview_s": max(shown - begun, shown_again - taken), "import_s": taken - shown}


def _rows(count: int) -> Iterator[Sequence[str]]:
    yield HEADINGS
    for each in shelves(count):
        yield each.code, each.name, each.spec, each.unit, each.category, f"{each.price / 100:.2f}", "按件"


def _text_file(path: Path, count: int) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(_rows(count))
    return path


def _workbook(path: Path, count: int) -> Path:
    book = Workbook()
    for row in _rows(count):
        book.worksheets[0].append(list(row))
    book.save(path)
    return path


if __name__ == "__main__":
    for name, value in measure().items():
        print(f"{name:16} {value}")
