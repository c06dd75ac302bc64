"""Every change of a price or category is kept with its time, source and person; an older catalogue opens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from pos.domain.goods.goods import Goods, SoldBy
from pos.domain.goods.goods_change import ChangedBy, PriceChange, compare
from pos.errors.goods import CatalogueChanged
from pos.errors.ledger import LedgerUnwritable
from pos.ledger.goods.catalogue import Catalogue
from pos.ledger.sqlite import DRIVER

NOW_MS = 1_795_401_720_000
TOMATO = Goods("00102", "西红柿", "", "kg", "蔬菜", 760, SoldBy.WEIGHT, "00102", 2)
OIL = Goods("6901234567892", "压榨菜籽油", "5L", "桶", "油", 6_990, SoldBy.PIECE)
SALT = Goods("A1", "盐", "", "袋", "调味", 200, SoldBy.PIECE)
BY = ChangedBy(NOW_MS, "goods.xlsx", "2001", None)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    catalogue = Catalogue(tmp_path / "catalogue.db")
    catalogue.replace_goods([TOMATO, OIL])
    yield catalogue
    catalogue.close()


def take(
    catalogue: Catalogue, goods: Sequence[Goods], by: ChangedBy = BY, remove: Sequence[str] = ()
) -> None:
    catalogue.take_goods(goods, compare(catalogue.own_goods(), goods, remove=remove), by)


def test_a_new_price_is_kept_with_who_when_and_from_where(catalogue: Catalogue) -> None:
    take(catalogue, [replace(OIL, price=7_290)])
    later = ChangedBy(NOW_MS + 1, "second.csv", "2001", "3001")
    take(catalogue, [replace(OIL, price=7_090, category="副食")], later)

    assert catalogue.price_history(OIL.code) == (
        PriceChange(OIL.code, NOW_MS + 1, 7_290, 7_090, "油", "副食", "second.csv", "2001", "3001"),
        PriceChange(OIL.code, NOW_MS, 6_990, 7_290, "油", "油", "goods.xlsx", "2001", None),
    )
    assert catalogue.price_history(OIL.code, limit=1)[0].price_after == 7_090
    assert catalogue.price_history(TOMATO.code) == ()


def test_new_and_removed_goods_begin_and_end_a_history(catalogue: Catalogue) -> None:
    take(catalogue, [SALT])
    take(catalogue, [OIL], remove=["A1"])

    removed, begun = catalogue.price_history("A1")
    assert (begun.price_before, begun.price_after, begun.category_after) == (None, 200, "调味")
    assert (removed.price_before, removed.price_after, removed.category_after) == (200, None, None)
    assert catalogue.goods_by_code("A1") is None
    assert catalogue.goods_by_code(TOMATO.code) == TOMATO


def test_another_name_or_key_is_no_change_of_price(catalogue: Catalogue) -> None:
    take(catalogue, [replace(OIL, name="菜籽油"), replace(TOMATO, quick_key=None, plu=None)])

    assert catalogue.price_history(OIL.code) == catalogue.price_history(TOMATO.code) == ()
    assert catalogue.search("czy")[0].name == "菜籽油"
    assert (catalogue.quick_keys(), catalogue.goods_by_plu("00102")) == ([], None)


def test_new_prices_alone_leave_the_search_as_it_is(catalogue: Catalogue) -> None:
    take(catalogue, [replace(TOMATO, price=800, unit="斤", category="水果", plu="00103")])

    assert catalogue.search("xhs") == [replace(TOMATO, price=800, unit="斤", category="水果", plu="00103")]
    assert catalogue.goods_by_plu("00102") is None
    assert catalogue.goods_by_code(OIL.code) == OIL


def test_what_changed_since_is_found_by_its_time(catalogue: Catalogue) -> None:
    take(catalogue, [replace(OIL, price=7_290)])

    assert catalogue.codes_changed_since(NOW_MS) == {OIL.code}
    assert catalogue.codes_changed_since(NOW_MS + 1) == frozenset()


def test_what_was_agreed_on_is_written_or_nothing(catalogue: Catalogue) -> None:
    wanted = [replace(OIL, price=7_290), SALT]
    agreed = compare(catalogue.own_goods(), wanted)
    take(catalogue, [replace(OIL, price=5_000)])  # Somebody else was quicker.

    with pytest.raises(CatalogueChanged):
        catalogue.take_goods(wanted, agreed, BY)
    going = compare(catalogue.own_goods(), [OIL], remove=[TOMATO.code])
    take(catalogue, [OIL], remove=[TOMATO.code])
    with pytest.raises(CatalogueChanged):
        catalogue.take_goods([OIL], going, BY)
    assert catalogue.goods_by_code("A1") is None
    assert len(catalogue.price_history(OIL.code)) == 2


def test_a_disk_that_takes_nothing_keeps_the_old_prices_and_no_history(catalogue: Catalogue) -> None:
    agreed = compare(catalogue.own_goods(), [replace(OIL, price=1)])
    catalogue._writer.execute("PRAGMA query_only = ON")

    with pytest.raises(LedgerUnwritable):
        catalogue.take_goods([replace(OIL, price=1)], agreed, BY)
    assert (catalogue.goods_by_code(OIL.code), catalogue.price_history(OIL.code)) == (OIL, ())


def test_the_federations_categories_are_kept_as_changes_too(catalogue: Catalogue) -> None:
    catalogue.apply_categories({OIL.code: "副食", "A1": "调味"}, 3, at_ms=NOW_MS)
    catalogue.apply_categories({OIL.code: "副食", TOMATO.code: "蔬菜"}, 4, at_ms=NOW_MS + 1)
    catalogue.apply_categories({}, 5, at_ms=NOW_MS + 2)

    assert catalogue.price_history(OIL.code) == (
        PriceChange(OIL.code, NOW_MS + 2, 6_990, 6_990, "副食", "油", "approved:5", None, None),
        PriceChange(OIL.code, NOW_MS, 6_990, 6_990, "油", "副食", "approved:3", None, None),
    )
    assert catalogue.price_history(TOMATO.code) == catalogue.price_history("A1") == ()


def test_goods_are_held_against_the_approved_list(catalogue: Catalogue) -> None:
    catalogue.replace_goods([TOMATO, OIL, SALT])
    catalogue.apply_categories({OIL.code: "副食", TOMATO.code: "蔬菜", "00999": "肉"}, 3, at_ms=NOW_MS)

    assert catalogue.differing_categories() == [(OIL, "副食"), (SALT, None)]


def test_a_catalogue_of_an_earlier_release_opens_and_begins_its_history(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.db"
    with closing(Catalogue(path)) as catalogue:
        catalogue.replace_goods([TOMATO, OIL])
    connection = DRIVER.connect(str(path))
    connection.execute("DROP TABLE price_change")  # The one table earlier releases did not have.
    connection.commit()
    connection.close()

    with closing(Catalogue(path)) as again:
        assert again.goods_by_code(OIL.code) == OIL
        assert again.price_history(OIL.code) == ()
        take(again, [replace(OIL, price=1)])
        assert again.price_history(OIL.code)[0].price_before == 6_990
