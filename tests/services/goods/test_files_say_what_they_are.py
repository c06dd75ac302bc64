"""A file that is no goods file and no bill is called what it is, and what was never read is not counted."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from pos.domain.calendar import BusinessDate
from pos.domain.paying.tender import TenderKind
from pos.errors.goods import CatalogueFileWrong
from pos.errors.settlement import BillFileUnreadable
from pos.services.goods.catalogue_file import read_catalogue_file
from pos.services.settlement.channel_bills.read import read_bills
from pos.ui.words.messages import words

DAY: BusinessDate = "2026-11-23"
EXCEL_2003 = """<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:html="http://www.w3.org/TR/REC-html40"><Worksheet><Table><Row/></Table></Worksheet></Workbook>"""
PDF, RTF, PAGE = b"%PDF-1.7\n\xe2\xe3\xcf\xd3", b"{\\rtf1\\ansi abc}", b"<html><body><table><tr><td>1"
JSON = b'[\n {"code": "6901", "name": "x"}]'
COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)


def broken_workbook(part: float) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("[Content_Types].xml", "<x/>")
        packed.writestr("xl/workbook.xml", "<x/>" * 500)
    return made.getvalue()[: int(len(made.getvalue()) * part)]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", PDF, "PDF 文件"),
        ("a.xls", RTF, "文档"),
        ("a.csv", JSON, "JSON 数据"),
        ("b.csv", b"\xef\xbb\xbf" + JSON, "JSON 数据"),
        ("a.csv", PAGE, "网页"),
        ("a.csv", b"", "空的"),
        ("a.xls", EXCEL_2003.encode(), "表格格式不能用"),
        ("a.xls", EXCEL_2003.encode("utf-16"), "表格格式不能用"),
    ],
)
def test_a_file_given_for_goods_is_called_what_it_is(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CatalogueFileWrong) as told:
        read_catalogue_file(tmp_path / name)
    title = words(told.value).title
    assert said in title
    assert ("网页" in title) == (said == "网页")


@pytest.mark.parametrize("part", [0.1, 0.5, 1.0])
def test_a_workbook_of_which_nothing_was_read_names_no_row(tmp_path: Path, part: float) -> None:
    (tmp_path / "goods.xlsx").write_bytes(broken_workbook(part))
    with pytest.raises(CatalogueFileWrong) as told:
        read_catalogue_file(tmp_path / "goods.xlsx")
    assert told.value.code == "goods_file.damaged"
    assert "行为止" not in words(told.value).what_next


@pytest.mark.parametrize("kind", [TenderKind.WECHAT, TenderKind.ALIPAY])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (PDF, "PDF 文件"),
        (RTF, "文档"),
        (JSON, "JSON 数据"),
        (PAGE, "网页"),
        (b"", "空的"),
        (b"\r\n \r\n", "空的"),
        (EXCEL_2003.encode(), "表格软件"),
        (COMPOUND, "表格软件"),
    ],
)
def test_a_file_given_for_a_bill_is_called_what_it_is(
    tmp_path: Path, kind: TenderKind, content: bytes, said: str
) -> None:
    (tmp_path / "bill.csv").write_bytes(content)
    with pytest.raises(BillFileUnreadable) as told:
        read_bills(kind, [tmp_path / "bill.csv"], date=DAY)
    assert said in words(told.value).what_next
