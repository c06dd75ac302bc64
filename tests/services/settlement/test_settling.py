"""A day of every kind of phone payment at the real till, settled with what the channel really has."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos.domain.paying.tender import TenderKind
from pos.domain.settlement.three_way import Direction, Ground, SettlementSheet, Verdict
from pos.services.paying.payment_simulator import Script
from pos.services.reports.settlement_report import next_step
from pos.services.settlement.channel_bills.read import read_bills
from pos.services.settlement.settling import OtherSides, settle_day, till_movements
from pos.services.till import Till
from tests.services.payments import OIL_FEN, WECHAT, PayingShop, ask, pass_time, paying_shop, ring_up
from tests.services.returning import ledger_of, return_goods, sell
from tests.services.settlement.channel_bills.bills import Moved, wechat_bill
from tests.shop import OIL, Shop

DAY, TODAY = "2026-11-23", "2026-11-25"
LOST = Script(unclear=True, queries_lost=1_000)


@pytest.fixture
def shop(tmp_path: Path) -> PayingShop:
    return paying_shop(tmp_path / "till")


def settled(till: Till, folder: Path, *rows: Moved) -> SettlementSheet:
    path = folder / "wechat.csv"
    path.write_bytes(wechat_bill(*rows))
    others = OtherSides(wechat=read_bills(WECHAT, [path], date=DAY))
    return settle_day(ledger_of(till).days, others, till_id="S01-1", date=DAY, today=TODAY)


def paid(till: Till, number: int) -> str:
    ring_up(till)
    payment_id = ask(till, number)
    till.checkout.done()
    return payment_id


def test_what_the_channel_really_has_settles_a_day_of_paid_reversed_and_refused(
    shop: PayingShop, tmp_path: Path
) -> None:
    till = shop.start_selling()
    first = paid(till, 1)
    shop.scripts = [Script(unclear=True, queries_lost=1)]
    ring_up(till)
    reversed_one = ask(till, 2)
    till.payments.reverse()
    pass_time(till, shop, 60)
    third = ask(till, 3)
    till.checkout.done()
    assert set(shop.money) == {first, third}

    sheet = settled(till, tmp_path, *(Moved(order, amount) for order, amount in shop.money.items()))

    assert sheet.clean
    assert {each.ours[0].movement_id for each in sheet.channels[0].matchings} == {first, reversed_one, third}
    assert (sheet.channels[0].gap, sheet.channels[0].ours.net) == (0, 2 * OIL_FEN)
    till.close()


def test_an_unknown_payment_is_told_with_the_bills_word_on_it(shop: PayingShop, tmp_path: Path) -> None:
    till = shop.start_selling()
    shop.scripts = [LOST]
    ring_up(till)
    payment_id = ask(till, 1)

    (found,) = settled(till, tmp_path, Moved(payment_id, OIL_FEN)).channels[0].open

    assert (found.verdict, found.theirs[0].order_no, found.age_days) == (Verdict.UNKNOWN, payment_id, 2)
    till.close()


def test_a_payment_unclear_to_the_cashier_finds_its_row_and_is_said_to_be_probably_it(
    tmp_path: Path,
) -> None:
    till = Shop(tmp_path / "by-hand").start_selling()
    till.checkout.scan(OIL)
    till.payments.unclear(TenderKind.WECHAT, None)

    (found,) = settled(till, tmp_path, Moved("OF1SOMEBODY", OIL_FEN)).channels[0].open

    assert (found.verdict, found.ground, len(found.theirs)) == (
        Verdict.UNKNOWN,
        Ground.AMOUNT_AND_TIME,
        1,
    )
    assert "已查到账" in next_step(found)
    till.close()


def test_a_refund_goes_by_the_number_of_its_payment(shop: PayingShop, tmp_path: Path) -> None:
    till = shop.start_selling()
    payment_id = paid(till, 1)
    sale_no = till.returns.last().sale_no
    return_goods(till, sale_no, {1: 1_000})
    back = Moved(payment_id, OIL_FEN, back="W-1", at="2026-11-23 10:50:00")

    sheet = settled(till, tmp_path, Moved(payment_id, OIL_FEN), back)

    assert sheet.clean
    directions = [each.ours[0].direction for each in sheet.channels[0].matchings]
    assert directions == [Direction.PAYMENT, Direction.REFUND]
    assert sheet.channels[0].ours.net == 0
    till.close()


def test_money_seen_by_the_cashier_alone_is_found_by_amount_and_time(
    shop: PayingShop, tmp_path: Path
) -> None:
    till = shop.start_selling()
    sell(till, OIL, pay=((WECHAT, None),))

    (found,) = settled(till, tmp_path, Moved("X1", OIL_FEN)).channels[0].matchings

    assert (found.verdict, found.ground) == (Verdict.MATCHED, Ground.AMOUNT_AND_TIME)
    till.close()


def test_cash_is_no_channels_business(shop: PayingShop) -> None:
    till = shop.start_selling()
    sell(till, OIL)

    assert list(till_movements(ledger_of(till).days, DAY)) == []
    till.close()
