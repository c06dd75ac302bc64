"""Goods files as other tills export them, all of invented shops: what is read, told, asked and refused.

The files lie in `tests/data/goods_files`, each in the shape of a kind of till that shops in China use.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from pos.domain.goods.goods import SoldBy
from pos.domain.goods.goods_change import ChangedBy, ChangeKind
from pos.errors.goods import (
    CatalogueFileWrong,
    GoodsFileColumnsMissing,
    GoodsFileColumnTwice,
    GoodsFileDamaged,
    GoodsFileOldFormat,
    GoodsFileOtherSheet,
    GoodsFileTooLarge,
    GoodsFileWebPage,
)
from pos.ledger.goods.catalogue import Catalogue
from pos.services.goods.catalogue_file import CatalogueFile, read_catalogue_file
from pos.services.goods.goods_headings import headings
from pos.services.goods.goods_import import apply_preview, preview_file
from pos.services.goods.sheet import ROWS_MAX
from pos.services.goods.xlsx_book import Book
from pos.ui.words.messages import words
from pos.ui.words.row_problems import heading_words
from tests.services.workbooks import workbook

FILES = Path(__file__).parents[2] / "data" / "goods_files"
OIL, RICE, MILK, SOUP = "6902265360100", "6930011223348", "6922334455667", "036000291452"
HEADINGS = "条码,品名,单位,分类,零售价"


def read(name: str, **said: str) -> CatalogueFile:
    return read_catalogue_file(FILES / name, said=said)


def sold(file: CatalogueFile) -> list[tuple[str, str, str, int, str | None]]:
    return [(each.code, each.full_name, each.unit, each.price, each.plu) for each in file.goods]


def told(file: CatalogueFile) -> list[tuple[int, str]]:
    return [(each.row, each.reason) for each in file.remarks]


def wrong(file: CatalogueFile) -> list[tuple[int, str, str]]:
    return [(each.row, each.column, each.reason) for each in file.problems]


def text(folder: Path, content: str | bytes, name: str = "goods.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# ── The shapes ─────────────────────────────────────────────────────────────────────────────


def test_a_sheet_with_titles_item_numbers_and_totals() -> None:
    file = read("sixun.xlsx")
    assert sold(file) == [
        (OIL, "压榨菜籽油 5L", "桶", 6990, None),
        ("20001", "小白菜", "kg", 480, "20001"),
        ("20002", "土豆", "kg", 320, "20002"),  # It has no barcode: its item number names it.
        (RICE, "东北大米 10kg", "袋", 5990, None),
    ]
    assert (wrong(file), told(file)) == ([], [(3, "columns_unused"), (8, "footer")])
    assert file.remarks[0].value == "进价、会员价、库存、供应商"


def test_a_gbk_file_with_required_marks_and_codes_kept_as_text() -> None:
    file = read("yinbao.csv")
    assert sold(file) == [
        (OIL, "压榨菜籽油 5L", "桶", 6990, None),
        ("20001", "小白菜", "kg", 480, "20001"),
        (MILK, "鲜牛奶, 盒装 250ml", "盒", 350, None),
    ]
    assert (wrong(file), told(file)) == ([], [(1, "columns_unused"), (5, "footer")])


def test_a_delivery_platforms_sheet_with_two_prices() -> None:
    file = read("meituan.xlsx")
    assert sold(file) == [
        (OIL, "压榨菜籽油 5L", "桶", 6990, None),
        ("20001", "小白菜 约500g", "斤", 240, "20001"),
        (MILK, "鲜牛奶 250ml", "盒", 350, None),
    ]
    assert "原价(元)" in file.remarks[0].value  # The better of two prices is read; the other is named.


def test_a_web_tills_list_with_tabs_under_a_title() -> None:
    file = read("web-till.txt")
    assert sold(file) == [
        (OIL, "压榨菜籽油 5L", "桶", 6990, None),
        ("P0002", "本地番茄", "斤", 380, None),
        (SOUP, "番茄汤罐头", "罐", 1250, None),
    ]
    assert (wrong(file), told(file)) == ([], [(3, "columns_unused"), (7, "footer")])


def test_a_list_of_a_scale_has_units_in_every_spelling_and_grams_are_told() -> None:
    file = read("scale-list.csv")
    assert [(each.unit, each.sold_by) for each in file.goods] == [
        ("kg", SoldBy.WEIGHT),
        ("斤", SoldBy.WEIGHT),
        ("kg", SoldBy.WEIGHT),
        ("kg", SoldBy.WEIGHT),
    ]
    assert wrong(file) == [(6, "unit", "unit_gram")]
    assert heading_words(file.problems[0]) == "计量单位"  # As the file itself calls it.


def test_a_file_in_words_of_its_own_is_asked_about_and_never_again(tmp_path: Path) -> None:
    path = FILES / "own-words.csv"
    with pytest.raises(GoodsFileColumnsMissing) as refused:
        read_catalogue_file(path)
    assert refused.value.facts["ask"] == ("name", "unit", "category", "price")
    assert refused.value.facts["headings"] == ("品项", "部门", "标价", "备注")
    assert "名称、单位、类别、价格" in words(refused.value).title
    assert "69码、品项、部门、标价、备注" in words(refused.value).what_next

    catalogue = Catalogue(tmp_path / "catalogue.db")
    said = {"name": "品项", "category": "部门", "price": "标价", "unit": "=件"}
    preview = preview_file(catalogue, path, said=said)
    with pytest.raises(GoodsFileColumnsMissing):
        preview_file(catalogue, path)  # Nobody has said yes yet.
    apply_preview(catalogue, preview, ChangedBy(1, path.name))
    again = preview_file(catalogue, path)
    assert (again.difference.unchanged, again.difference.changes) == (2, ())
    assert [each.reason for each in again.remarks] == ["columns_unused", "columns_as_said"]

    later = path.read_text("utf-8").replace("59.90", "61.00")
    changed = preview_file(catalogue, text(tmp_path, later))
    assert [each.goods.name for each in changed.difference.of(ChangeKind.PRICE_UP)] == ["东北大米 10kg"]
    with pytest.raises(GoodsFileColumnsMissing):  # Another kind of file.
        preview_file(catalogue, text(tmp_path, later.replace("备注", "说明")))
    catalogue.close()


def test_one_bad_byte_or_quote_costs_its_row_and_not_the_file() -> None:
    file = read("damaged-rows.csv")
    assert wrong(file) == [(3, "code", "code_lost_zero"), (5, "", "row_bytes"), (6, "", "row_quote")]
    assert [each.code for each in file.goods] == [OIL, "10001", RICE, "10004", "00123", "04252614"]
    assert file.goods[2].name == '东北大米"香" , 新米'
    assert told(file) == [(4, "price_zero")]


# ── One rule for lost zeros ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", ["75678164125", "4252614", "1234565"])
def test_a_code_without_its_first_zero_is_refused_in_every_format(tmp_path: Path, code: str) -> None:
    row = (code, "番茄汤", "罐", "调味", 12.5)
    csv = read_catalogue_file(text(tmp_path, f"{HEADINGS}\n{','.join(map(str, row))}\n"))
    sheets = [
        read_catalogue_file(workbook(tmp_path / "a.xlsx", [typed], headings=HEADINGS.split(",")))
        for typed in (row, (int(code), *row[1:]))
    ]
    for file in (csv, *sheets):
        assert file.goods == ()
        assert file.problems[0].reason in ("code_lost_zero", "code_as_number")


def test_an_in_store_number_of_the_same_length_is_one_in_every_text(tmp_path: Path) -> None:
    row = ("75678164120", "番茄汤", "罐", "调味", 12.5)
    csv = read_catalogue_file(text(tmp_path, f"{HEADINGS}\n{','.join(map(str, row))}\n"))
    sheet = read_catalogue_file(workbook(tmp_path / "a.xlsx", [row], headings=HEADINGS.split(",")))
    assert [each.code for each in (*csv.goods, *sheet.goods)] == [row[0]] * 2


@pytest.mark.parametrize(
    "cell",
    [f'="{OIL}"', f'"=""{OIL}"""', f"'{OIL}", f'" {OIL}"', f"\u200b{OIL}", "６９０２２６５３６０１００"],
)
def test_a_code_kept_as_text_is_read(tmp_path: Path, cell: str) -> None:
    file = read_catalogue_file(text(tmp_path, f"{HEADINGS}\n{cell},油,桶,油,69.9\n"))
    assert [each.code for each in file.goods] == [OIL]


