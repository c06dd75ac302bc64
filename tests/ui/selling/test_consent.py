"""The customer's yes to what the card pays: asked once, before any money is chosen, where the shop asks."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from pos.domain.money import format_yuan
from pos.domain.paying.tender import TenderKind
from pos.domain.selling.basket import Confirmer
from pos.domain.shop_rules import CustomerConsent, ShopRules
from pos.services.till import Till
from pos.ui.selling.customer.pictures import CustomerPicture, Moment, welcome
from tests.shop import LAN, MANAGER, MANAGER_PIN, OIL, RICE, SOY, Shop
from tests.ui.windows import Clerk, MakeClerk, cut_texts

Key = Qt.Key
WECHAT = "134567890123456789"
ASKS = "顾客还没有同意"


@pytest.fixture
def display() -> str:
    """What faces the customer."""
    return "window"


@pytest.fixture
def shop(tmp_path: Path, display: str) -> Shop:
    return Shop(tmp_path, customer_display_url=display)


class Display:
    """What the customer sees, and the customer's finger."""

    def __init__(self, clerk: Clerk) -> None:
        self.picture = welcome("")
        self._customer = clerk.window.conductor.customer
        self._customer.attach(self)

    def show_customer(self, picture: CustomerPicture) -> None:
        self.picture = picture

    def says_yes(self) -> None:
        self._customer.confirmed()


def panel(clerk: Clerk) -> str:
    """The title of the open panel; nothing when none is open."""
    panel = clerk.panel
    return "" if panel is None else str(panel.title.text())


def asked(clerk: Clerk) -> bool:
    """Whether the cashier is told that the customer has not said yes."""
    return panel(clerk).startswith(ASKS)


def basket_of_a_card(clerk: Clerk) -> None:
    for code in (OIL, RICE, SOY, LAN):
        clerk.scan(code)


def test_the_cashier_asks_once_before_any_money_and_then_one_key_pays(clerk: Clerk) -> None:
    basket_of_a_card(clerk)
    clerk.press(Key.Key_F12)
    assert asked(clerk)
    assert clerk.till.checkout.state.basket.tenders == ()
    clerk.bounce(Key.Key_F12)
    clerk.scan(OIL)
    assert asked(clerk)
    clerk.press(Key.Key_Return)
    assert panel(clerk) == ""
    assert clerk.till.checkout.state.basket.confirmed_by is Confirmer.CASHIER
    clerk.press(Key.Key_Return)
    assert clerk.till.receipts.last_sale_no() is not None


@pytest.mark.parametrize("seen", [True, False])
def test_with_one_screen_the_cashier_reads_what_to_ask(clerk: Clerk, *, seen: bool) -> None:
    """A customer's screen that is set up has nowhere to stand when the till has the only one."""
    clerk.window.conductor.pay.customer_is_seen = lambda: seen
    basket_of_a_card(clerk)
    clerk.press(Key.Key_F12)
    said = clerk.panel._words.text()
    totals = clerk.till.checkout.state.quote.totals
    assert ("顾客屏" in said) is seen
    if not seen:
        for figure in (totals.discount, totals.subsidy, totals.payable):
            assert f" {format_yuan(figure)} 元" in said
        assert "请问顾客" in said
    assert cut_texts(clerk.panel) == []


def test_the_customer_s_finger_answers_and_the_question_goes(clerk: Clerk) -> None:
    display = Display(clerk)
    basket_of_a_card(clerk)
    clerk.press(Key.Key_F12)
    assert (asked(clerk), display.picture.moment) == (True, Moment.PAYING)
    display.says_yes()
    assert panel(clerk) == ""
    assert clerk.till.checkout.state.basket.confirmed_by is Confirmer.CUSTOMER
    clerk.press(Key.Key_Return)
    assert panel(clerk) == "收款完成"


@pytest.mark.parametrize("way", ["enter", "tab", "quick", "all_due", "code"])
def test_without_the_yes_no_way_of_paying_is_chosen(clerk: Clerk, way: str) -> None:
    basket_of_a_card(clerk)
    clerk.press(Key.Key_F12, Key.Key_Escape)
    assert panel(clerk) == ""
    pay = clerk.window.conductor.pay
    if way == "enter":
        clerk.press(Key.Key_Return)
    elif way == "tab":
        clerk.press(Key.Key_F2)
    elif way == "quick":
        pay.quick("200")
    elif way == "all_due":
        pay.all_due()
    else:
        clerk.scan(WECHAT)
    assert asked(clerk)
    assert clerk.till.checkout.state.basket.tenders == ()
    clerk.press(Key.Key_Return)  # The yes: what was wanted goes on by itself.
    assert clerk.till.checkout.state.basket.confirmed_by is not None or clerk.till.receipts.last_sale_no()
    if way in ("enter", "quick", "all_due"):
        assert panel(clerk) == "收款完成"
    elif way == "tab":
        assert clerk.window.pay._tabs[TenderKind.WECHAT].isChecked()
    else:
        assert panel(clerk) == "微信收款"


def test_a_payment_code_held_out_early_is_asked_for_first_and_then_goes_on(clerk: Clerk) -> None:
    basket_of_a_card(clerk)
    clerk.scan(WECHAT)
    assert asked(clerk)
    clerk.press(Key.Key_Return)
    assert panel(clerk) == "微信收款"
    clerk.press(Key.Key_Return)
    assert clerk.till.receipts.last_sale_no() is not None


def test_a_yes_is_to_what_was_shown_and_asked_again_for_more_goods(clerk: Clerk) -> None:
    basket_of_a_card(clerk)
    clerk.press(Key.Key_F12, Key.Key_Return, Key.Key_Escape, Key.Key_F12)
    assert panel(clerk) == ""  # Nothing has changed: once is enough.
    clerk.press(Key.Key_Escape)
    clerk.scan(OIL)
    clerk.press(Key.Key_F12)
    assert asked(clerk)


def test_who_pays_without_a_card_is_asked_nothing(clerk: Clerk) -> None:
    clerk.scan(OIL)
    clerk.press(Key.Key_F12)
    assert panel(clerk) == ""


@pytest.mark.parametrize(
    ("display", "consent", "asks"),
    [
        ("window", CustomerConsent.OFF, False),
        ("none", CustomerConsent.WITH_DISPLAY, False),
        ("none", CustomerConsent.ALWAYS, True),
    ],
)
def test_the_shop_s_rule_says_where_it_is_asked(
    make_clerk: MakeClerk, till: Till, consent: CustomerConsent, *, asks: bool
) -> None:
    till.people.sign_in(MANAGER, MANAGER_PIN)
    till.rules.set(ShopRules(till.rules.today(), customer_consent=consent))
    clerk = make_clerk()
    basket_of_a_card(clerk)
    clerk.press(Key.Key_F12)
    assert asked(clerk) is asks
    clerk.press(Key.Key_Return)
    if asks:
        assert clerk.till.receipts.last_sale_no() is None
        clerk.press(Key.Key_Return)
    assert clerk.till.receipts.last_sale_no() is not None
