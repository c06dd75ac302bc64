"""One article is changed: with history, in the journal, and never against the federation's list."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from pos.domain.journal.entries import EntryKind
from pos.errors.goods import CategoryRuled
from pos.errors.typed import AmountOutOfRange, AmountUnreadable, BarcodeUnknown
from pos.services.till import Till
from tests.services.telling import entries_of
from tests.shop import MANAGER, MANAGER_PIN, OIL, SOY


@pytest.fixture
def managed(till: Till) -> Till:
    till.people.sign_in(MANAGER, MANAGER_PIN)
    return till


def test_another_price_holds_from_the_next_scan_with_history_and_in_the_journal(managed: Till) -> None:
    managed.checkout.scan(OIL)
    assert managed.articles.set_price(OIL, "72.9").goods.price == 7_290
    managed.checkout.scan(OIL)
    assert [line.unit_price for line in managed.checkout.state.basket.lines] == [6_990, 7_290]
    change = managed.prices.history(OIL)[0]
    assert (change.price_before, change.price_after, change.staff_id) == (6_990, 7_290, MANAGER)
    (entry,) = entries_of(managed, EntryKind.GOODS_CHANGED)
    assert (entry.actor, entry.data["price_before"], entry.data["price"]) == (MANAGER, 6_990, 7_290)
    managed.articles.set_price(OIL, "72.90")  # Nothing new, nothing said.
    assert len(entries_of(managed, EntryKind.GOODS_CHANGED)) == 1


def test_wrong_prices_and_unknown_goods_are_refused(managed: Till) -> None:
    for text, error in (("abc", AmountUnreadable), ("0", AmountOutOfRange), ("-1", AmountOutOfRange)):
        with pytest.raises(error):
            managed.articles.set_price(OIL, text)
    with pytest.raises(BarcodeUnknown):
        managed.articles.set_price("6900000000000", "1")
    assert entries_of(managed, EntryKind.GOODS_CHANGED) == []


def test_a_category_is_the_shop_s_only_where_the_federation_names_none(managed: Till) -> None:
    assert managed.articles.set_category(SOY, "副食").goods.category == "副食"
    managed.articles.catalogue.apply_categories({OIL: "油"}, 1, at_ms=1)
    with pytest.raises(CategoryRuled):
        managed.articles.set_category(OIL, "副食")
    (entry,) = entries_of(managed, EntryKind.GOODS_CHANGED)
    assert (entry.data["category_before"], entry.data["category"]) == ("调味", "副食")
    # Its price is the shop's own all the same, and the list's category stays.
    assert managed.articles.set_price(OIL, "70").goods.category == "油"


def test_a_shelf_label_is_written(managed: Till) -> None:
    path = managed.articles.write_label(OIL)
    assert OIL in {cell.value for row in load_workbook(path)["价签"] for cell in row}