def test_a_code_kept_as_text_in_a_workbook_is_read_and_a_formula_is_not(tmp_path: Path) -> None:
    rows = [(f'="{OIL}"', "油", "桶", "油", 69.9), ('="69"&"02"', "盐", "袋", "调味", 2)]
    file = read_catalogue_file(workbook(tmp_path / "a.xlsx", rows, headings=HEADINGS.split(",")))
    assert [each.code for each in file.goods] == [OIL]
    assert wrong(file) == [(3, "code", "cell_formula")]


# ── Text that is cut in other ways ─────────────────────────────────────────────────────────


@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
@pytest.mark.parametrize("title", ["", "价目表\n", "价目表，2026 年 11 月；浆洗街\n\n", "a;b\tc,d|e\n"])
def test_a_title_above_the_headings_does_not_decide_what_cuts_them(
    tmp_path: Path, mark: str, title: str
) -> None:
    row = mark.join((OIL, "油", "桶", "油", "69.9"))
    file = read_catalogue_file(text(tmp_path, f"{title}{HEADINGS.replace(',', mark)}\n{row}\n"))
    assert [each.code for each in file.goods] == [OIL]


def test_a_quote_that_is_never_closed_costs_its_row_wherever_it_stands(tmp_path: Path) -> None:
    rows = [f"1000{number},货{number},个,日用,1.00" for number in range(1, 9)]
    for place in range(8):
        spoilt = [*rows[:place], rows[place].replace("货", '"货'), *rows[place + 1 :]]
        file = read_catalogue_file(text(tmp_path, "\n".join([HEADINGS, *spoilt])))
        assert len(file.goods) == 7
        assert wrong(file) == [(place + 2, "", "row_quote")]


