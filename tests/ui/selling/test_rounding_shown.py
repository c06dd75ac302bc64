"""抹零 stands on the screens before anybody confirms: while cash is taken, and before goods come back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pos.commands.headless.front import HeadlessTill
from pos.devices.customer_led import Lamp
from pos.domain.paying.tender import Tender, TenderKind, what_is_due
from pos.domain.shifts.drawer import DENOMINATIONS
from pos.domain.shop_rules import CashRounding
from pos.services.printing.customer_display import shown_for
from pos.ui.paying.pay.pictures import PayPicture, picture_payment
from pos.ui.places import Screen
from pos.ui.returns.pictures import picture_split
from pos.ui.selling.customer.pictures import CustomerPicture, picture_sale, picture_thanks
from tests.shop import MANAGER, MANAGER_PIN, SOY, Shop
from tests.ui.windows import Clerk


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
    paid_so_far = what_is_due(9_987, tenders, CashRounding.DOWN_TO_JIAO)
    return picture_payment(replace(state, paid_so_far=paid_so_far), kind)


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


# ── What faces the customer ────────────────────────────────────────────────────────────────


def facing(front: HeadlessTill) -> CustomerPicture:
    """What the customer sees of the open sale."""
    return picture_sale(front._till.checkout.state, "浆洗街店", asks=False)


def test_the_customer_is_told_the_price_and_what_it_comes_to_in_cash(front: HeadlessTill) -> None:
    front.answer(SOY)
    front.answer("price 1 9.87")
    assert facing(front).rounding == "", "while goods are scanned nobody speaks of paying"
    front._till.checkout.begin_payment()
    asked = facing(front)
    assert (asked.payable, asked.due, asked.rounding) == ("9.87", "", "付现金 9.80，抹零 −0.07")
    assert "付现金 9.80，抹零 −0.07" in asked.spoken
    assert shown_for(front._till.checkout.state) == (Lamp.TOTAL, 987)


def test_in_a_mixed_payment_the_rest_in_cash_is_what_is_asked_for(front: HeadlessTill) -> None:
    front.answer(SOY)
    front.answer("price 1 9.87")
    front.answer("pay wechat 5.00")
    front.answer("received")
    mixed = facing(front)
    assert (mixed.paid, mixed.due) == ("5.00", "4.80")
    assert mixed.rounding == "付现金，抹零 −0.07；手机付 4.87"
    assert shown_for(front._till.checkout.state) == (Lamp.TOTAL, 480)

    front.answer("pay cash 10")
    paid = facing(front)
    assert (paid.due, paid.change, paid.rounding) == ("", "5.20", "现金抹零 −0.07")


def test_thanks_name_what_was_really_paid(front: HeadlessTill) -> None:
    front.answer(SOY)
    front.answer("price 1 9.87")
    front.answer("pay cash")
    sale = front._till.checkout.done()
    thanks = picture_thanks(sale, "浆洗街店")
    assert (thanks.paid, thanks.payable, thanks.rounding) == ("9.80", "9.87", "现金抹零 −0.07")


def test_the_count_in_the_window_asks_for_the_pieces_there_can_be(
    make_clerk: Callable[..., Clerk],
) -> None:
    clerk = make_clerk()
    clerk.window.conductor.desks.handover.begin()
    fields = clerk.window.screen_of(Screen.HANDOVER).fields
    assert tuple(fields.pieces()) == DENOMINATIONS
    fields.offer(DENOMINATIONS[:8])
    seen = [value for value, field in fields._pieces.items() if field.isVisibleTo(fields)]
    assert seen == list(fields.pieces()) == list(DENOMINATIONS[:8])
    fields.offer(DENOMINATIONS)
    assert all(field.isVisibleTo(fields) for field in fields._pieces.values())
