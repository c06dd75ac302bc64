"""A goods file as a spreadsheet saves it: what is meant is read, what is not is named; no harm is done."""

from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from pos.errors.goods import (
    CatalogueFileWrong,
    GoodsFileColumnsMissing,
    GoodsFileColumnTwice,
    GoodsFileDamaged,
    GoodsFileEmpty,
    GoodsFileEncrypted,
    GoodsFileNotATable,
    GoodsFileOfOtherSort,
    GoodsFileOldFormat,
    GoodsFileTooLarge,
    GoodsFileUnreadable,
    GoodsFileWithMacros,
)
from pos.services.goods import workbook as reading
from pos.services.goods.catalogue_file import FILE_BYTES_MAX, read_catalogue_file
from tests.services.workbooks import GREENS, HEADINGS, OIL, repacked, workbook

COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "goods.xlsx"


def test_a_sheet_with_chinese_headings_is_read(path: Path) -> None:
    read = read_catalogue_file(workbook(path, [OIL, GREENS]))

    oil, greens = read.goods
    assert (oil.full_name, oil.price, oil.plu) == ("压榨菜籽油 5L", 6990, None)
    assert (greens.code, greens.price, greens.plu, greens.quick_key) == ("00123", 498, "00123", 1)
    assert (read.problems, read.rows) == ((), {"6948195800941": 2, "00123": 3})


def test_a_title_above_the_headings_and_empty_rows_between_are_passed_over(path: Path) -> None:
    read = read_catalogue_file(
        workbook(path, [["2026 年 11 月"], list(HEADINGS), OIL, [None] * 9, [" "] * 9, GREENS],
                 headings=["浆洗街店价目表"])
    )  # fmt: skip

    assert list(read.rows.values()) == [4, 7]


def test_other_columns_do_not_disturb(path: Path) -> None:
    read = read_catalogue_file(
        workbook(path, [("川菜", *OIL, "", "", "备注", "又一句")], headings=("产地", *HEADINGS, "备注"))
    )

    assert (len(read.goods), read.problems) == (1, ())


def test_numbers_are_read_as_a_person_sees_them(path: Path) -> None:
    def padded(sheet: Any) -> None:
        sheet["A3"], sheet["A3"].number_format = 123, "00000"
        sheet["H3"], sheet["H3"].number_format = 123, "00000"

    oil = (6948195800941, *OIL[1:5], 59.699999999999996, "piece")
    read = read_catalogue_file(workbook(path, [oil, GREENS], touch=padded))

    assert read.problems == ()
    assert [(goods.code, goods.price) for goods in read.goods] == [("6948195800941", 5970), ("00123", 498)]


@pytest.mark.parametrize(
    ("text", "fen"),
    [(" 69.90 ", 6990), ("６９．９０", 6990), ("1,234.50", 123450), ("¥69.9", 6990), ("69.9元", 6990),
     ("'69.9", 6990), ("69.9\u200b", 6990), (1200.0, 120000)],
)  # fmt: skip
def test_prices_are_read_however_they_were_typed(path: Path, text: object, fen: int) -> None:
    read = read_catalogue_file(workbook(path, [(*OIL[:5], text, "件")]))

    assert [goods.price for goods in read.goods] == [fen]


