"""A goods file with mistakes: the bad rows are told, the good ones can be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos.errors.goods import CatalogueFileWrong
from pos.services.goods.catalogue_file import read_catalogue_file
from tests.shop import card_number, label

HEADER = "code,name,spec,unit,category,price,sold_by,plu,quick_key\n"
OIL = "6948195800941,压榨菜籽油,5L,桶,油,69.90,piece,,\n"
GREENS = "00123,上海青,,kg,蔬菜,4.98,weight,00123,1\n"


def written(folder: Path, content: str, encoding: str = "utf-8") -> Path:
    path = folder / "goods.csv"
    path.write_bytes(content.encode(encoding))
    return path


def test_good_rows_are_read(tmp_path: Path) -> None:
    read = read_catalogue_file(written(tmp_path, HEADER + OIL + GREENS))

    assert [goods.full_name for goods in read.goods] == ["压榨菜籽油 5L", "上海青"]
    assert [goods.price for goods in read.goods] == [6990, 498]
    assert read.problems == ()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_spreadsheets_encodings_are_understood(tmp_path: Path, encoding: str) -> None:
    assert read_catalogue_file(written(tmp_path, HEADER + OIL, encoding)).goods[0].name == "压榨菜籽油"


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("6948195800942,油,5L,桶,油,69.90,piece,,", "code", "check_digit_wrong"),
        (",油,5L,桶,油,69.90,piece,,", "code", "code_unreadable"),
        ("A1,,5L,桶,油,69.90,piece,,", "name", "name_missing"),
        ("A1,油,5L,,油,69.90,piece,,", "unit", "unit_missing"),
        ("A1,油,5L,桶,,69.90,piece,,", "category", "category_missing"),
        ("A1,油,5L,桶,油,69.9.0,piece,,", "price", "price_unreadable"),
        ("A1,油,5L,桶,油,-1,piece,,", "price", "price_unreadable"),
        ("A1,油,5L,桶,油,69.90,box,,", "sold_by", "sold_by_unknown"),
        ("A1,油,,桶,油,69.90,weight,,", "unit", "unit_not_a_weight"),
        ("A1,油,,桶,油,69.90,piece,123,", "plu", "plu_unreadable"),
        ("A1,油,,桶,油,69.90,piece,,100", "quick_key", "quick_key_unreadable"),
    ],
)
def test_a_bad_row_is_told_with_its_reason_and_the_rest_is_kept(
    tmp_path: Path, row: str, column: str, reason: str
) -> None:
    read = read_catalogue_file(written(tmp_path, HEADER + OIL + row + "\n" + GREENS))

    assert len(read.goods) == 2
    (problem,) = read.problems
    assert (problem.row, problem.column, problem.reason) == (3, column, reason)


def test_every_mistake_of_a_row_is_told(tmp_path: Path) -> None:
    read = read_catalogue_file(written(tmp_path, HEADER + "A1,,,,,x,box,,\n"))

    assert {problem.column for problem in read.problems} == {"name", "unit", "category", "price", "sold_by"}


def test_a_code_that_stands_twice_is_told(tmp_path: Path) -> None:
    read = read_catalogue_file(written(tmp_path, HEADER + OIL + OIL))

    assert [(problem.row, problem.reason) for problem in read.problems] == [(3, "code_twice")]


@pytest.mark.parametrize(
    ("first", "second", "column", "reason"),
    [
        ("A1,油,,kg,油,1,weight,00301,", "A2,盐,,kg,盐,1,weight,00301,", "plu", "plu_twice"),
        ("A1,油,,kg,油,1,weight,,7", "A2,盐,,kg,盐,1,weight,,7", "quick_key", "quick_key_twice"),
    ],
)
def test_two_goods_cannot_share_what_names_one(
    tmp_path: Path, first: str, second: str, column: str, reason: str
) -> None:
    read = read_catalogue_file(written(tmp_path, f"{HEADER}{first}\n{second}\n"))

    assert [goods.code for goods in read.goods] == ["A1"]
    (problem,) = read.problems
    assert (problem.row, problem.column, problem.reason) == (3, column, reason)


def test_goods_without_plu_and_quick_key_share_nothing(tmp_path: Path) -> None:
    read = read_catalogue_file(written(tmp_path, HEADER + "A1,油,,桶,油,1,piece,,\nA2,盐,,袋,盐,1,piece,,\n"))

    assert len(read.goods) == 2


@pytest.mark.parametrize(
    "code",
    [
        card_number(8812),
        card_number(8812, issuer="6299"),
        label("20", "00123", 500),
        label("24", "00123", 500),
        "134512345678901234",
        "2812345678901234",
    ],
)
def test_a_code_that_a_scan_takes_for_something_else_is_told(tmp_path: Path, code: str) -> None:
    read = read_catalogue_file(written(tmp_path, f"{HEADER}{code},油,,桶,油,1,piece,,\n"))

    assert read.goods == ()
    assert [problem.reason for problem in read.problems] == ["code_never_scanned"]


@pytest.mark.parametrize(
    "content",
    [b"", b"code,name\n1,2\n", b"\x00\x01\x02", HEADER.encode() + b'"unclosed', b"\xff\xff\xff\xff"],
)
def test_a_file_that_is_no_catalogue_is_refused_whole(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "goods.csv"
    path.write_bytes(content)

    with pytest.raises(CatalogueFileWrong):
        read_catalogue_file(path)
