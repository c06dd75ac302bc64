"""Taking money, told on the real ledger."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pos.domain.paying.tender import TenderKind
from pos.errors import PosError
from pos.errors.paying import TenderNotEnough, TenderNothingDue, TenderTooMuch, TenderUnknown
from pos.errors.selling import BasketEmpty, SaleBeingPaid
from pos.errors.typed import AmountOutOfRange, AmountUnreadable, GoodsNotExpected
from pos.services.counter.state import CheckoutState, ScanKind
from pos.services.till import Till
from tests.shop import (
    LAN,
    OIL,
    SOY,
    grant,
)

ALIPAY_CODE = "281234567890123456"


# ── Money ──────────────────────────────────────────────────────────────────────────────────


def test_cash_gives_change(till: Till) -> None:
    till.checkout.scan(SOY)
    till.checkout.pay(TenderKind.CASH, "20")

    done = till.checkout.done()

    assert (done.payable, done.change) == (990, 1010)
    assert done.sale_no == "S01-1-20261123-0001"
    assert len(done.short_hash) == 8
    assert done.state.basket.lines == ()
    assert done.state.sale_counter == 2


def test_several_tenders_pay_one_sale(till: Till) -> None:
    till.checkout.scan(OIL)
    till.checkout.pay(TenderKind.WECHAT, "50", said_by=till.people.signed_in)
    state = till.checkout.pay(TenderKind.CASH, "20")

    assert state.paid_so_far.change == 10
    assert till.checkout.done().change == 10


def test_a_scanned_payment_code_waits_for_somebody_who_has_seen_the_money(till: Till) -> None:
    till.checkout.scan(SOY)
    before = till.checkout.begin_payment()

    result = till.checkout.scan(ALIPAY_CODE)

    assert result.kind is ScanKind.PAYMENT
    assert result.payment is not None
    assert (result.payment.provider.value, result.payment.code[-4:]) == ("alipay", "3456")
    assert till.checkout.state == before


def test_confirmed_money_that_is_given_back_leaves_a_trace(till: Till) -> None:
    till.checkout.scan(SOY)
    ledger = till.checkout._parts.recorder.ledger
    till.checkout.pay(TenderKind.CASH, "5")
    till.checkout.pay(TenderKind.WECHAT, None, reference="3391", said_by=till.people.signed_in)
    before = ledger.head()[0]

    till.checkout.take_back(1)
    assert ledger.head()[0] == before
    till.checkout.take_back(1, refunded_by=till.people.signed_in)

    (entry,) = ledger.entries_after(before, entries_max=9, bytes_max=10**6)
    assert b'"kind":"tender_taken_back"' in entry.sealed.payload
    assert b'"reference_tail":"3391"' in entry.sealed.payload


def test_goods_have_no_place_on_the_payment_screen(till: Till) -> None:
    till.checkout.scan(SOY)
    till.checkout.begin_payment()

    with pytest.raises(GoodsNotExpected):
        till.checkout.scan(OIL)

    till.checkout.leave_payment()
    assert till.checkout.scan(OIL).line_number == 2


def test_a_sale_that_is_being_paid_does_not_change(till: Till) -> None:
    till.checkout.scan(SOY)
    till.checkout.pay(TenderKind.CASH, "5")

    acts: list[Callable[[], CheckoutState]] = [
        lambda: till.checkout.drop(1),
        lambda: till.checkout.set_quantity(1, "2"),
        lambda: till.checkout.attach_card(LAN),
        till.checkout.leave_payment,
        till.checkout.hold,
        till.checkout.cancel,
    ]
    for act in acts:
        with pytest.raises(SaleBeingPaid):
            act()

    till.checkout.take_back(1)
    till.checkout.leave_payment()
    assert till.checkout.set_quantity(1, "2").basket.lines[0].quantity == 2_000


@pytest.mark.parametrize(
    ("amount", "refusal"),
    [("1.2.3", AmountUnreadable), ("", AmountUnreadable), ("0", AmountOutOfRange), ("-5", AmountOutOfRange)],
)
def test_an_amount_that_makes_no_sense_is_refused(till: Till, amount: str, refusal: type[PosError]) -> None:
    till.checkout.scan(SOY)

    with pytest.raises(refusal):
        till.checkout.pay(TenderKind.CASH, amount)


def test_only_cash_may_exceed_what_is_due(till: Till) -> None:
    till.checkout.scan(SOY)

    with pytest.raises(TenderTooMuch):
        till.checkout.pay(TenderKind.ALIPAY, "10", said_by=till.people.signed_in)
    till.checkout.pay(TenderKind.CASH, "１２．５０")
    with pytest.raises(TenderNothingDue):
        till.checkout.pay(TenderKind.CASH, "1")


def test_a_sale_is_done_only_when_it_is_paid(till: Till) -> None:
    with pytest.raises(BasketEmpty):
        till.checkout.done()
    till.checkout.scan(SOY)
    till.checkout.pay(TenderKind.CASH, "5")
    with pytest.raises(TenderNotEnough):
        till.checkout.done()
    with pytest.raises(TenderUnknown):
        till.checkout.take_back(2)


def test_a_sale_the_card_pays_whole_needs_no_money(till: Till) -> None:
    grant(till, LAN)
    till.checkout.scan(SOY)
    till.checkout.attach_card(LAN)

    done = till.checkout.done()

    assert (done.payable, done.change) == (0, 0)
