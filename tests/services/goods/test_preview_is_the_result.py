"""A preview of a goods file shows what will be on file after the yes, not what the file wishes for.

Random files meet random catalogues and random lists of the federation; what the preview said of every
article is held against what the catalogue, the price history and the labels show afterwards.
"""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos.domain.goods.goods import Goods, SoldBy
from pos.domain.goods.goods_change import ChangedBy, ChangeKind
from pos.domain.money import format_yuan
from pos.errors.goods import CatalogueChanged
from pos.ledger.goods.catalogue import Catalogue
from pos.services.goods.goods_import import apply_preview, preview_file

SOUP = "036000291452"
CODES = ("00101", "00102", "A1", SOUP, f"0{SOUP}", f"00{SOUP}", "6902265360100", "06902265360100")
CATEGORIES = ("蔬菜", "油", "烟", "日用")


@st.composite
def articles(draw: st.DrawFn) -> Goods:
    weighed = draw(st.booleans())
    return Goods(
        draw(st.sampled_from(CODES)),
        draw(st.sampled_from(("甲", "乙"))),
        "",
        "kg" if weighed else "瓶",
        draw(st.sampled_from(CATEGORIES)),
        draw(st.integers(1, 3)) * 100,
        SoldBy.WEIGHT if weighed else SoldBy.PIECE,
        draw(st.sampled_from((None, "00101", "00102"))) if weighed else None,
        draw(st.sampled_from((None, 1, 2))),
    )


def unlike(goods: list[Goods]) -> list[Goods]:
    """No two of a code, PLU or quick key; two spellings of one number may be there, as in old catalogues."""
    kept: list[Goods] = []
    for each in goods:
        if all(
            each.code != other.code
            and (each.plu is None or each.plu != other.plu)
            and (each.quick_key is None or each.quick_key != other.quick_key)
            for other in kept
        ):
            kept.append(each)
    return kept


catalogues = st.lists(articles(), max_size=5).map(unlike)
files = st.lists(articles(), max_size=5)
lists = st.dictionaries(st.sampled_from(CODES), st.sampled_from(CATEGORIES), max_size=4)


def written(folder: Path, goods: list[Goods]) -> Path:
    path = folder / "goods.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["code", "name", "spec", "unit", "category", "price", "sold_by", "plu", "quick_key"])
        for each in goods:
            price = format_yuan(each.price)
            by = each.sold_by.value
            key = each.quick_key or ""
            rows.writerow(
                [each.code, each.name, "", each.unit, each.category, price, by, each.plu or "", key]
            )
    return path


