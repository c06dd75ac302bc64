"""抹零 stands on the screens before anybody confirms: while cash is taken, and before goods come back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pos.commands.headless import HeadlessTill
from pos.domain.shop_rules import CashRounding
from pos.domain.tender import Tender, TenderKind, settle
from pos.ui.pay.pictures import PayPicture, picture_payment
from pos.ui.returns.pictures import picture_split
from tests.shop import MANAGER, MANAGER_PIN, SOY, Shop


@pytest.fixture
def front(tmp_path: Path) -> HeadlessTill:
    """A headless till of a shop without fen coins, a shift open."""
    front = HeadlessTill(Shop(tmp_path).start())
    for line in (f"login {MANAGER} {MANAGER_PIN}", "rules cash_rounding=down_to_jiao", "open 500.00"):
        assert front.answer(line)["ok"]
    return front


def pictured(front: HeadlessTill, kind: TenderKind, *tenders: Tender) -> PayPicture:
    """What the payment screen shows of 99.87, some of it paid."""
    state = front._till.checkout.state
    settlement = settle(9_987, tenders, CashRounding.DOWN_TO_JIAO)
    return picture_payment(replace(state, settlement=settlement), kind)


def test_what_is_left_off_stands_beside_what_is_still_due_in_cash(front: HeadlessTill) -> None:
    in_cash = pictured(front, TenderKind.CASH)
    assert (in_cash.figure_word, in_cash.figure) == ("还差 · 现金抹零 −0.07", "99.80")
    by_phone = pictured(front, TenderKind.WECHAT)
    assert (by_phone.figure_word, by_phone.figure) == ("还差", "99.87")
    paid = pictured(front, TenderKind.CASH, Tender(TenderKind.CASH, 10_000))
    assert (paid.figure_word, paid.figure) == ("找零 · 现金抹零 −0.07", "0.20")
    assert not any("抹零" in name for name, _value, _off in in_cash.rows), "it is no discount"


def test_a_return_says_before_it_is_confirmed_that_so_much_less_was_paid(front: HeadlessTill) -> None:
    front.answer(SOY)
    front.answer("price 1 9.87")
    front.answer("pay cash 50")
    number = str(front.answer("done")["sale_no"])
    returns = front._till.returns
    found = returns.find(number)

    preview = returns.preview(found.token, {1: found.lines[0].left})

    assert preview.refunded == 980
    assert picture_split(found, preview) == (("退现金", "9.80"), ("减抹零", "−0.07"))
