"""One article on its page, by keys and by touch."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from pos.services.till import Till
from tests.shop import LAN, MANAGER, MANAGER_PIN, OIL, SOY, label
from tests.ui.finger import tap
from tests.ui.people.staff.test_staff_page import answer, rows, said, touch_row
from tests.ui.windows import Clerk, MakeClerk, cut_texts

Key = Qt.Key


def price_of(till: Till, code: str) -> int:
    return till.articles.article(code).goods.price


def test_a_price_by_keys_alone(clerk: Clerk, till: Till) -> None:
    till.people.sign_in(MANAGER, MANAGER_PIN)
    clerk.press(Key.Key_F10, Key.Key_G)
    clerk.type("yzcz")
    assert rows(clerk) == ["压榨菜籽油 5L"]
    clerk.press(Key.Key_Return, Key.Key_Return)
    assert clerk.panel.title.text() == "新的市场价"
    answer(clerk, "72.9")
    assert (clerk.panel.title.text(), said(clerk)) == ("改商品", "压榨菜籽油 5L：72.90 元/桶")
    assert price_of(till, OIL) == 7_290
    clerk.press(Key.Key_Escape)
    assert clerk.panel is None


def test_a_category_by_touch(make_clerk: MakeClerk, till: Till) -> None:
    till.people.sign_in(MANAGER, MANAGER_PIN)
    finger = make_clerk((1024, 768))
    tap(finger, "更多", "改商品")
    finger.window.conductor.desks.article.typed(SOY)
    touch_row(finger, "酿造生抽 500ml")
    touch_row(finger, "改类别")
    touch_row(finger, "油")
    assert till.articles.article(SOY).goods.category == "油"
    touch_row(finger, "酿造生抽 500ml")
    touch_row(finger, "做价签")
    assert said(finger) == "价签已写好"


def test_the_federation_s_category_is_not_the_shop_s(clerk: Clerk, till: Till) -> None:
    till.people.sign_in(MANAGER, MANAGER_PIN)
    till.articles.catalogue.apply_categories({OIL: "油"}, 1, at_ms=1)
    clerk.press(Key.Key_F10, Key.Key_G)
    article = clerk.window.conductor.desks.article
    article.chosen(OIL)
    clerk.press(Key.Key_Down, Key.Key_Return, Key.Key_Return)
    assert said(clerk) == "goods.category_ruled"


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_nothing_is_cut_with_large_letters(make_clerk: MakeClerk, percent: int) -> None:
    clerk = make_clerk((1024, 768), percent)
    clerk.press(Key.Key_F10, Key.Key_G)
    clerk.window.conductor.desks.article.typed("y")
    assert cut_texts(clerk.panel) == []


def test_a_scan_on_the_page_finds_its_article_whatever_was_typed(clerk: Clerk, till: Till) -> None:
    till.people.sign_in(MANAGER, MANAGER_PIN)
    clerk.press(Key.Key_F10, Key.Key_G)
    clerk.type("xyz")
    for scanned, name in ((OIL, "压榨菜籽油 5L"), (label("21", "00123", 454), "上海青")):
        clerk.scan(scanned)
        assert clerk.panel.title.text() == "改商品"
        assert rows(clerk) == [name]
        assert clerk.panel.notice.notice is None
    clerk.scan(OIL)
    clerk.press(Key.Key_Return, Key.Key_Return)
    answer(clerk, "72.9")
    assert price_of(till, OIL) == 7_290
    assert till.checkout.state.basket.lines == ()


def test_what_is_no_article_is_said_on_the_page_and_changes_nothing(clerk: Clerk, till: Till) -> None:
    till.people.sign_in(MANAGER, MANAGER_PIN)
    clerk.press(Key.Key_F10, Key.Key_G)
    for scanned, code in (
        ("6901234567892", "barcode.unknown"),
        ("134567890123456789", "price_check.not_goods"),
        (LAN, ""),
        ("S01-1-20261123-0001", ""),
    ):
        clerk.scan(scanned)
        assert clerk.panel.title.text() == "改商品"
        assert clerk.panel.notice.notice.code == code
    assert till.checkout.state.basket.is_untouched


def test_an_article_without_a_price_is_found_by_its_scan(clerk: Clerk, till: Till) -> None:
    catalogue = till.articles.catalogue
    own = catalogue.own_goods()
    catalogue.replace_goods((own | {SOY: replace(own[SOY], price=0)}).values())
    till.people.sign_in(MANAGER, MANAGER_PIN)
    clerk.press(Key.Key_F10, Key.Key_G)
    clerk.scan(SOY)
    assert rows(clerk) == ["酿造生抽 500ml"]
