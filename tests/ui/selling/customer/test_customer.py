"""What the customer sees: the same words for everybody, a reason per line, and a yes that counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from pos.domain.paying.tender import TenderKind
from pos.domain.selling.basket import Confirmer
from pos.services.till import Till
from pos.ui.care.self_test.presenter import picture_test
from pos.ui.selling.customer.pictures import LINES_SHOWN, CustomerPicture, Moment, picture_sale, welcome
from pos.ui.selling.customer.presenter import THANKS_STAYS_TICKS, CustomerPresenter
from pos.ui.selling.customer.window import CustomerWindow
from pos.ui.style.look import Look
from pos.ui.style.theme import load_theme
from tests.shop import FULL_MONTH, LAN, OIL, RICE, SOY, WITHOUT_LEASE, Shop, grant, label

STORE = "浆洗街店"


class Display:
    """A display that keeps its last picture."""

    def __init__(self) -> None:
        self.picture = welcome(STORE)

    def show_customer(self, picture: CustomerPicture) -> None:
        self.picture = picture


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    opened = Shop(tmp_path / "till", customer_display_url="window").start_selling()
    grant(opened, LAN, FULL_MONTH)
    yield opened
    opened.close()


def presenter(till: Till, view: Display) -> CustomerPresenter:
    made = CustomerPresenter(
        till.checkout,
        till.customer_digits,
        store_name=STORE,
        training=False,
        said_yes=lambda act: made.show(act()),
    )
    made.attach(view)
    return made


def test_every_line_the_card_does_not_pay_has_its_reason(till: Till) -> None:
    for code in (label("21", "00123", 454), SOY, LAN):
        till.checkout.scan(code)
    picture = picture_sale(till.checkout.state, STORE, asks=True)
    assert [(line.helped, line.detail) for line in picture.lines] == [
        (True, "蔬菜 6折，省 1.82 元"),
        (False, "不在优惠范围"),
    ]
    assert [pool.name for pool in picture.pools] == ["蔬菜优惠", "米面油肉蛋奶优惠", "购物补贴"]
    vegetable = picture.pools[0]
    assert (vegetable.gives, vegetable.uses, vegetable.left) == (
        "1.82", "额度用 4.54", "还剩 95.46",
    )  # fmt: skip
    assert "6201" not in picture.spoken
    assert picture.owner == "张*兰  ····8124"


def test_who_has_no_card_sees_the_same_picture_without_its_part(till: Till) -> None:
    picture = picture_sale(till.checkout.scan(OIL).state, STORE, asks=True)
    assert (picture.owner, picture.pools, picture.ask, picture.discount, picture.subsidy) == (
        "", (), "", "", "",
    )  # fmt: skip
    assert picture.lines[0].detail == ""


def test_a_card_that_cannot_be_used_says_why_and_what_to_do(till: Till) -> None:
    till.checkout.scan(OIL)
    picture = picture_sale(till.checkout.attach_card(WITHOUT_LEASE), STORE, asks=True)
    assert "本机没有这张卡本月的额度" in picture.card_words
    assert picture.pools == ()


@pytest.mark.parametrize("size", [(1024, 768), (1366, 768), (1920, 1080), (800, 480)])
def test_no_word_of_ours_is_cut_on_the_customers_window(
    till: Till, qtbot: QtBot, size: tuple[int, int]
) -> None:
    window = CustomerWindow(Look(load_theme()), "浆洗街店")
    qtbot.addWidget(window)
    window.setFixedSize(*size)
    window.show()
    for code in (label("21", "00123", 454), *[RICE] * 3, *[SOY] * 30, LAN):
        till.checkout.scan(code)
    for asks in (False, True):
        window.show_customer(picture_sale(till.checkout.state, STORE, asks=asks))
        window.grab()
        assert window.cut == ()
    till.checkout.begin_payment()
    till.checkout.pay(TenderKind.CASH, "10")
    window.show_customer(picture_sale(till.checkout.state, STORE, asks=True))
    window.grab()
    assert window.cut == ()


def test_the_last_lines_are_shown_and_the_others_counted(till: Till) -> None:
    for _turn in range(4):
        till.checkout.scan(OIL)
        till.checkout.scan(SOY)
    picture = picture_sale(till.checkout.state, STORE, asks=True)
    assert (len(picture.lines), picture.more_lines) == (LINES_SHOWN, 4)


def test_the_customer_is_asked_when_the_total_stands_and_the_yes_is_the_customers(till: Till) -> None:
    view = Display()
    customer = presenter(till, view)
    till.checkout.scan(OIL)
    customer.show(till.checkout.attach_card(LAN))
    customer.confirmed()  # Too early: nothing was asked.
    assert not view.picture.confirmed
    customer.show(till.checkout.begin_payment())
    assert view.picture.ask == "爱心优惠 13.98 元，补贴支付 55.92 元，同意请按确认"
    customer.confirmed()
    assert till.checkout.state.basket.confirmed_by is Confirmer.CUSTOMER
    assert view.picture.confirmed


def test_thanks_stay_until_the_next_customer_or_for_a_while(till: Till) -> None:
    view = Display()
    customer = presenter(till, view)
    customer.show(till.checkout.scan(OIL).state)
    till.checkout.pay(TenderKind.CASH, "100")
    sale = till.checkout.done()
    customer.completed(sale)
    customer.show(sale.state)
    assert view.picture.moment is Moment.THANKS
    for _second in range(THANKS_STAYS_TICKS):
        customer.tick()
    assert view.picture == welcome(STORE)


def test_the_window_never_takes_the_keyboard_and_its_key_is_large(till: Till, qtbot: QtBot) -> None:
    window = CustomerWindow(Look(load_theme()), STORE)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    till.checkout.scan(OIL)
    till.checkout.attach_card(LAN)
    window.show_customer(picture_sale(till.checkout.begin_payment(), STORE, asks=True))
    (yes,) = window.findChildren(QPushButton)
    assert yes.isVisible()
    assert yes.height() >= 44
    assert yes.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert bool(window.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus)
    with qtbot.waitSignal(window.confirmed):
        yes.click()
    assert "应付" in window.accessibleDescription()
    assert not window.grab().isNull()


def test_every_finding_of_the_self_test_has_words(till: Till) -> None:
    picture = picture_test(till.self_test.look())
    assert all(row.words for row in picture.rows)
    assert {row.tone for row in picture.rows} <= {"good", "bad", "unused"}