def test_a_quoted_row_after_an_open_quote_is_still_its_own_row(tmp_path: Path) -> None:
    content = f'{HEADINGS}\n10001,"开着,个,日用,1\n10002,"关,着",个,日用,1\n10003,"两\n行",个,日用,1\n'
    file = read_catalogue_file(text(tmp_path, content))
    assert [each.name for each in file.goods] == ["关,着", "两 行"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_bad_byte_costs_its_row_in_both_encodings(tmp_path: Path, encoding: str) -> None:
    rows = [f"1000{number},好货{number},个,日用,1.00".encode(encoding) for number in range(1, 9)]
    for bad in (b"\xff", b"\x00"):
        spoilt = [*rows[:3], rows[3].replace(b"1.00", b"1" + bad + b".00"), *rows[4:]]
        content = b"\n".join([HEADINGS.encode(encoding), *spoilt])
        file = read_catalogue_file(text(tmp_path, content))
        assert wrong(file) == [(5, "", "row_bytes")]
        assert [each.name for each in file.goods] == [f"好货{n}" for n in (1, 2, 3, 5, 6, 7, 8)]


def test_a_file_of_which_no_row_can_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoodsFileDamaged):
        read_catalogue_file(text(tmp_path, f'{HEADINGS}\n10001,"货\n10002,"货\n'))


# ── What is no list of goods ───────────────────────────────────────────────────────────────


def test_a_web_page_under_the_name_of_a_table_is_named() -> None:
    with pytest.raises(GoodsFileWebPage):
        read("web-page.xls")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<!DOCTYPE html><table><tr><td>条码</td></tr></table>", GoodsFileWebPage),
        ("\ufeff\n <TABLE border=1><tr><td>条码</td></tr></TABLE>", GoodsFileWebPage),
        ("MIME-Version: 1.0\nContent-Type: multipart/related\n", GoodsFileWebPage),
        ('<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', GoodsFileOldFormat),
    ],
)
def test_other_markup_is_named_too(tmp_path: Path, content: str, expected: type[CatalogueFileWrong]) -> None:
    for encoded in (content.encode(), content.encode("utf-16")):
        with pytest.raises(expected):
            read_catalogue_file(text(tmp_path, encoded, "goods.xls"))


def test_goods_on_another_sheet_are_pointed_at() -> None:
    with pytest.raises(GoodsFileOtherSheet) as refused:
        read("other-sheet.xlsx")
    assert (refused.value.facts["first"], refused.value.facts["sheet"]) == ("说明", "商品")


