from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.goods.goods import CATALOGUE_COLUMNS, Goods, RowProblem, SoldBy, read_goods_row
from tests.strategies import goods

OIL = {
    "code": "6901234567892", "name": "压榨菜籽油", "spec": "5L", "unit": "桶", "category": "油",
    "price": "69.90", "sold_by": "piece", "plu": "", "quick_key": "",
}  # fmt: skip
POTATOES = OIL | {
    "code": "1001", "name": "土豆", "spec": "", "unit": "斤", "category": "蔬菜",
    "price": "2.49", "sold_by": "weight", "plu": "10012", "quick_key": "3",
}  # fmt: skip


def reasons(row: dict[str, str]) -> list[tuple[str, str]]:
    read = read_goods_row(7, row)
    assert isinstance(read, list)
    assert all(problem.row == 7 for problem in read)
    return [(problem.column, problem.reason) for problem in read]


def test_a_row_becomes_goods() -> None:
    assert read_goods_row(2, OIL) == Goods(
        code="6901234567892",
        name="压榨菜籽油",
        spec="5L",
        unit="桶",
        category="油",
        price=6990,
        sold_by=SoldBy.PIECE,
    )
    assert read_goods_row(3, POTATOES) == Goods(
        code="1001", name="土豆", spec="", unit="斤", category="蔬菜", price=249, sold_by=SoldBy.WEIGHT,
        plu="10012", quick_key=3,
    )  # fmt: skip


def test_columns_that_may_be_empty_may_be_absent() -> None:
    row = {column: text for column, text in OIL.items() if text}

    assert read_goods_row(2, row) == read_goods_row(2, OIL)


def test_full_width_digits_and_idle_blanks_are_read_as_meant() -> None:
    typed = POTATOES | {
        "code": " １００１ ",
        "price": "２．４９",
        "plu": "１００１２",
        "quick_key": "３",
        "name": " 土豆　",
    }

    assert read_goods_row(3, typed) == read_goods_row(3, POTATOES)


@pytest.mark.parametrize("price", ["69.9000", "69.900", "¥69.9000", "69.90", "69.9"])
def test_a_price_with_four_decimals_is_read_when_nothing_is_lost(price: str) -> None:
    assert read_goods_row(2, OIL | {"price": price}) == read_goods_row(2, OIL)


def test_names_and_categories_stay_as_they_are_written() -> None:
    read = read_goods_row(2, OIL | {"name": "菜籽油（一级）", "category": "米（散）", "spec": "５００ｇ"})

    assert isinstance(read, Goods)
    assert (read.name, read.category, read.spec) == ("菜籽油（一级）", "米（散）", "５００ｇ")


