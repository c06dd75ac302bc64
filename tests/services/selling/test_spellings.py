"""Every edge of the till finds an article under each spelling of its number, and never makes it two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos.bootstrap import open_catalogue
from pos.domain.goods.goods import Goods, SoldBy
from pos.domain.goods.goods_change import ChangedBy, ChangeKind
from pos.domain.selling.basket import Origin
from pos.errors.typed import BarcodeAddOnUnknown, BarcodeUnknown, GoodsNotExpected, PaymentCodeNotExpected
from pos.ledger.goods.catalogue import Catalogue
from pos.ledger.sqlite import connect
from pos.services.counter.state import ScanKind
from pos.services.goods.goods_import import apply_preview, preview_file
from pos.services.till import Till
from tests.services.workbooks import workbook
from tests.shop import Shop

SOUP = "036000291452"
WAYS = (SOUP, f"0{SOUP}", f"00{SOUP}", f"]E00{SOUP}", f"]C10100{SOUP}", f"(01)00{SOUP}(10)A1")
PAPER = "9771234567003"
ODD = "1312345678905"  # With an add-on of five digits behind it, it looks like a payment code.
COLA_SHORT, COLA = "04252614", "042100005264"


def soup(code: str = SOUP) -> Goods:
    return Goods(code, "番茄汤", "", "罐", "调味", 1_250, SoldBy.PIECE)


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    catalogue = open_catalogue(shop.settings)
    paper = Goods(PAPER, "家庭月刊", "", "本", "日用", 1_500, SoldBy.PIECE)
    more = [soup(), paper, replace(paper, code=ODD, name="画报"), replace(soup(COLA_SHORT), name="可乐")]
    catalogue.replace_goods([*shop.goods, *more])
    catalogue.close()
    return shop


@pytest.fixture
def till(stocked: Shop) -> Iterator[Till]:
    opened = stocked.start_selling()
    yield opened
    opened.close()


def row(code: str, price: float = 13.5, name: str = "番茄汤", category: str = "调味") -> tuple[object, ...]:
    return (code, name, "", "罐", category, price, "按件", "", "")


@pytest.mark.parametrize("way", WAYS)
def test_a_scan_a_search_and_a_price_check_find_it(till: Till, way: str) -> None:
    assert till.checkout.scan(way).state.basket.lines[0].code == SOUP
    assert till.goods.search(way)[0].code == SOUP
    assert till.prices.check(way).label.goods.code == SOUP


def test_the_printed_code_is_the_one_on_file(till: Till) -> None:
    for way in WAYS:
        till.checkout.scan(way)
    (line,) = till.checkout.state.basket.lines[:1]
    assert {each.code for each in till.checkout.state.basket.lines} == {SOUP}
    assert line.origin is Origin.SCAN


def test_half_a_code_typed_in_another_spelling_finds_it(till: Till) -> None:
    for typed in ("03600029", "003600029", "36000291"):
        assert SOUP in [goods.code for goods in till.goods.search(typed)]


def test_a_short_upc_finds_the_long_one_and_the_other_way_round(till: Till) -> None:
    for way in (COLA_SHORT, COLA, f"0{COLA}", f"]E00{COLA}"):
        assert till.checkout.scan(way).state.basket.lines[-1].code == COLA_SHORT


@pytest.mark.parametrize("add_on", ["05", "00512", " 05"])
@pytest.mark.parametrize("code", [PAPER, ODD])
def test_a_magazine_is_found_with_its_add_on(till: Till, code: str, add_on: str) -> None:
    result = till.checkout.scan(code + add_on)
    assert result.kind is ScanKind.GOODS
    assert result.state.basket.lines[0].code == code
    assert till.prices.check(code + add_on).label.goods.code == code


def test_a_magazine_is_never_a_payment_code(till: Till) -> None:
    till.checkout.scan(SOUP)
    till.checkout.begin_payment()
    for text in (f"{ODD}00512", f"]E3{ODD}00512", f"{PAPER}00512"):
        with pytest.raises(GoodsNotExpected):
            till.checkout.scan(text)
    assert till.checkout.scan("134512345678901234").kind is ScanKind.PAYMENT


def test_an_unknown_magazine_names_the_add_on_and_a_payment_code_is_still_one(till: Till) -> None:
    with pytest.raises(BarcodeAddOnUnknown) as told:
        till.checkout.scan("977202612345205")
    assert told.value.facts == {"barcode": "9772026123452", "add_on": "05"}
    with pytest.raises(PaymentCodeNotExpected):
        till.checkout.scan("134512345678901234")


def test_a_case_of_it_is_another_article(till: Till) -> None:
    with pytest.raises(BarcodeUnknown):
        till.checkout.scan("10036000291459")


# ── Files ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def catalogue(stocked: Shop) -> Iterator[Catalogue]:
    opened = open_catalogue(stocked.settings)
    yield opened
    opened.close()


@pytest.mark.parametrize("code", [SOUP, f"0{SOUP}", f"00{SOUP}"])
def test_a_file_changes_the_article_in_whatever_spelling(
    catalogue: Catalogue, tmp_path: Path, code: str
) -> None:
    preview = preview_file(catalogue, workbook(tmp_path / "a.xlsx", [row(code)]))
    (change,) = preview.difference.of(ChangeKind.PRICE_UP)
    assert (change.goods.code, len(preview.difference.changes)) == (SOUP, 1)
    assert [remark.reason for remark in preview.remarks] == ([] if code == SOUP else ["spelled_otherwise"])

    apply_preview(catalogue, preview, ChangedBy(1, "a.xlsx"))
    assert [goods.price for goods in map(catalogue.goods_by_code, WAYS[:3]) if goods] == [1_350] * 3
    assert len(catalogue.price_history(f"00{SOUP}")) == 1


def test_a_file_with_both_spellings_is_told(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = [row(SOUP), row(f"0{SOUP}", 14), row(SOUP, 15), row(COLA), row(COLA_SHORT)]
    preview = preview_file(catalogue, workbook(tmp_path / "a.xlsx", rows))
    assert [(problem.row, problem.reason) for problem in preview.problems] == [
        (3, "code_two_spellings"),
        (4, "code_twice"),
        (6, "code_two_spellings"),
    ]


def test_goods_in_another_spelling_are_not_missing_from_a_file(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = [row(f"00{SOUP}", 12.5), row(COLA, 12.5, "可乐")]
    preview = preview_file(catalogue, workbook(tmp_path / "a.xlsx", rows), remove_missing=True)
    gone = {change.goods.code for change in preview.difference.of(ChangeKind.REMOVED)}
    assert not gone & {SOUP, COLA_SHORT}
    assert (len(gone), preview.difference.unchanged) == (9, 2)


# ── Catalogues of releases before ──────────────────────────────────────────────────────────


def test_a_catalogue_with_an_article_twice_goes_on_and_a_file_makes_it_one(
    shop: Shop, tmp_path: Path
) -> None:
    catalogue = open_catalogue(shop.settings)
    catalogue.replace_goods([*shop.goods, soup(), replace(soup(f"0{SOUP}"), price=1_300, name="番茄汤罐头")])
    till = shop.start_selling()
    assert till.checkout.scan(f"0{SOUP}").state.basket.lines[0].unit_price == 1_300
    assert till.checkout.scan(SOUP).state.basket.lines[1].unit_price == 1_250
    assert [[goods.code for goods in same] for same in catalogue.doubles()] == [[SOUP, f"0{SOUP}"]]

    preview = preview_file(catalogue, workbook(tmp_path / "a.xlsx", [row(f"00{SOUP}")]))
    apply_preview(catalogue, preview, ChangedBy(1, "a.xlsx"))
    assert catalogue.doubles() == []
    assert till.checkout.scan(f"0{SOUP}").state.basket.lines[2].unit_price == 1_350
    assert {remark.reason for remark in preview.remarks} == {"spelled_otherwise", "double_removed"}
    till.close()
    catalogue.close()


def test_the_federations_category_holds_for_every_spelling(catalogue: Catalogue) -> None:
    catalogue.apply_categories({f"00{SOUP}": "面", COLA: "酒"}, 3, at_ms=1)
    assert [goods.category for goods in map(catalogue.goods_by_code, (SOUP, COLA_SHORT)) if goods] == [
        "面",
        "酒",
    ]


def test_a_list_that_came_before_the_upgrade_holds_for_every_spelling_too(stocked: Shop) -> None:
    open_catalogue(stocked.settings).close()
    connection = connect(stocked.folder / "catalogue.db")
    connection.execute("INSERT INTO approved_category VALUES (?, '面')", (f"0{SOUP}",))
    connection.execute("PRAGMA user_version = 0")
    connection.commit()
    connection.close()

    catalogue = open_catalogue(stocked.settings)
    goods = catalogue.goods_by_code(SOUP)
    assert goods is not None
    assert goods.category == "面"
    catalogue.close()


def test_a_code_without_its_zeros_makes_no_second_article_and_removes_none(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    cabbage = Goods("00777", "莲白", "", "kg", "蔬菜", 320, SoldBy.WEIGHT, "00777")
    catalogue.replace_goods([*catalogue.sold_goods().values(), cabbage])
    file = tmp_path / "a.csv"
    file.write_text("条码,品名,类别,售价,单位\n777,莲白,蔬菜,3.50,kg\n778,儿菜,蔬菜,4,kg\n", encoding="utf-8")

    preview = preview_file(catalogue, file, remove_missing=True)

    (problem,) = preview.problems
    assert (problem.row, problem.value, problem.reason) == (2, "777 ← 00777", "code_lost_zeros")
    assert [each.code for each in preview.goods] == ["778"]
    assert "00777" not in [change.goods.code for change in preview.difference.changes]
