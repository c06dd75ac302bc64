"""The cashier's acts, told on the real ledger."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pos.domain.basket import Origin
from pos.domain.card import BenefitState, Card, CardStatus
from pos.domain.tender import TenderKind
from pos.errors import (
    AmountOutOfRange,
    AmountUnreadable,
    BarcodeCheckDigitWrong,
    BarcodeUnknown,
    BasketEmpty,
    BasketNotEmpty,
    CardCheckDigitWrong,
    CardExpired,
    CardForeign,
    CardLost,
    CardMissing,
    CardNotYetValid,
    CardSuspended,
    CardUnknown,
    GoodsNotExpected,
    HoldUnknown,
    LabelEmpty,
    LineUnknown,
    PaymentCodeNotExpected,
    PosError,
    QuantityFixedByLabel,
    QuantityNotWhole,
    QuantityOutOfRange,
    QuantityUnreadable,
    SaleBeingPaid,
    ScanUnreadable,
    ShiftNeeded,
    SignInNeeded,
    TenderNotEnough,
    TenderNothingDue,
    TenderTooMuch,
    TenderUnknown,
    WeightNeeded,
)
from pos.services.state import CheckoutState, ScanKind
from pos.services.till import Till
from tests.shop import (
    EARLY,
    EXPIRED,
    FOREIGN,
    LAN,
    LOST,
    OIL,
    RICE,
    SOY,
    SPIRIT,
    SUSPENDED,
    WITHOUT_LEASE,
    Shop,
    card_number,
    ean,
    grant,
    label,
)

WECHAT_CODE = "134567890123456789"
ALIPAY_CODE = "281234567890123456"


def sell_soy(till: Till) -> str:
    till.checkout.scan(SOY)
    till.checkout.pay(TenderKind.CASH, "10")
    return till.checkout.done().sale_no


# ── Goods ──────────────────────────────────────────────────────────────────────────────────


def test_a_scanned_code_becomes_a_line_at_market_price(till: Till) -> None:
    result = till.checkout.scan(SOY)

    assert result.kind is ScanKind.GOODS
    assert result.line_number == 1
    assert result.state.basket.lines[0].name == "酿造生抽 500ml"
    assert result.state.quote.totals.payable == 990


def test_the_same_goods_twice_in_a_row_become_one_line(till: Till) -> None:
    till.checkout.scan(SOY)
    state = till.checkout.scan(SOY).state

    assert [line.quantity for line in state.basket.lines] == [2000]


def test_the_same_goods_later_get_a_line_of_their_own(till: Till) -> None:
    for code in (SOY, OIL, SOY):
        till.checkout.scan(code)

    assert [line.name for line in till.checkout.state.basket.lines] == [
        "酿造生抽 500ml",
        "压榨菜籽油 5L",
        "酿造生抽 500ml",
    ]


def test_a_quantity_typed_before_is_used_by_the_next_goods_only(till: Till) -> None:
    till.checkout.set_next_quantity("3")
    till.checkout.scan(OIL)
    state = till.checkout.scan(SOY).state

    assert [line.quantity for line in state.basket.lines] == [3000, 1000]


def test_an_amount_label_wins_over_price_times_weight(till: Till) -> None:
    state = till.checkout.scan(label("21", "00123", 456)).state

    assert state.quote.totals.payable == 456
    assert state.basket.lines[0].quantity == 916  # 4.56 at 4.98 a kg, for showing only


def test_a_weight_label_is_priced_by_the_goods_unit(till: Till) -> None:
    till.checkout.scan(label("22", "00123", 912))
    state = till.checkout.scan(label("22", "00301", 750)).state

    assert [line.quantity for line in state.basket.lines] == [912, 1500]  # 0.912 kg, 1.5 斤
    assert [line.market for line in state.quote.lines] == [454, 270]


def test_loose_goods_from_the_grid_need_a_weight(till: Till) -> None:
    with pytest.raises(WeightNeeded):
        till.checkout.add_goods("00207", origin=Origin.QUICK_KEY)

    state = till.checkout.add_goods("00207", quantity=1354, origin=Origin.QUICK_KEY).state

    assert state.quote.totals.payable == 1029


def test_full_width_digits_are_read_as_typed(till: Till) -> None:
    state = till.checkout.scan("６９０２２６５３６０１００").state

    assert state.basket.lines[0].code == SOY


def test_dropping_a_line_renumbers_the_others_and_is_remembered(till: Till) -> None:
    for code in (SOY, OIL, RICE):
        till.checkout.scan(code)
    entries_before = till.checkout._parts.recorder.ledger.head()[0]

    state = till.checkout.drop(2)

    assert [(line.number, line.code) for line in state.basket.lines] == [(1, SOY), (2, RICE)]
    assert till.checkout._parts.recorder.ledger.head()[0] == entries_before + 1


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        (ean("690000000000"), BarcodeUnknown),
        ("6902265360101", BarcodeCheckDigitWrong),
        ("xyz", BarcodeUnknown),
        ("9" * 5000, ScanUnreadable),
        ("69022\x006536", ScanUnreadable),
        ("", ScanUnreadable),
        (label("21", "00123", 0), LabelEmpty),
        (label("21", "09999", 300), BarcodeUnknown),
        (WECHAT_CODE, PaymentCodeNotExpected),
        ("00123", WeightNeeded),
        (LOST, CardLost),
        (SUSPENDED, CardSuspended),
        (EXPIRED, CardExpired),
        (EARLY, CardNotYetValid),
        (FOREIGN, CardForeign),
        (card_number(404), CardUnknown),
        (LAN[:-1] + str((int(LAN[-1]) + 1) % 10), CardCheckDigitWrong),
    ],
)
def test_a_scan_that_is_refused_changes_nothing(till: Till, code: str, refusal: type[PosError]) -> None:
    till.checkout.scan(SOY)
    before = till.checkout.state

    with pytest.raises(refusal):
        till.checkout.scan(code)

    assert till.checkout.state == before


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("0", QuantityOutOfRange),
        ("-2", QuantityOutOfRange),
        ("1000000000", QuantityOutOfRange),
        ("1.234", QuantityNotWhole),
        ("1.2345", QuantityUnreadable),
        ("1.2.3", QuantityUnreadable),
        ("two", QuantityUnreadable),
    ],
)
def test_a_quantity_that_makes_no_sense_is_refused(till: Till, text: str, refusal: type[PosError]) -> None:
    till.checkout.scan(SOY)

    with pytest.raises(refusal):
        till.checkout.set_quantity(1, text)

    assert till.checkout.state.basket.lines[0].quantity == 1000


def test_a_labels_quantity_cannot_be_typed(till: Till) -> None:
    till.checkout.scan(label("21", "00123", 456))

    with pytest.raises(QuantityFixedByLabel):
        till.checkout.set_quantity(1, "2")


def test_full_width_quantities_are_accepted(till: Till) -> None:
    till.checkout.scan(SOY)

    assert till.checkout.set_quantity(1, "１２").basket.lines[0].quantity == 12_000


def test_a_line_that_is_not_there_cannot_be_dropped(till: Till) -> None:
    with pytest.raises(LineUnknown):
        till.checkout.drop(1)


# ── Card ───────────────────────────────────────────────────────────────────────────────────


def test_a_card_gives_what_its_lease_allows(till: Till) -> None:
    grant(till, LAN, {"vegetable": 500, "staple": 20_000, "subsidy": 1_000})
    till.checkout.scan(label("22", "00207", 1354))  # 10.29 of vegetables, 5.00 left

    result = till.checkout.scan(LAN)

    assert result.kind is ScanKind.CARD
    line = result.state.quote.lines[0]
    assert (line.covered, line.discount, line.subsidy, line.payable) == (500, 200, 829, 0)
    assert result.state.quote.remaining == {"vegetable": 0, "staple": 20_000, "subsidy": 171}


def test_the_card_may_come_before_or_after_the_goods(till: Till) -> None:
    grant(till, LAN)
    till.checkout.attach_card(LAN)
    first = till.checkout.scan(OIL).state.quote

    till.checkout.detach_card()
    second = till.checkout.attach_card(LAN).quote

    assert first == second


def test_a_month_without_lease_sells_at_market_price_and_says_so(till: Till) -> None:
    till.checkout.scan(OIL)

    state = till.checkout.attach_card(WITHOUT_LEASE)

    assert state.basket.card is not None
    assert state.basket.card.state is BenefitState.NO_LEASE
    assert state.quote.totals.payable == 6990


def test_the_customer_may_keep_the_subsidy(till: Till) -> None:
    grant(till, LAN)
    till.checkout.scan(SOY)
    till.checkout.attach_card(LAN)

    assert till.checkout.set_subsidy("2.00").quote.totals.subsidy == 200
    assert till.checkout.set_subsidy("0").quote.totals.subsidy == 0
    assert till.checkout.set_subsidy(None).quote.totals.subsidy == 990


def test_subsidy_and_card_questions_need_a_card(till: Till) -> None:
    with pytest.raises(CardMissing):
        till.checkout.set_subsidy("1")
    with pytest.raises(CardMissing):
        till.checkout.detach_card()


def test_what_a_sale_used_is_gone_for_the_next(till: Till) -> None:
    grant(till, LAN)
    till.checkout.scan(OIL)
    till.checkout.attach_card(LAN)
    till.checkout.done()

    left = till.cards.balance(LAN).left

    assert left == {"vegetable": 10_000, "staple": 13_010, "subsidy": 408}


def test_a_clock_set_back_switches_benefits_off_but_not_sales(shop: Shop, till: Till) -> None:
    grant(till, LAN)
    sell_soy(till)
    shop.clock.forward(days=-1)

    state = till.checkout.attach_card(LAN)

    assert state.basket.card is not None
    assert state.basket.card.state is BenefitState.FENCED
    assert till.status().benefits_fenced
    sell_soy(till)


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
    till.checkout.pay(TenderKind.WECHAT, "50")
    state = till.checkout.pay(TenderKind.CASH, "20")

    assert state.settlement.change == 10
    assert till.checkout.done().change == 10


def test_a_scanned_payment_code_pays_what_is_due_with_its_provider(till: Till) -> None:
    till.checkout.scan(SOY)
    till.checkout.begin_payment()

    result = till.checkout.scan(ALIPAY_CODE)

    assert result.kind is ScanKind.PAYMENT
    assert [(t.kind, t.amount, t.reference_tail) for t in result.state.basket.tenders] == [
        (TenderKind.ALIPAY, 990, "3456")
    ]


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
    assert till.checkout.drop(1).basket.lines == ()


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
        till.checkout.pay(TenderKind.ALIPAY, "10")
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


# ── Putting aside, and people ──────────────────────────────────────────────────────────────


def test_a_held_sale_waits_for_its_customer(till: Till) -> None:
    till.checkout.scan(OIL)
    assert till.checkout.hold().held == 1
    sell_soy(till)
    (held,) = till.checkout.held()

    state = till.checkout.recall(held.number)

    assert [line.code for line in state.basket.lines] == [OIL]
    assert state.held == 0


def test_recalling_needs_an_empty_counter(till: Till) -> None:
    till.checkout.scan(OIL)
    till.checkout.hold()
    till.checkout.scan(SOY)

    with pytest.raises(BasketNotEmpty):
        till.checkout.recall(till.checkout.held()[0].number)
    till.checkout.cancel()
    with pytest.raises(HoldUnknown):
        till.checkout.recall(99)


def test_a_card_lost_while_its_sale_waited_gives_nothing_more(till: Till) -> None:
    grant(till, LAN)
    till.checkout.scan(OIL)
    till.checkout.attach_card(LAN)
    till.checkout.hold()
    till.checkout._parts.cards._catalogue.apply_cards(
        [Card(LAN, "张*兰", "2026-01-01", "2026-12-31", CardStatus.LOST)], full=False, version=2
    )

    state = till.checkout.recall(till.checkout.held()[0].number)

    assert state.basket.card is not None
    assert state.basket.card.state is BenefitState.REFUSED
    assert state.quote.totals.payable == 6990


def test_cancelling_leaves_an_empty_counter(till: Till) -> None:
    till.checkout.scan(OIL)

    assert till.checkout.cancel().basket.is_untouched


def test_nobody_sells_without_signing_in_and_a_shift(shop: Shop) -> None:
    till = shop.start()
    with pytest.raises(SignInNeeded):
        till.checkout.scan(SOY)
    till.people.sign_in("1001", "1234")
    with pytest.raises(ShiftNeeded):
        till.checkout.scan(SOY)
    till.close()


# ── Coming back ────────────────────────────────────────────────────────────────────────────


def test_a_till_that_was_killed_comes_back_with_the_basket_on_the_screen(shop: Shop, till: Till) -> None:
    grant(till, LAN)
    till.checkout.scan(OIL)
    till.checkout.attach_card(LAN)
    till.checkout.set_subsidy("5")
    till.checkout.begin_payment()
    shown = till.checkout.pay(TenderKind.CASH, "20")
    till.close()

    again = shop.start_selling()

    assert again.checkout.state == shown
    again.close()


def test_the_sale_number_goes_on_after_a_restart(shop: Shop, till: Till) -> None:
    sell_soy(till)
    till.close()
    again = shop.start_selling()

    assert sell_soy(again) == "S01-1-20261123-0002"
    again.close()


def test_spirits_are_never_paid_by_the_subsidy(till: Till) -> None:
    grant(till, LAN)
    till.checkout.scan(SPIRIT)

    assert till.checkout.attach_card(LAN).quote.totals.subsidy == 0