def test_blanks_inside_a_name_are_one_plain_blank() -> None:
    read = read_goods_row(2, OIL | {"name": "压榨　菜籽油\u00a0\t 一级\n"})

    assert isinstance(read, Goods)
    assert read.name == "压榨 菜籽油 一级"


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("code", "", "code_unreadable"),
        ("code", "10 01", "code_unreadable"),
        ("code", "A-1", "code_unreadable"),
        ("code", "土豆", "code_unreadable"),
        ("code", "٣٣", "code_unreadable"),
        ("code", "9" * 21, "code_unreadable"),
        ("code", "6901234567893", "check_digit_wrong"),
        ("code", "12345678", "check_digit_wrong"),
        ("code", "036000291453", "check_digit_wrong"),
        ("name", "", "name_missing"),
        ("name", " 　", "name_missing"),
        ("name", "米" * 61, "name_unreadable"),
        ("name", "米\u001b@", "name_unreadable"),
        ("name", "米\u202e", "name_unreadable"),
        ("spec", "5L\u001bp", "spec_unreadable"),
        ("spec", "L" * 41, "spec_unreadable"),
        ("unit", "", "unit_missing"),
        ("unit", "桶\u0000", "unit_unreadable"),
        ("unit", "桶" * 11, "unit_unreadable"),
        ("category", "", "category_missing"),
        ("category", "油\u0007", "category_unreadable"),
        ("category", "油" * 21, "category_unreadable"),
        ("price", "", "price_unreadable"),
        ("price", "1.2.3", "price_unreadable"),
        ("price", "-1", "price_unreadable"),
        ("price", "69.905", "price_unreadable"),
        ("price", "69.9050", "price_unreadable"),
        ("price", "1000000", "price_unreadable"),
        ("price", "约7元", "price_unreadable"),
        ("sold_by", "", "sold_by_unknown"),
        ("sold_by", "Piece", "sold_by_unknown"),
        ("sold_by", "weight", "unit_not_a_weight"),
        ("plu", "1001", "plu_unreadable"),
        ("plu", "100123", "plu_unreadable"),
        ("plu", "1001x", "plu_unreadable"),
        ("plu", "٣٣٣٣٣", "plu_unreadable"),
        ("quick_key", "0", "quick_key_unreadable"),
        ("quick_key", "100", "quick_key_unreadable"),
        ("quick_key", "1.5", "quick_key_unreadable"),
        ("quick_key", "²", "quick_key_unreadable"),
        ("quick_key", "9" * 5000, "quick_key_unreadable"),
    ],
)
def test_a_mistake_is_told_with_its_column_and_reason(column: str, value: str, reason: str) -> None:
    told_in = "unit" if reason == "unit_not_a_weight" else column

    assert reasons(OIL | {column: value}) == [(told_in, reason)]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("code", "9" * 20), ("code", "aZ09"), ("code", "ABCDEFGH"), ("code", "1"), ("name", "米" * 60),
        ("spec", "L" * 40), ("unit", "桶" * 10), ("category", "油" * 20), ("price", "0"),
        ("price", "1,299.00"), ("plu", "00001"), ("quick_key", "1"), ("quick_key", "99"),
    ],
)  # fmt: skip
def test_what_just_fits_is_taken(column: str, value: str) -> None:
    assert isinstance(read_goods_row(2, OIL | {column: value}), Goods)


@pytest.mark.parametrize("unit", ["斤", "kg", "公斤", "ｋｇ"])
def test_goods_are_weighed_in_known_units_only(unit: str) -> None:
    assert isinstance(read_goods_row(2, POTATOES | {"unit": unit}), Goods)
    assert reasons(POTATOES | {"unit": "两"}) == [("unit", "unit_not_a_weight")]


def test_every_mistake_of_a_row_is_told() -> None:
    bad = dict.fromkeys(CATALOGUE_COLUMNS, "\u0007?")

    assert [column for column, _reason in reasons(bad)] == [
        "code", "name", "spec", "unit", "category", "price", "sold_by", "plu", "quick_key",
    ]  # fmt: skip


def test_a_row_of_nothing_is_told_what_is_missing() -> None:
    assert [column for column, _reason in reasons({})] == [
        "code",
        "name",
        "unit",
        "category",
        "price",
        "sold_by",
    ]


def test_a_jammed_cell_is_not_repeated_whole() -> None:
    assert read_goods_row(7, OIL | {"plu": "x" * 5000}) == [RowProblem(7, "plu", "x" * 40, "plu_unreadable")]


@given(st.fixed_dictionaries({column: st.text(max_size=8) for column in CATALOGUE_COLUMNS}))
def test_any_row_is_goods_or_problems(row: dict[str, str]) -> None:
    read = read_goods_row(2, row)

    if isinstance(read, Goods):
        assert read.price >= 0 and read.full_name.isprintable() and read.unit and read.category
    else:
        assert read


def test_goods_are_called_by_name_and_size() -> None:
    assert goods("压榨菜籽油", spec="5L").full_name == "压榨菜籽油 5L"
    assert goods("土豆").full_name == "土豆"


def test_the_columns_of_a_catalogue_file_are_these() -> None:
    assert CATALOGUE_COLUMNS == (
        "code", "name", "spec", "unit", "category", "price", "sold_by", "plu", "quick_key",
    )  # fmt: skip
