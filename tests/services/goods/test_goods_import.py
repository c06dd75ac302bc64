"""Goods that are kept keep what is theirs: a file cannot give their PLU or quick key to others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pos.bootstrap import open_catalogue
from pos.domain.goods.goods_change import ChangedBy, compare
from pos.domain.scanning.gtin import is_gtin
from pos.errors.goods import GoodsFileUseless
from pos.errors.people import ActDenied
from pos.ledger.sqlite import connect
from pos.services.goods.goods_import import preview_file
from pos.services.till import Till
from tests.services.workbooks import workbook
from tests.shop import OIL, Shop

PEAS = ("A1", "豌豆", "", "kg", "蔬菜", 9, "按重量", "00207", "")  # The PLU of the tomatoes on file.
KALE = ("A2", "羽衣甘蓝", "", "kg", "蔬菜", 9, "按重量", "00999", 3)  # The quick key of the potatoes.


@pytest.fixture
def folder(till: Till) -> Path:
    till.goods_import.folder.mkdir()
    return till.goods_import.folder


def test_a_plu_of_goods_that_are_not_in_the_file_is_not_given_away(till: Till, folder: Path) -> None:
    preview = till.goods_import.preview(workbook(folder / "a.xlsx", [PEAS, KALE]).name)

    assert preview.goods == ()
    assert [(problem.row, problem.column, problem.reason) for problem in preview.problems] == [
        (2, "plu", "plu_taken"),
        (3, "quick_key", "quick_key_taken"),
    ]
    with pytest.raises(GoodsFileUseless):
        till.goods_import.changed_by(preview)


def test_goods_in_the_file_may_swap_what_is_theirs(till: Till, folder: Path) -> None:
    tomato = ("00207", "本地番茄", "", "kg", "蔬菜", 7.6, "按重量", "00123", 1)
    greens = ("00123", "上海青", "", "kg", "蔬菜", 4.98, "按重量", "00207", 2)
    preview = till.goods_import.preview(workbook(folder / "a.xlsx", [tomato, greens]).name)

    assert (len(preview.goods), preview.problems) == (2, ())


def test_goods_that_are_left_out_keep_a_plu_that_another_row_wants(till: Till, folder: Path) -> None:
    # The peas want the tomatoes' PLU, the tomatoes want the potatoes' and do not get it: neither moves.
    tomato = ("00207", "本地番茄", "", "kg", "蔬菜", 7.6, "按重量", "00301", 2)
    preview = till.goods_import.preview(workbook(folder / "a.xlsx", [tomato, PEAS]).name)

    assert preview.goods == ()
    assert [(problem.row, problem.reason) for problem in preview.problems] == [
        (2, "plu_taken"),
        (3, "plu_taken"),
    ]


def test_goods_that_are_to_go_leave_their_plu_to_others(shop: Shop, till: Till, folder: Path) -> None:
    catalogue = till.prices.catalogue
    preview = preview_file(catalogue, workbook(folder / "a.xlsx", [PEAS]), remove_missing=True)

    assert (len(preview.goods), preview.problems) == (1, ())
    assert len(preview.difference.changes) == 8


def test_who_may_not_change_goods_is_told_before_a_file_is_read(till: Till, folder: Path) -> None:
    oil = (OIL, "压榨菜籽油", "5L", "桶", "油", 72.9, "按件")
    preview = till.goods_import.preview(workbook(folder / "a.xlsx", [oil]).name)
    for guarded in (till.goods_import.files, lambda: till.goods_import.changed_by(preview)):
        with pytest.raises(ActDenied):
            guarded()

    till.people.sign_in("2001", "8888")
    assert [file.name for file in till.goods_import.files()] == ["a.xlsx"]
    by = till.goods_import.changed_by(preview)
    assert (by.source, by.staff_id, by.approver) == ("a.xlsx", "2001", None)


def test_a_damaged_catalogue_loses_no_price_history_that_can_be_read(shop: Shop) -> None:
    catalogue = open_catalogue(shop.settings)
    dearer = [replace(goods, price=goods.price + 1) for goods in shop.goods]
    catalogue.take_goods(dearer, compare(catalogue.own_goods(), dearer), ChangedBy(1, "a.csv", "2001"))
    catalogue.close()
    connection = connect(shop.folder / "catalogue.db")
    connection.execute("DROP TABLE card")
    connection.execute("CREATE TABLE card (nonsense)")  # Something else stands where the cards were.
    connection.close()

    till = shop.start()
    assert (shop.folder / "catalogue-damaged.db").exists()
    assert till.prices.history(OIL)[0].price_after == 6_991
    till.close()


def test_fourteen_digits_whose_last_does_not_fit_are_remarked_and_taken(till: Till, tmp_path: Path) -> None:
    """So long a code may be the shop's own; thirteen digits that do not fit are refused."""
    file = tmp_path / "goods.csv"
    rows = ("16901234567892", "16901234567891")
    table = ["code,name,unit,category,price,sold_by"]
    table += [f"{code},货{place},箱,日用,9.90,piece" for place, code in enumerate(rows)]
    file.write_text("\n".join(table), encoding="utf-8")
    preview = till.goods_import.preview(str(file))
    remarks = [each.value for each in preview.remarks if each.reason == "check_digit_doubtful"]
    assert remarks == [code for code in rows if not is_gtin(code)] != []
    assert {each.code for each in preview.goods} == set(rows)
