"""A phone payment in the real window: the provider is asked on another thread, the cashier goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from pos.services.paying.payment_simulator import Customer, Script
from pos.ui.paying.payments.view import PaymentPanel
from tests.services.payments import WECHAT, PayingShop, code, paying_shop
from tests.shop import OIL, Shop
from tests.ui.windows import Clerk

Key = Qt.Key


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return paying_shop(tmp_path)


def shown(clerk: Clerk) -> str:
    """What the panel of a payment says; nothing when it is not open."""
    return clerk.panel._state.text() if isinstance(clerk.panel, PaymentPanel) else ""


def until_answered(clerk: Clerk) -> None:
    """Give the other thread its time."""
    for _turn in range(400):
        if not clerk.till.payments._busy:
            return
        clerk.turn()
    raise AssertionError("no answer")


def test_a_phone_pays_by_scan_and_keys_alone(clerk: Clerk, shop: PayingShop) -> None:
    shop.scripts = [Script(customer=Customer.CONFIRMS)]
    clerk.scan(OIL)
    clerk.press(Key.Key_F12)
    clerk.scan(code(1))
    assert shown(clerk)
    until_answered(clerk)
    clerk.turn()
    assert shown(clerk) == "待顾客输密码"
    shop.clock.forward(seconds=12)
    clerk.press(Key.Key_F5)
    until_answered(clerk)
    clerk.turn()
    assert shown(clerk) == ""
    assert clerk.till.checkout.state.paid_so_far.due == 0
    clerk.press(Key.Key_Return)
    clerk.turn(300)
    assert clerk.till.receipts.last_sale_no() == "S01-1-20261123-0001"


def test_other_money_is_taken_and_the_top_bar_says_what_is_open(clerk: Clerk, shop: PayingShop) -> None:
    shop.scripts = [Script(unclear=True, queries_lost=99)]
    clerk.scan(OIL)
    clerk.press(Key.Key_F12)
    clerk.scan(code(1))
    until_answered(clerk)
    clerk.turn()
    assert shown(clerk) == "结果不明"
    clerk.press(Key.Key_F6)
    assert shown(clerk) == ""
    clerk.press(Key.Key_Return)
    clerk.press(Key.Key_Return)
    clerk.turn(300)
    clerk.window.conductor.tick()
    until_answered(clerk)
    assert clerk.window.top._payments.accessibleName() == "待确认 1 笔"
    assert clerk.window.top._payments.isVisible()
    clerk.press(Key.Key_Escape, Key.Key_F10, Key.Key_0, Key.Key_Return)
    assert shown(clerk) == "结果不明"


def test_a_sale_goes_on_while_a_provider_does_not_answer(clerk: Clerk, shop: PayingShop) -> None:
    clerk.scan(OIL)
    errand = clerk.till.payments.ask(WECHAT, None, code=code(1))
    clerk.press(Key.Key_F12, Key.Key_Escape, Key.Key_F5)
    clerk.scan(OIL)
    clerk.press(Key.Key_F12, Key.Key_Return)
    clerk.press(Key.Key_Return)
    clerk.turn(300)
    assert clerk.till.receipts.last_sale_no() == "S01-1-20261123-0001"
    clerk.till.payments.took(errand, errand.run())
    assert clerk.till.status().open_payments == 1


def test_goods_go_with_an_unknown_payment_once_the_manager_signs(clerk: Clerk, shop: PayingShop) -> None:
    shop.scripts = [Script(unclear=True, queries_lost=99)]
    clerk.scan(OIL)
    clerk.press(Key.Key_F12)
    clerk.scan(code(1))
    until_answered(clerk)
    clerk.turn()
    clerk.press(Key.Key_F9)
    clerk.type("2001")
    clerk.press(Key.Key_Return)
    clerk.type("8888")
    clerk.press(Key.Key_F12)
    assert clerk.panel is None
    assert clerk.notice == "已挂为待确认"
    clerk.press(Key.Key_Return)
    clerk.turn(300)
    (waiting,) = clerk.till.payments.open()
    assert waiting.sale_no == clerk.till.receipts.last_sale_no()


def test_an_approval_that_is_given_up_leaves_the_payment_where_it_was(clerk: Clerk, shop: PayingShop) -> None:
    shop.scripts = [Script(unclear=True, queries_lost=99)]
    clerk.scan(OIL)
    clerk.press(Key.Key_F12)
    clerk.scan(code(1))
    until_answered(clerk)
    clerk.turn()
    clerk.press(Key.Key_F9, Key.Key_Escape)
    assert clerk.till.checkout.state.basket.tenders == ()
    clerk.press(Key.Key_Return)
    assert shown(clerk) == "结果不明"
