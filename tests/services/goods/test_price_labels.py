"""Labels as files: exact prices as text, and no name that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from pos.domain.goods.goods import Goods, SoldBy
from pos.domain.goods.price_label import price_label
from pos.services.goods.price_labels import labels_csv, labels_workbook
from pos.services.installation.shipped import load_default_programme

EVIL = Goods("00123", '=HYPERLINK("http://x")', "", "kg", "蔬菜", 123_456, SoldBy.WEIGHT)
LABELS = [price_label(EVIL, load_default_programme())]


def test_a_name_that_looks_like_a_formula_stays_a_name() -> None:
    (row,) = list(csv.reader(io.StringIO(labels_csv(LABELS))))[1:]
    assert row[:2] == ["00123", '\'=HYPERLINK("http://x")']
    assert row[5:] == ["1234.56", "740.74", "60%"]

    book = load_workbook(io.BytesIO(labels_workbook(LABELS, title="浆洗街店 价签")))
    for cell in (book["价签数据"]["B2"], book["价签"]["A1"]):
        assert (cell.value, cell.data_type) == (EVIL.name, "s")
        assert cell.quotePrefix


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t=", " ＝", "\u200b="])
def test_no_name_or_unit_begins_like_a_formula_in_either_spelling(mark: str) -> None:
    evil = replace(EVIL, name=f"{mark}A1+1", spec=f"{mark}A2", unit=f"{mark}A3", category=f"{mark}A4")
    labels = [price_label(evil, load_default_programme())]
    (row,) = list(csv.reader(io.StringIO(labels_csv(labels))))[1:]
    assert [cell[0] for cell in row[1:5]] == ["'"] * 4

    book = load_workbook(io.BytesIO(labels_workbook(labels, title="价签")))
    cells = [cell for cell in book["价签数据"][2] if cell.value and str(cell.value).startswith(mark)]
    assert len(cells) == 4
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


def test_the_table_says_that_it_is_utf8() -> None:
    assert labels_csv(LABELS).encode().startswith(b"\xef\xbb\xbf")


def test_a_sheet_of_no_labels_is_a_sheet() -> None:
    assert load_workbook(io.BytesIO(labels_workbook([], title=""))).sheetnames == ["价签数据", "价签"]
    assert labels_csv([]).count("\n") == 1
