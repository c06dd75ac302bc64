"""What stands in goods files besides goods: their ends, goods that are not sold, and files that are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos.errors import PosError
from pos.errors.goods import (
    GoodsFileColumnsMissing,
    GoodsFileColumnTwice,
    GoodsFileEmpty,
    GoodsFileNoHeadings,
    GoodsFileOfOtherSort,
    GoodsFileWrongCommas,
)
from pos.services.goods.catalogue_file import read_catalogue_file
from pos.ui.goods.presenter import column_choices
from pos.ui.words.messages import words
from pos.ui.words.row_problems import row_problem_words
from tests.services.goods.test_goods_files import HEADINGS, MILK, OIL, RICE, text, told, wrong
from tests.services.workbooks import workbook

ROW = f"{OIL},压榨菜籽油,桶,油,69.90\n"
WORDS_MAX = 160  # Of a title and what to do next: a notice has room for no more.


@pytest.mark.parametrize(
    "footer",
    [
        ",共 1 种,,,",
        ",合计：1,,,",
        "共1条记录",
        "共 1 种商品,,,,69.90",
        ",,,,合计 69.90",
        "第 1 页 共 1 页,,,,",
        "1/1页,,,,",
        "总数量,1,总金额,69.90,",
        "备注：含税,,,,",
        "制表人：张三,,打印时间：2026-11-23,,",
        "合计,1,,,69.90,,,经手人：张三",
        "以上共 1 种,,,,",
    ],
)
def test_a_footer_is_one_remark_and_no_complaint(tmp_path: Path, footer: str) -> None:
    file = read_catalogue_file(text(tmp_path, f"{HEADINGS}\n{ROW}{footer}\n"))
    assert [each.code for each in file.goods] == [OIL]
    assert (wrong(file), told(file)) == ([], [(3, "footer")])


@pytest.mark.parametrize("name", ["共生牛奶", "合计饮料", "第一页笔记本", "备注贴", "总统饼干"])
def test_goods_whose_name_sounds_like_a_footer_are_goods(tmp_path: Path, name: str) -> None:
    file = read_catalogue_file(text(tmp_path, f"品名,条码,单位,分类,零售价\n{name},{OIL},件,零食,3.00\n"))
    assert [each.name for each in file.goods] == [name]


def test_goods_that_are_not_sold_are_told_and_not_taken_in(tmp_path: Path) -> None:
    rows = f"{OIL},油,桶,油,69.90,正常\n{RICE},米,袋,米,59.90,停售\n{MILK},奶,瓶,奶,5,禁用\n"
    file = read_catalogue_file(text(tmp_path, f"{HEADINGS},商品状态\n{rows}"))
    assert [each.code for each in file.goods] == [OIL]
    assert told(file) == [(3, "off_sale"), (4, "off_sale")]
    assert [each.value for each in file.remarks] == ["米：停售", "奶：禁用"]
    assert {OIL, RICE, MILK} <= file.named, "they stand in the file: nobody takes them off the shelf for that"
    assert "没有导入" in row_problem_words("off_sale")


@pytest.mark.parametrize(
    ("heading", "said", "sold"),
    [
        ("状态", "在售", True),
        ("上架状态", "已下架", False),
        ("是否上架", "否", False),
        ("是否停用", "是", False),
        ("是否停用", "否", True),
        ("停用", "停用", False),
        ("是否停用", "", True),
        ("销售状态", "", True),
        ("商品状态（必填）", "下架", False),
    ],
)
def test_the_headings_and_words_of_other_tills_for_on_and_off_sale(
    tmp_path: Path, heading: str, said: str, sold: bool
) -> None:
    file = read_catalogue_file(text(tmp_path, f"{HEADINGS},{heading}\n{ROW.strip()},{said}\n"))
    assert bool(file.goods) is sold
    assert told(file) == ([] if sold else [(2, "off_sale")])


def test_a_state_in_words_of_no_meaning_is_told_and_the_goods_come_in(tmp_path: Path) -> None:
    file = read_catalogue_file(text(tmp_path, f"{HEADINGS},商品状态\n{ROW.strip()},甲类\n"))
    assert [each.code for each in file.goods] == [OIL]
    assert told(file) == [(2, "status_unknown")]


@pytest.mark.parametrize("code", ["UPC/EAN码", "UPC/EAN", "商品UPC/EAN码（选填）"])
@pytest.mark.parametrize("name", ["SPU名称", "SPU名称*", "SKU名称"])
def test_delivery_platforms_headings_are_known(tmp_path: Path, code: str, name: str) -> None:
    file = read_catalogue_file(text(tmp_path, f"{code},{name},单位,店内分类,价格\n{ROW}"))
    assert [(each.code, each.name) for each in file.goods] == [(OIL, "压榨菜籽油")]


def test_the_name_of_the_goods_wins_over_that_of_the_group(tmp_path: Path) -> None:
    row = f"{OIL},油,压榨菜籽油,桶,油,69.90\n"
    file = read_catalogue_file(text(tmp_path, f"条码,SPU名称,商品名称,单位,分类,零售价\n{row}"))
    assert [each.name for each in file.goods] == ["压榨菜籽油"]


FILES: list[tuple[str, bytes, type[PosError], str]] = [
    ("nothing", b"", GoodsFileEmpty, "空的"),
    ("a mark and nothing", b"\xef\xbb\xbf", GoodsFileEmpty, "空的"),
    ("empty lines", b"\r\n\r\n ,,\r\n", GoodsFileEmpty, "空的"),
    ("chinese commas", f"{HEADINGS}\n{ROW}".replace(",", "，").encode(), GoodsFileWrongCommas, "「，」"),
    (
        "list marks",
        f"{HEADINGS}\n".replace(",", "、").encode("gb18030"),
        GoodsFileWrongCommas,
        "「、」",
    ),
    ("a pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n" + bytes(range(256)) * 9, GoodsFileOfOtherSort, "PDF"),
    ("a pdf of plain text", b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n%%EOF\n", GoodsFileOfOtherSort, "PDF"),
    ("a picture", b"\xff\xd8\xff\xe0" + bytes(range(256)), GoodsFileOfOtherSort, "图片"),
    ("an archive", b"Rar!\x1a\x07\x00" + bytes(40), GoodsFileOfOtherSort, "压缩包"),
    ("a letter", "各位店长：附件是商品。\n此致\n".encode(), GoodsFileNoHeadings, "没有找到商品的表头"),
]


@pytest.mark.parametrize(
    ("content", "error", "said"), [row[1:] for row in FILES], ids=[row[0] for row in FILES]
)
def test_a_file_without_goods_is_called_what_it_is(
    tmp_path: Path, content: bytes, error: type[PosError], said: str
) -> None:
    with pytest.raises(error) as refused:
        read_catalogue_file(text(tmp_path, content))
    assert said in words(refused.value).title
    assert words(refused.value).what_next


def test_a_workbook_without_a_cell_is_empty(tmp_path: Path) -> None:
    with pytest.raises(GoodsFileEmpty):
        read_catalogue_file(workbook(tmp_path / "goods.xlsx", [], headings=[]))


def test_a_page_long_heading_is_said_again_only_in_part(tmp_path: Path) -> None:
    page = "很长的标题" * 400
    with pytest.raises(GoodsFileColumnsMissing) as missing:
        read_catalogue_file(text(tmp_path, f"条码,品名,单位,{page},零售价\n{ROW}"))
    assert len("".join(words(missing.value))) < WORDS_MAX
    asked = column_choices(missing.value, {})
    assert asked is not None
    assert [len(each.title) <= 21 for each in asked[1].items] == [True]
    file = read_catalogue_file(tmp_path / "goods.csv", said={asked[0]: asked[1].items[0].key})
    assert file.goods[0].category == "油", "what was chosen is the whole heading"
    with pytest.raises(GoodsFileColumnTwice) as twice:
        read_catalogue_file(text(tmp_path, f"{HEADINGS},零售价（{page}）\n{ROW.strip()},1\n"))
    assert len("".join(words(twice.value))) < WORDS_MAX
    many = ",".join(f"列{number}" for number in range(300))
    with pytest.raises(GoodsFileColumnsMissing) as wide:
        read_catalogue_file(text(tmp_path, f"条码,品名,{many}\n"))
    assert len("".join(words(wide.value))) < WORDS_MAX + 60
    unused = read_catalogue_file(text(tmp_path, f"{HEADINGS},{page}\n{ROW.strip()},1\n"))
    assert len(unused.remarks[0].value) < 30