@pytest.mark.parametrize(
    ("place", "value", "column", "reason"),
    [
        ("F2", "=B2*2", "price", "cell_formula"),
        ("B2", "=1+1", "name", "cell_formula"),
        ("C2", date(2026, 5, 1), "spec", "cell_date"),
        ("A2", datetime(2026, 5, 1, 8, tzinfo=UTC).replace(tzinfo=None), "code", "cell_date"),
        ("F2", time(8), "price", "cell_date"),
        ("F2", "#N/A", "price", "cell_error"),
        ("B2", True, "name", "cell_boolean"),
        ("F2", "1.2e3", "price", "price_scientific"),
        ("F2", 4.987, "price", "price_unreadable"),
        ("F2", -1, "price", "price_unreadable"),
        ("F2", "面议", "price", "price_unreadable"),
        ("A2", "6.95E+12", "code", "code_scientific"),
        ("A2", 123, "code", "code_as_number"),
        ("A2", 1234567, "code", "code_as_number"),
        ("A2", 134512345678901234, "code", "code_as_number"),
        ("A2", 1.5, "code", "code_as_number"),
        ("H2", 123, "plu", "code_as_number"),
        ("G2", "按桶", "sold_by", "sold_by_unknown"),
        ("D2", None, "unit", "unit_missing"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named_and_the_rest_is_kept(
    path: Path, place: str, value: Any, column: str, reason: str
) -> None:
    def spoil(sheet: Any) -> None:
        sheet[place] = value

    read = read_catalogue_file(workbook(path, [OIL, GREENS], touch=spoil))

    assert [(problem.row, problem.column, problem.reason) for problem in read.problems] == [
        (2, column, reason)
    ]
    assert [goods.code for goods in read.goods] == ["00123"]


@pytest.mark.parametrize(("value", "reason"), [(True, "cell_boolean"), ("=B2", "cell_formula")])
def test_whether_goods_are_sold_may_be_no_word_and_is_named_then(
    path: Path, value: object, reason: str
) -> None:
    file = workbook(
        path,
        [(*OIL[:7], value), (*GREENS[:7], "在售")],
        headings=(*HEADINGS[:7], "状态"),
    )
    read = read_catalogue_file(file)

    assert [(each.row, each.column, each.reason) for each in read.problems] == [(2, "status", reason)]
    assert [goods.code for goods in read.goods] == [GREENS[0]]


def test_cells_that_were_merged_away_are_named(path: Path) -> None:
    salt, sugar = (("A1", "盐", "", "袋", "调味", 2, "件"), ("A2", "糖", "", "袋", "调味", 5, "件"))
    read = read_catalogue_file(
        workbook(path, [OIL, salt, sugar], touch=lambda sheet: sheet.merge_cells("E2:E4"))
    )

    assert [goods.code for goods in read.goods] == [OIL[0]]
    assert [(problem.row, problem.column, problem.reason) for problem in read.problems] == [
        (3, "category", "cell_merged"),
        (4, "category", "cell_merged"),
    ]
    assert read.named == {OIL[0], "A1", "A2"}


def test_only_the_first_sheet_counts(path: Path) -> None:
    read = read_catalogue_file(workbook(path, [OIL], touch=lambda sheet: sheet.parent.create_sheet("旧价")))

    assert len(read.goods) == 1


def test_what_a_file_says_about_its_size_is_not_believed(path: Path) -> None:
    workbook(path, [OIL])
    repacked(path, lambda name, old: old.replace(b'ref="A1:I2"', b'ref="A1:XFD1048576"'))

    assert len(read_catalogue_file(path).goods) == 1


def test_a_file_is_told_by_what_it_holds_not_by_its_name(tmp_path: Path) -> None:
    workbook(tmp_path / "goods.xlsx", [OIL]).rename(tmp_path / "goods.csv")

    assert len(read_catalogue_file(tmp_path / "goods.csv").goods) == 1


def test_headings_that_are_missing_or_doubled_are_named(path: Path) -> None:
    with pytest.raises(GoodsFileColumnsMissing) as missing:
        read_catalogue_file(workbook(path, [OIL], headings=("编码", "名称", "规格", "单位", "?", "价格")))
    assert missing.value.facts["columns"] == "category"  # The unit says how goods are sold.
    with pytest.raises(GoodsFileColumnTwice):
        read_catalogue_file(workbook(path, [OIL], headings=(*HEADINGS, "零售价")))


def test_an_empty_sheet_is_refused(path: Path) -> None:
    with pytest.raises(GoodsFileEmpty):
        read_catalogue_file(workbook(path, [], headings=()))


def test_hostile_files_are_refused_each_with_its_reason(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(expected: type[CatalogueFileWrong], content: bytes | None = None) -> None:
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(expected):
            read_catalogue_file(path)

    refused(GoodsFileOldFormat, COMPOUND + b"\0" * 600)
    refused(GoodsFileEncrypted, COMPOUND + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    refused(GoodsFileDamaged, b"PK\x03\x04 and then nothing")
    refused(GoodsFileDamaged, workbook(path, [OIL]).read_bytes()[:-200])
    refused(GoodsFileOfOtherSort, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")

    workbook(path, [OIL])
    repacked(path, lambda _name, old: old, more={"xl/vbaProject.bin": b"Sub Auto_Open()"})
    refused(GoodsFileWithMacros)

    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("holiday.jpg", b"x")
    refused(GoodsFileNotATable)

    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    refused(GoodsFileOldFormat)

    workbook(path, [OIL])
    repacked(
        path,
        lambda name, old: b'<!DOCTYPE x [<!ENTITY a "b">]>' + old if "sheet1" in name else old,
    )
    refused(GoodsFileDamaged)

    workbook(path, [OIL])
    repacked(path, lambda name, old: old[: len(old) // 2] if "sheet1" in name else old)
    refused(GoodsFileDamaged)

    workbook(path, [OIL])
    monkeypatch.setattr(reading, "UNPACKED_BYTES_MAX", 1_000_000)
    repacked(path, lambda _name, old: old, more={"xl/media/bomb.xml": b" " * 2_000_000})
    assert path.stat().st_size < 20_000
    refused(GoodsFileTooLarge)
    monkeypatch.undo()

    monkeypatch.setattr(reading, "ROWS_MAX", 3)
    workbook(path, [OIL] * 5)
    refused(GoodsFileTooLarge)
    monkeypatch.undo()

    monkeypatch.setattr(reading, "MERGED_CELLS_MAX", 1_000)  # Writing 200,000 takes openpyxl ten seconds.
    workbook(path, [OIL], touch=lambda sheet: sheet.merge_cells("A5:I200"))
    refused(GoodsFileTooLarge)
    monkeypatch.undo()

    with path.open("wb") as file:
        file.truncate(FILE_BYTES_MAX + 1)
    refused(GoodsFileTooLarge)

    path.unlink()
    refused(GoodsFileUnreadable)


def test_a_zip_that_lies_about_its_sizes_is_not_unpacked_further(path: Path) -> None:
    workbook(path, [OIL])
    repacked(path, lambda name, old: old + b" " * 5_000_000 if "sheet1" in name else old)
    content = path.read_bytes()
    with zipfile.ZipFile(path) as packed:
        told = packed.getinfo("xl/worksheets/sheet1.xml").file_size
    lie = content.replace(told.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert lie != content
    path.write_bytes(lie)

    with pytest.raises(GoodsFileDamaged):
        read_catalogue_file(path)