@settings(max_examples=150, deadline=None)
@given(on_file=catalogues, wished=files, approved=lists, remove=st.booleans())
def test_what_the_preview_shows_is_what_is_there_afterwards(
    on_file: list[Goods], wished: list[Goods], approved: dict[str, str], *, remove: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        catalogue = Catalogue(Path(folder) / "catalogue.db")
        try:
            catalogue.replace_goods(on_file)
            catalogue.apply_categories(approved, 1, at_ms=1)
            before = {goods.code: goods for goods in catalogue.all_goods()}
            preview = preview_file(catalogue, written(Path(folder), wished), remove_missing=remove)
            if not preview.goods:
                return
            apply_preview(catalogue, preview, ChangedBy(2, "goods.csv"))

            difference = preview.difference
            told = {change.goods.code: change for change in difference.changes}
            promised = {**before, **{code: change.after for code, change in told.items()}}
            shown = {goods.code: goods for goods in catalogue.all_goods()}
            assert shown == {code: goods for code, goods in promised.items() if goods is not None}
            assert difference.unchanged + len(difference.missing) == len(before.keys() - told.keys())
            for goods in shown.values():
                assert catalogue.goods_by_code(goods.code) == goods
            for code, change in told.items():
                assert change.before == before.get(code)
                kept = [each for each in catalogue.price_history(code) if each.code == code]
                moved = change.kinds - {ChangeKind.NAME, ChangeKind.OTHER}
                assert bool(moved) == any(each.at_ms == 2 for each in kept)
                if moved and change.after is not None:
                    assert (kept[0].price_after, kept[0].category_after) == (
                        change.after.price,
                        change.after.category,
                    )
            again = preview_file(catalogue, Path(folder) / "goods.csv", remove_missing=remove)
            assert again.difference.changes == ()
        finally:
            catalogue.close()


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return Catalogue(tmp_path / "catalogue.db")


def greens(category: str, price: int = 500) -> Goods:
    return Goods("00101", "小白菜", "", "kg", category, price, SoldBy.WEIGHT)


def test_a_category_that_the_federation_overrules_is_no_change_but_is_told(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    catalogue.replace_goods([greens("蔬菜")])
    catalogue.apply_categories({"00101": "蔬菜"}, 7, at_ms=1)
    preview = preview_file(catalogue, written(tmp_path, [greens("日用")]))

    assert (preview.difference.changes, preview.difference.unchanged) == ((), 1)
    assert [(each.row, each.reason, each.value) for each in preview.remarks] == [
        (2, "category_overruled", "日用 → 蔬菜")
    ]


def test_new_goods_are_shown_in_the_category_they_will_be_sold_in(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    catalogue.apply_categories({"00101": "蔬菜"}, 7, at_ms=1)
    preview = preview_file(catalogue, written(tmp_path, [greens("日用")]))
    (change,) = preview.difference.changes
    assert (change.goods.category, change.kinds) == ("蔬菜", frozenset({ChangeKind.NEW}))


def test_the_shops_own_category_is_kept_for_the_day_the_list_names_none(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    catalogue.replace_goods([greens("蔬菜")])
    catalogue.apply_categories({"00101": "蔬菜"}, 7, at_ms=1)
    preview = preview_file(catalogue, written(tmp_path, [greens("日用", 600)]))
    apply_preview(catalogue, preview, ChangedBy(2, "goods.csv"))
    catalogue.apply_categories({}, 8, at_ms=3)
    assert catalogue.all_goods() == [greens("日用", 600)]


def test_a_list_of_the_federation_that_comes_in_between_makes_the_preview_void(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    catalogue.replace_goods([greens("蔬菜")])
    preview = preview_file(catalogue, written(tmp_path, [greens("日用")]))
    catalogue.apply_categories({"00101": "油"}, 7, at_ms=1)
    with pytest.raises(CatalogueChanged):
        apply_preview(catalogue, preview, ChangedBy(2, "goods.csv"))


def test_new_goods_that_the_federations_list_does_not_name_are_told_before_the_yes(tmp_path: Path) -> None:
    def article(code: str, category: str) -> Goods:
        return Goods(code, "甲", "", "瓶", category, 100, SoldBy.PIECE)

    catalogue = Catalogue(tmp_path / "catalogue.db")
    file = written(
        tmp_path, [article("A1", "油"), article("A2", "油"), article("A3", "蔬菜"), article(SOUP, "油")]
    )
    assert told(catalogue, file) == [], "where there is no list nothing is missing from it"

    catalogue.replace_goods([article("A2", "油"), article("A3", "日用")])
    catalogue.apply_categories({f"0{SOUP}": "油"}, 1, at_ms=1)

    assert told(catalogue, file) == [
        (2, "甲：油", "category_unlisted"),  # New.
        (4, "甲：蔬菜", "category_unlisted"),  # From now on with a benefit.
    ], "goods that stay as they are, and those that the list has under another spelling, are not told"
    catalogue.close()


def told(catalogue: Catalogue, file: Path) -> list[tuple[int, str, str]]:
    """The remarks of a preview about categories."""
    remarks = preview_file(catalogue, file).remarks
    return [(each.row, each.value, each.reason) for each in remarks if each.column == "category"]
