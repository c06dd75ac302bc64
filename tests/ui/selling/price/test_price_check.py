"""Asking for a price: by scan, code or letters, beside a sale that stays as it is; both prices, in words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from pos.services.till import Till
from pos.ui.places import Panel
from pos.ui.selling.price.presenter import PricePicture, PricePresenter
from tests.shop import LAN, OIL, SOY, SPIRIT, label
from tests.ui.fakes import FakeShell, FakeView
from tests.ui.windows import Clerk, lines

Key = Qt.Key


@pytest.fixture
def desk(till: Till) -> tuple[PricePresenter, FakeShell, FakeView]:
    shell, view = FakeShell(), FakeView()
    presenter = PricePresenter(till.prices, till.goods, lambda: view, shell)
    presenter.begin()
    return presenter, shell, view


def shown(view: FakeView) -> PricePicture:
    picture = view.shown["show_price"]
    assert isinstance(picture, PricePicture)
    return picture


def test_a_scan_shows_both_prices(desk: tuple[PricePresenter, FakeShell, FakeView]) -> None:
    presenter, _shell, view = desk
    assert view.shown["show_price"] is None

    presenter.scanned(OIL)

    picture = shown(view)
    assert (picture.name, picture.market, picture.card, picture.unit) == (
        "压榨菜籽油 5L",
        "69.90",
        "55.92",
        "桶",
    )
    assert "80%" in picture.card_words and "补贴可以付" in picture.card_words
    presenter.scanned(SPIRIT)
    assert (shown(view).card, shown(view).card_words) == ("", "酒按市场价，补贴不能付")


def test_a_scale_label_and_a_plu_ask_for_the_loose_goods(
    desk: tuple[PricePresenter, FakeShell, FakeView],
) -> None:
    presenter, _shell, view = desk
    for text in (label("21", "00207", 454), "00207"):
        view.shown.clear()
        presenter.scanned(text)
        assert shown(view).name == "本地番茄"


def test_letters_find_goods_to_choose_from(desk: tuple[PricePresenter, FakeShell, FakeView]) -> None:
    presenter, _shell, view = desk
    presenter.typed("fq")
    (choice,) = view.shown["show_found"][0]
    assert (choice.title, choice.amount) == ("本地番茄", "7.60/kg")

    presenter.chosen(choice.key)

    assert shown(view).card == "4.56"
    presenter.typed("zzz")
    assert "没有找到" in view.shown["show_found"][1]
    presenter.chosen("gone")
    presenter.entered(" ")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("6901234567892", "barcode.unknown"),
        ("6901234567891", "barcode.check_digit_wrong"),
        (LAN, "price_check.not_goods"),
        ("134567890123456789", "price_check.not_goods"),
        ("S01-1-20261123-0087", "price_check.not_goods"),
    ],
)
def test_what_is_no_goods_on_file_is_told_and_the_last_price_goes(
    desk: tuple[PricePresenter, FakeShell, FakeView], text: str, code: str
) -> None:
    presenter, shell, view = desk
    presenter.scanned(OIL)

    presenter.scanned(text)

    assert (shell.said().code, view.shown["show_price"]) == (code, None)
    assert LAN not in str(shell.said())


def test_scan_after_scan_is_asked_and_nothing_is_sold(clerk: Clerk) -> None:
    clerk.scan(SOY)
    clerk.press(Key.Key_F8)
    assert clerk.window.conductor._panel is Panel.PRICE

    for code in (OIL, label("21", "00207", 454), LAN, OIL):
        clerk.scan(code)
        assert clerk.window.conductor._panel is Panel.PRICE
    assert clerk.panel._market.words == "69.90"
    assert clerk.till.checkout.state.basket.card is None
    clerk.press(Key.Key_Escape)

    assert lines(clerk) == [SOY]
    clerk.scan(OIL)
    assert lines(clerk) == [SOY, OIL]


def test_a_price_is_asked_for_by_keyboard_alone(clerk: Clerk) -> None:
    clerk.press(Key.Key_F8)
    clerk.type("fq")
    clerk.press(Key.Key_Return)
    assert clerk.panel._name.text() == "本地番茄"
    clerk.type("00123")
    clerk.press(Key.Key_Return)
    assert clerk.panel._name.text() == "上海青"
    clerk.press(Key.Key_F8)
    assert clerk.panel is None
    assert lines(clerk) == []
