"""Nasty stories of a real shop, told on the real till: each of them happened to somebody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from pos.bootstrap import open_catalogue
from pos.domain.paying.tender import TenderKind
from pos.domain.people.permission import Act
from pos.errors.days import DayClosedAlready
from pos.errors.people import ApprovalNeeded
from pos.errors.returns import ReturnedAlready, ReturnPaymentOpen
from pos.errors.shifts import HeldUndecided
from pos.services.paying.payment_simulator import Script
from pos.services.paying.payments import PersonSays
from pos.services.selling.held_sales import HeldChoice
from pos.services.till import Till
from tests.services.payments import OIL_FEN, ask, paying_shop, ring_up
from tests.services.returning import ONE, first_bad, ledger_of, left, money, return_goods, sell
from tests.shop import FULL_MONTH, GOODS, LAN, MANAGER, MANAGER_PIN, OIL, SOY, Shop, grant

TODAY = "2026-11-23"


def say_yes(till: Till, act: Act) -> None:
    till.permissions.approve(act, MANAGER, MANAGER_PIN)


def end_shift(till: Till, *, keep: Iterable[int] = ()) -> None:
    till.shifts.count("cash", "500")
    till.shifts.close("没有别的", held=dict.fromkeys(keep, HeldChoice.KEEP))


def test_a_payment_answered_after_the_day_was_signed_asks_for_another_close(tmp_path: Path) -> None:
    shop = paying_shop(tmp_path / "till", Script(unclear=True, queries_lost=1_000))
    till = shop.start_selling()
    ring_up(till)
    payment_id = ask(till, 1)
    say_yes(till, Act.FINISH_UNPAID)
    till.payments.finish_unpaid()
    sale_no = till.checkout.done().sale_no
    with pytest.raises(ReturnPaymentOpen):  # Nobody knows whether there is money to give back.
        return_goods(till, sale_no, {1: ONE})
    end_shift(till)
    say_yes(till, Act.CLOSE_DAY)
    closed = till.days.close(TODAY, "店长看过")
    assert closed.figures.open_payments == (payment_id,)
    assert till.days.since_close(TODAY) == 0

    say_yes(till, Act.RESOLVE_PAYMENT)
    till.payments.resolve(payment_id, PersonSays.RECEIVED)

    assert till.days.since_close(TODAY) == 1
    say_yes(till, Act.CLOSE_DAY)
    again = till.days.close(TODAY, "微信后来到账")
    wechat = next(each for each in again.figures.takings if each.kind == "wechat")
    assert (again.revision, wechat.sold, wechat.unknown, again.figures.open_payments) == (2, OIL_FEN, 0, ())
    assert till.days.since_close(TODAY) == 0
    with pytest.raises(DayClosedAlready):
        till.days.close(TODAY, "再来一次")
    till.shifts.open("500")
    assert money(return_goods(till, sale_no, {1: ONE})) == {"wechat": OIL_FEN}
    till.close()
    assert first_bad(shop) is None


@pytest.mark.parametrize(("keeps", "price"), [(True, 6_990), (False, 7_990)])
def test_a_hold_with_a_card_outlives_price_shift_restart_and_month(
    shop: Shop, till: Till, keeps: bool, price: int
) -> None:
    grant(till, LAN)
    till.checkout.scan(OIL)
    till.checkout.attach_card(LAN)
    till.checkout.hold()
    end_shift(till, keep=[1])
    till.close()
    catalogue = open_catalogue(shop.settings)
    catalogue.replace_goods([replace(each, price=7_990) if each.code == OIL else each for each in GOODS])
    catalogue.close()
    shop.clock.forward(days=8)  # 1 December.
    till = shop.start_selling()
    grant(till, LAN, {"vegetable": 0, "staple": 5_000, "subsidy": 0}, month="2026-12", number=2)

    state = till.checkout.recall(1)

    assert (state.basket.business_date, state.basket.lines[0].held_price) == ("2026-12-01", 6_990)
    if keeps:
        state = till.checkout.keep_held_prices()
    assert state.quote.totals.market == price
    assert state.quote.totals.discount == 1_000  # A fifth of what December has.
    till.checkout.pay(TenderKind.CASH, None)
    till.checkout.done()
    assert {lease.spent for lease in ledger_of(till).leases(LAN, "2026-11")} == {0}
    assert left(till, LAN)["staple"] == 0
    till.close()
    assert first_bad(shop) is None


def test_holds_of_three_days_are_each_decided_at_every_close(shop: Shop, till: Till) -> None:
    for day in range(3):
        till.checkout.scan(SOY)
        till.checkout.hold()
        with pytest.raises(HeldUndecided):
            end_shift(till, keep=range(1, day + 1))
        till.shifts.close("没有别的", held=dict.fromkeys(range(1, day + 2), HeldChoice.KEEP))
        shop.clock.forward(days=1)
        till.shifts.open("500")

    till.shifts.count("cash", "500")
    ended = till.shifts.close("", held={1: HeldChoice.DROP, 2: HeldChoice.KEEP, 3: HeldChoice.DROP})

    assert len(ended.closed.held) == 1
    assert [each.number for each in till.checkout.held()] == [2]


def test_goods_sold_at_another_price_or_without_a_code_come_back_for_what_was_paid(
    shop: Shop, till: Till
) -> None:
    grant(till, LAN)
    till.checkout.scan(OIL)
    say_yes(till, Act.CHANGE_PRICE)
    till.checkout.change_price(1, "50", reason="临期")
    till.checkout.add_unlisted("其他", "12.30", name="扫把")
    before = left(till, LAN)
    sale_no = sell(till, "3*", SOY, card=LAN)

    back = [money(return_goods(till, sale_no, {number: ONE})) for number in (1, 2, 3, 3, 3)]

    paid = ledger_of(till).sale(sale_no)
    assert paid is not None
    assert sum(each.get("cash", 0) for each in back) == paid.facts.totals.payable
    assert left(till, LAN) == before == dict(FULL_MONTH)
    for number in (1, 2, 3):
        with pytest.raises(ReturnedAlready):
            return_goods(till, sale_no, {number: ONE})
    till.close()
    assert first_bad(shop) is None


def test_a_yes_is_gone_when_the_one_who_asked_signs_out(till: Till) -> None:
    till.checkout.scan(SOY)
    with pytest.raises(ApprovalNeeded):
        till.checkout.change_price(1, "5")
    say_yes(till, Act.CHANGE_PRICE)
    till.people.sign_out()
    till.people.sign_in("1001", "1234")

    with pytest.raises(ApprovalNeeded):
        till.checkout.change_price(1, "5")


def test_a_lease_that_ends_at_midnight_pays_a_sale_that_began_before(shop: Shop, till: Till) -> None:
    """The customer looks for coins while November ends; what was told stays, and December is untouched."""
    shop.clock.forward(days=7, hours=13)  # 30 November, 23:42.
    grant(till, LAN)
    grant(till, LAN, month="2026-12", number=2)
    till.checkout.scan(OIL)
    till.checkout.attach_card(LAN)
    told = till.checkout.set_subsidy("0").paid_so_far.payable
    till.checkout.begin_payment()
    shop.clock.forward(hours=1)
    till.checkout.refresh()

    till.checkout.pay(TenderKind.CASH, None)
    done = till.checkout.done()

    assert (done.payable, done.sale_no) == (told, "S01-1-20261130-0001")
    assert {lease.spent for lease in ledger_of(till).leases(LAN, "2026-12")} == {0}
    assert sum(lease.spent for lease in ledger_of(till).leases(LAN, "2026-11")) > 0
    assert till.checkout.scan(SOY).state.basket.business_date == "2026-12-01"
    till.close()
    assert first_bad(shop) is None


def test_a_held_sale_is_another_cashiers_to_finish(shop: Shop, till: Till) -> None:
    till.checkout.scan(SOY)
    till.checkout.hold()
    till.shifts.count("cash", "500")
    till.shifts.close("", held={1: HeldChoice.KEEP}, handed_to=MANAGER)
    till.people.sign_in(MANAGER, MANAGER_PIN)
    shift = till.shifts.open("500")

    till.checkout.recall(1)
    till.checkout.pay(TenderKind.CASH, None)
    sale = ledger_of(till).sale(till.checkout.done().sale_no)

    assert sale is not None
    assert (sale.cashier, sale.facts.shift_id) == (MANAGER, shift.shift_id)
    till.close()
    assert first_bad(shop) is None