def test_a_file_over_the_limit_is_refused_before_its_rows_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path / "a.xlsx", [(OIL, "油", "桶", "油", 69.9)], headings=HEADINGS.split(","))
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(3, ROWS_MAX + 3))
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            new.writestr(part.filename, content.replace(b"</sheetData>", rows + b"</sheetData>"))
    path.write_bytes(out.getvalue())

    def read_a_cell(*_: Any) -> None:
        raise AssertionError("a row was read")

    monkeypatch.setattr(Book, "rows", read_a_cell)
    with pytest.raises(GoodsFileTooLarge):
        read_catalogue_file(path)
    with pytest.raises(GoodsFileTooLarge):
        read_catalogue_file(text(tmp_path, f"{HEADINGS}\n" + "1,货,个,日用,1\n" * (ROWS_MAX + 1)))


# ── Columns ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "heading",
    [
        "零售价",
        "零售价（必填）",
        "*零售价",
        "零售价*",
        "零售价(元)",
        "零售价 （元/件）",
        "销售价",
        "店内零售价",
    ],
)
def test_a_heading_means_the_same_whatever_is_said_about_it(tmp_path: Path, heading: str) -> None:
    content = f"条码,品名,单位,分类,{heading}\n{OIL},油,桶,油,69.9\n"
    assert read_catalogue_file(text(tmp_path, content)).goods[0].price == 6990


def test_no_heading_looks_like_a_price_or_a_code() -> None:
    """A cell of plain characters that begins with a digit is not looked at when headings are sought."""
    assert not [word for word in headings().columns if word.isascii() and word[0].isdigit()]


def test_two_columns_of_one_meaning_are_asked_about(tmp_path: Path) -> None:
    path = text(tmp_path, f"条码,品名,单位,分类,零售价,销售价\n{OIL},油,桶,油,69.9,72\n")
    with pytest.raises(GoodsFileColumnTwice) as refused:
        read_catalogue_file(path)
    assert (refused.value.facts["ask"], refused.value.facts["headings"]) == (("price",), ("零售价", "销售价"))
    assert read_catalogue_file(path, said={"price": "销售价"}).goods[0].price == 7200


@pytest.mark.parametrize(
    ("word", "way"),
    [("是", SoldBy.WEIGHT), ("Y", SoldBy.WEIGHT), ("√", SoldBy.WEIGHT), ("1", SoldBy.WEIGHT),
     ("否", SoldBy.PIECE), ("N", SoldBy.PIECE), ("0", SoldBy.PIECE), ("", SoldBy.WEIGHT)],
)  # fmt: skip
def test_the_way_of_selling_comes_from_the_weighing_column_else_from_the_unit(
    tmp_path: Path, word: str, way: SoldBy
) -> None:
    content = f"条码,品名,单位,分类,零售价,是否称重\n00101,菜,公斤,蔬菜,4.8,{word}\n"
    assert [each.sold_by for each in read_catalogue_file(text(tmp_path, content)).goods] == [way]


def test_a_word_that_means_neither_way_is_told_with_the_files_own_heading(tmp_path: Path) -> None:
    file = read_catalogue_file(
        text(tmp_path, "条码,品名,单位,分类,零售价,计价方式\n00101,菜,公斤,蔬菜,4.8,按把\n")
    )
    assert wrong(file) == [(2, "sold_by", "sold_by_unknown")]
    assert heading_words(file.problems[0]) == "计价方式"


def test_a_number_that_only_may_be_a_plu_gives_way_and_refuses_no_row(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "catalogue.db")
    ours = "编码,名称,单位,类别,价格,秤码,快捷键\nA1,豌豆,kg,蔬菜,9,20001,\nA2,土豆,kg,蔬菜,3,,7\n"
    apply_preview(catalogue, preview_file(catalogue, text(tmp_path, ours)), ChangedBy(1, "a.csv"))

    theirs = "货号,条码,品名,单位,分类,零售价\n20001,,小白菜,kg,蔬菜,4\n"
    theirs += "20002,A2,土豆,kg,蔬菜,4\n20003,A1,豌豆,kg,蔬菜,9\n"
    preview = preview_file(catalogue, text(tmp_path, theirs))
    assert preview.problems == ()
    apply_preview(catalogue, preview, ChangedBy(2, "b.csv"))
    goods = {each.code: (each.plu, each.quick_key) for each in catalogue.all_goods()}
    # What the file does not say stays as it is on file.
    assert goods == {"20001": (None, None), "A2": ("20002", 7), "A1": ("20001", None)}
    catalogue.close()


def test_every_stored_file_is_named_in_a_story_here() -> None:
    story = Path(__file__).read_text("utf-8")
    assert [path.name for path in FILES.iterdir() if path.name not in story] == []
