"""Phone payments, told on the real ledger with pretended providers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pos.domain.paying.payment import Answer, PaymentState, ProviderAnswer
from pos.domain.paying.tender import TenderKind, TenderState
from pos.domain.people.permission import Act
from pos.errors import PosError
from pos.errors.paying import (
    PaymentCodeNeeded,
    PaymentCodeUsed,
    PaymentOfSale,
    PaymentOver,
    PaymentPending,
    PaymentUnknown,
    TenderNothingDue,
)
from pos.errors.people import ApprovalNeeded
from pos.services.counter.state import PaymentPlace
from pos.services.paying.payment_simulator import Customer, Script
from pos.services.paying.payments import PersonSays
from pos.services.till import Till
from tests.services.payments import (
    ALIPAY,
    OIL_FEN,
    WECHAT,
    PayingShop,
    answers,
    ask,
    code,
    follow,
    kinds,
    pass_time,
    paying_shop,
    ring_up,
    state_of,
)
from tests.shop import MANAGER, MANAGER_PIN, SOY


@pytest.fixture
def shop(tmp_path: Path) -> PayingShop:
    return paying_shop(tmp_path / "till")


@pytest.fixture
def till(shop: PayingShop) -> Iterator[Till]:
    opened = shop.start_selling()
    ring_up(opened)
    yield opened
    opened.close()


# ── Paid ───────────────────────────────────────────────────────────────────────────────────


def test_a_paid_charge_is_a_tender_and_the_sale_names_its_payment(till: Till, shop: PayingShop) -> None:
    payment_id = ask(till, 1)
    tender = till.checkout.state.basket.tenders[0]
    assert (tender.kind, tender.amount, tender.state) == (WECHAT, OIL_FEN, TenderState.CONFIRMED)
    assert (tender.payment_id, tender.reference_tail) == (payment_id, "0001")
    done = till.checkout.done()
    assert kinds(till)[-3:] == ["payment_asked", "payment_answered", "sale"]
    stored = till.checkout._parts.recorder.ledger.days.payment(payment_id)
    assert stored is not None
    assert (stored.state, stored.sale_no) == ("settled", done.sale_no)
    assert till.payments.open() == ()
    assert shop.money == {payment_id: OIL_FEN}


def test_the_ledger_knows_before_the_provider_is_asked(till: Till) -> None:
    till.payments.ask(WECHAT, None, code=code(1))
    assert kinds(till)[-1] == "payment_asked"
    assert till.checkout.state.basket.tenders == ()


def test_a_password_is_waited_for_and_then_paid(till: Till, shop: PayingShop) -> None:
    shop.scripts = [Script(customer=Customer.CONFIRMS, password_ms=12_000)]
    ask(till, 1)
    current = till.payments.current()
    assert current is not None
    assert (current.state, current.code) == (PaymentState.WAITING, "USERPAYING")
    pass_time(till, shop, 10)
    assert till.checkout.state.paid_so_far.due == OIL_FEN
    pass_time(till, shop, 15)
    assert till.checkout.state.paid_so_far.due == 0
    assert till.payments.current() is None


def test_a_refusal_says_why_and_takes_nothing(till: Till, shop: PayingShop) -> None:
    shop.scripts = [Script(customer=Customer.HAS_NOT_ENOUGH)]
    payment_id = ask(till, 1)
    view = till.payments.view(payment_id)
    assert view is not None
    assert (view.state, view.code) == (PaymentState.REFUSED, "NOTENOUGH")
    assert till.payments.open() == ()
    assert answers(till, payment_id) == [("refused", "NOTENOUGH", "provider")]
    till.checkout.pay(TenderKind.CASH, "100")
    till.checkout.done()


def test_part_by_phone_and_the_rest_in_cash(till: Till) -> None:
    ask(till, 1, "50")
    till.checkout.pay(TenderKind.CASH, "20")
    assert till.checkout.done().change == 10


# ── Unknown ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", [WECHAT, ALIPAY])
def test_a_lost_reply_is_unknown_and_a_query_finds_the_money(
    till: Till, shop: PayingShop, kind: TenderKind
) -> None:
    shop.scripts = [Script(reply_lost=True, queries_lost=1)]
    payment_id = ask(till, 1, kind=kind)
    assert state_of(till, payment_id) == "unknown"
    pass_time(till, shop, 20)
    assert state_of(till, payment_id) == "settled"
    assert till.checkout.state.paid_so_far.due == 0
    assert [outcome for outcome, _detail, _by in answers(till, payment_id)] == ["unknown", "settled"]


def test_the_cashier_may_query_at_once(till: Till, shop: PayingShop) -> None:
    shop.scripts = [Script(unclear=True)]
    ask(till, 1)
    errand = till.payments.query()
    till.payments.took(errand, errand.run())
    assert till.checkout.state.paid_so_far.due == 0


def test_a_reverse_waits_fifteen_seconds_and_is_verified(till: Till, shop: PayingShop) -> None:
    shop.scripts = [Script(unclear=True, queries_lost=1, reverses_lost=1, reverses_empty=1)]
    payment_id = ask(till, 1)
    till.payments.reverse()
    pass_time(till, shop, 10)
    assert shop.simulated[WECHAT]._orders[payment_id].reverses == 0
    pass_time(till, shop, 40)
    assert (state_of(till, payment_id), shop.money) == ("reversed", {})
    assert shop.simulated[WECHAT]._orders[payment_id].reverses == 3
    assert till.checkout.state.basket.tenders == ()


def test_a_charge_that_never_arrived_is_given_up_when_its_code_has_expired(
    till: Till, shop: PayingShop
) -> None:
    shop.scripts = [Script(charge_lost=True)]
    payment_id = ask(till, 1)
    pass_time(till, shop, 120)
    assert state_of(till, payment_id) == "unknown"
    pass_time(till, shop, 180)
    assert state_of(till, payment_id) == "refused"


def test_goods_may_go_with_an_unknown_payment_when_somebody_approves(till: Till, shop: PayingShop) -> None:
    shop.scripts = [Script(unclear=True, queries_lost=3)]
    payment_id = ask(till, 1)
    with pytest.raises(ApprovalNeeded):
        till.payments.finish_unpaid()
    till.permissions.approve(Act.FINISH_UNPAID, "2001", "8888")
    state = till.payments.finish_unpaid()
    assert (state.paid_so_far.due, state.basket.tenders[0].state) == (0, TenderState.UNKNOWN)
    sale_no = till.checkout.done().sale_no
    (still_open,) = till.payments.open()
    assert (still_open.place, still_open.sale_no) == (PaymentPlace.SOLD, sale_no)
    assert answers(till, payment_id)[-1] == ("unknown", "FINISH_UNPAID", "person")
    pass_time(till, shop, 60)
    assert (state_of(till, payment_id), till.payments.open()) == ("settled", ())


def test_a_payment_among_the_tenders_is_confirmed_when_the_answer_comes(till: Till, shop: PayingShop) -> None:
    shop.scripts = [Script(unclear=True)]
    ask(till, 1)
    till.permissions.approve(Act.FINISH_UNPAID, "2001", "8888")
    till.payments.finish_unpaid()
    pass_time(till, shop, 10)
    assert [each.state for each in till.checkout.state.basket.tenders] == [TenderState.CONFIRMED]


def test_somebody_who_looked_may_say_how_it_ended_with_approval(till: Till, shop: PayingShop) -> None:
    shop.scripts = [Script(unclear=True, queries_lost=1_000), Script(charge_lost=True)]
    payment_id = ask(till, 1)
    with pytest.raises(ApprovalNeeded):
        till.payments.resolve(payment_id, PersonSays.RECEIVED)
    till.permissions.approve(Act.RESOLVE_PAYMENT, "2001", "8888")
    till.payments.resolve(payment_id, PersonSays.RECEIVED)
    assert till.checkout.state.paid_so_far.due == 0
    assert answers(till, payment_id)[-1] == ("settled", "RECEIVED", "person")
    till.checkout.done()
    for says in PersonSays:
        with pytest.raises(PaymentOfSale):
            till.payments.resolve(payment_id, says)


# ── Other money ────────────────────────────────────────────────────────────────────────────


def test_money_that_comes_after_the_customer_paid_otherwise_is_listed_until_it_goes_back(
    till: Till, shop: PayingShop
) -> None:
    shop.scripts = [Script(charge_late_ms=30_000)]
    payment_id = ask(till, 1)
    till.payments.set_aside()
    assert till.payments.current() is None
    till.checkout.pay(TenderKind.CASH, "70")
    till.checkout.done()
    (astray,) = till.payments.open()
    assert (astray.state, astray.is_too_much) == (PaymentState.UNKNOWN, False)
    pass_time(till, shop, 120)
    (astray,) = till.payments.open()
    assert (astray.place, astray.is_too_much) == (PaymentPlace.ASTRAY, True)
    till.payments.reverse(payment_id)
    follow(till)
    assert (till.payments.open(), shop.money, state_of(till, payment_id)) == ((), {}, "reversed")


def test_an_answer_that_comes_for_a_cancelled_sale_is_not_lost(till: Till, shop: PayingShop) -> None:
    errand = till.payments.ask(WECHAT, None, code=code(1))
    till.permissions.approve(Act.CANCEL_AFTER_TOTAL, MANAGER, MANAGER_PIN)
    till.checkout.cancel()
    till.checkout.scan(SOY)
    till.payments.took(errand, errand.run())
    (astray,) = till.payments.open()
    assert astray.is_too_much
    assert till.checkout.state.basket.tenders == ()


def test_an_answer_that_comes_for_a_held_sale_pays_it_when_it_is_recalled(
    till: Till, shop: PayingShop
) -> None:
    errand = till.payments.ask(WECHAT, None, code=code(1))
    till.checkout.hold()
    till.payments.took(errand, errand.run())
    assert [each.place for each in till.payments.open()] == [PaymentPlace.HELD]
    till.checkout.recall(1)
    follow(till)
    assert till.checkout.state.paid_so_far.due == 0
    assert till.payments.open() == ()


def test_less_is_due_by_now_so_the_payment_is_too_much(till: Till, shop: PayingShop) -> None:
    errand = till.payments.ask(WECHAT, None, code=code(1))
    till.checkout.pay(TenderKind.CASH, "20")
    till.payments.took(errand, errand.run())
    assert [each.is_too_much for each in till.payments.open()] == [True]
    assert [each.kind for each in till.checkout.state.basket.tenders] == [TenderKind.CASH]


def test_a_received_tender_that_is_taken_back_goes_back_to_the_phone(till: Till, shop: PayingShop) -> None:
    payment_id = ask(till, 1)
    state = till.payments.take_back(1)
    assert state.paid_so_far.due == OIL_FEN
    assert [each.reversing for each in till.payments.open()] == [True]
    pass_time(till, shop, 20)
    assert (state_of(till, payment_id), shop.money) == ("reversed", {})
    with pytest.raises(PaymentOver):
        till.payments.reverse(payment_id)


def test_cash_is_taken_back_as_ever(till: Till) -> None:
    till.checkout.pay(TenderKind.CASH, "70")
    assert till.payments.take_back(1).basket.tenders == ()


# ── Twice ──────────────────────────────────────────────────────────────────────────────────


def test_a_double_click_asks_once(till: Till, shop: PayingShop) -> None:
    errand = till.payments.ask(WECHAT, None, code=code(1))
    with pytest.raises(PaymentPending):
        till.payments.ask(WECHAT, None, code=code(2))
    till.payments.took(errand, errand.run())
    with pytest.raises(TenderNothingDue):
        till.payments.ask(WECHAT, None, code=code(2))
    assert len(shop.money) == 1


def test_a_code_that_is_scanned_again_asks_nobody(till: Till, shop: PayingShop) -> None:
    ask(till, 1, "20")
    with pytest.raises(PaymentCodeUsed):
        ask(till, 1)
    assert list(shop.money.values()) == [2_000]


def test_the_same_answer_twice_is_written_once(till: Till, shop: PayingShop) -> None:
    errand = till.payments.ask(WECHAT, None, code=code(1))
    said = errand.run()
    till.payments.took(errand, said)
    till.payments.took(errand, said)
    assert len(answers(till, errand.payment_id)) == 1
    assert len(till.checkout.state.basket.tenders) == 1


def test_an_unclear_answer_after_a_clear_one_changes_nothing(till: Till, shop: PayingShop) -> None:
    errand = till.payments.ask(WECHAT, None, code=code(1))
    till.payments.took(errand, errand.run())
    till.payments.took(errand, ProviderAnswer(Answer.UNKNOWN))
    assert till.checkout.state.paid_so_far.due == 0


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (lambda till: till.payments.ask(WECHAT, None), PaymentCodeNeeded),
        (lambda till: till.payments.query(), PaymentUnknown),
        (lambda till: till.payments.reverse("p9"), PaymentUnknown),
        (lambda till: till.payments.resolve("p9", PersonSays.RECEIVED), PaymentUnknown),
    ],
)
def test_what_cannot_be_done_is_refused(
    till: Till, act: Callable[[Till], object], error: type[PosError]
) -> None:
    with pytest.raises(error):
        act(till)
    assert till.payments.open() == ()


def test_money_of_a_finished_sale_goes_back_by_a_return_only(till: Till, shop: PayingShop) -> None:
    shop.scripts = [Script(unclear=True, queries_lost=1_000)]
    payment_id = ask(till, 1)
    till.permissions.approve(Act.FINISH_UNPAID, "2001", "8888")
    till.payments.finish_unpaid()
    till.checkout.done()
    with pytest.raises(ApprovalNeeded):
        till.payments.reverse(payment_id)
    till.permissions.approve(Act.RESOLVE_PAYMENT, "2001", "8888")
    till.payments.resolve(payment_id, PersonSays.RECEIVED)
    with pytest.raises(PaymentOfSale):
        till.payments.reverse(payment_id)
