"""Phone payments on bad days: the till is killed, nobody is signed in, no provider is connected."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from pos.domain.journal.entries import EntryKind
from pos.domain.paying.payment import PaymentState
from pos.domain.paying.tender import TenderKind
from pos.domain.people.permission import Act
from pos.errors.ledger import LedgerUnwritable
from pos.errors.paying import PaymentByHand, PaymentOfSale, PaymentOver
from pos.services.paying.payment_simulator import Script, SimulatedProvider
from pos.services.paying.payments import PersonSays
from pos.services.till import Till
from tests.services.payments import (
    ALIPAY,
    OIL_FEN,
    WECHAT,
    PayingShop,
    ask,
    code,
    follow,
    kinds,
    pass_time,
    paying_shop,
    ring_up,
    state_of,
)
from tests.services.selling.test_full_disk import limit_pages
from tests.shop import MANAGER, MANAGER_PIN, OIL, Shop


@pytest.fixture
def shop(tmp_path: Path) -> PayingShop:
    return paying_shop(tmp_path / "till")


@pytest.fixture
def till(shop: PayingShop) -> Iterator[Till]:
    opened = shop.start_selling()
    ring_up(opened)
    yield opened
    opened.close()


# ── The till is killed ─────────────────────────────────────────────────────────────────────


def killed_and_started(till: Till, shop: Shop) -> Till:
    """As after SIGKILL: nothing was told to the till; only what is on the disk comes back."""
    till.close()
    return shop.start_selling()


@pytest.mark.parametrize("reached", [True, False])
def test_killed_between_asked_and_answered_the_payment_is_unknown_and_is_found(
    till: Till, shop: PayingShop, reached: bool
) -> None:
    errand = till.payments.ask(WECHAT, None, code=code(1))
    if reached:
        errand.run()
    again = killed_and_started(till, shop)
    current = again.payments.current()
    assert current is not None
    assert (current.payment_id, current.state) == (errand.payment_id, PaymentState.UNKNOWN)
    assert len(again.checkout.state.basket.lines) == 1
    pass_time(again, shop, 240)
    assert state_of(again, errand.payment_id) == ("settled" if reached else "refused")
    assert again.checkout.state.paid_so_far.due == (0 if reached else OIL_FEN)
    again.close()


def test_killed_after_the_answer_the_money_is_found_in_the_ledger(till: Till, shop: PayingShop) -> None:
    payment_id = ask(till, 1)
    parts = till.checkout._parts
    parts.drafts.save(replace(till.checkout.state.basket, tenders=()))
    again = killed_and_started(till, shop)
    assert again.checkout.state.paid_so_far.due == OIL_FEN
    pass_time(again, shop, 10)
    assert [each.payment_id for each in again.checkout.state.basket.tenders] == [payment_id]
    again.close()


def test_killed_while_money_goes_back_it_is_not_taken_for_paid(till: Till, shop: PayingShop) -> None:
    payment_id = ask(till, 1)
    shop.clock.forward(seconds=20)
    till.payments.take_back(1)
    (errand,) = till.payments.due()
    errand.run()  # The reverse reached the provider; its answer is lost with the till.
    again = killed_and_started(till, shop)
    pass_time(again, shop, 10)
    assert again.checkout.state.paid_so_far.due == OIL_FEN
    assert (state_of(again, payment_id), shop.money) == ("reversed", {})
    again.close()


def test_too_much_is_still_listed_the_next_morning(till: Till, shop: PayingShop) -> None:
    errand = till.payments.ask(WECHAT, None, code=code(1))
    till.permissions.approve(Act.CANCEL_AFTER_TOTAL, MANAGER, MANAGER_PIN)
    till.checkout.cancel()
    till.payments.took(errand, errand.run())
    shop.clock.forward(hours=21)
    again = killed_and_started(till, shop)
    follow(again)
    assert [each.is_too_much for each in again.payments.open()] == [True]
    assert again.status().open_payments == 1
    again.close()


def too_much_after_a_start(till: Till, shop: PayingShop) -> tuple[Till, str]:
    """A payment that came though its sale was given up; the till was started again since."""
    errand = till.payments.ask(WECHAT, None, code=code(1))
    till.permissions.approve(Act.CANCEL_AFTER_TOTAL, MANAGER, MANAGER_PIN)
    till.checkout.cancel()
    till.payments.took(errand, errand.run())
    return killed_and_started(till, shop), errand.payment_id


def test_before_the_provider_is_asked_once_more_a_person_can_say_that_it_went_back(
    till: Till, shop: PayingShop
) -> None:
    again, payment_id = too_much_after_a_start(till, shop)
    with pytest.raises(PaymentOver):  # It had come: that is written.
        again.payments.resolve(payment_id, PersonSays.NOT_RECEIVED)
    again.permissions.approve(Act.RESOLVE_PAYMENT, MANAGER, MANAGER_PIN)
    again.payments.resolve(payment_id, PersonSays.RECEIVED)  # So it had: nothing is new.
    assert [each.is_too_much for each in again.payments.open()] == [True]
    again.permissions.approve(Act.RESOLVE_PAYMENT, MANAGER, MANAGER_PIN)
    again.payments.resolve(payment_id, PersonSays.GIVEN_BACK)
    assert (state_of(again, payment_id), again.payments.open()) == ("reversed", ())
    again.close()


def test_a_provider_that_does_not_find_written_money_any_more_changes_nothing(
    till: Till, shop: PayingShop
) -> None:
    again, payment_id = too_much_after_a_start(till, shop)
    shop.simulated[WECHAT] = SimulatedProvider(WECHAT, shop.clock)
    again.close()
    shop.providers = dict(shop.simulated)
    again = shop.start_selling()
    shop.clock.forward(hours=1)
    follow(again)
    assert state_of(again, payment_id) == "settled"
    assert [each.is_too_much for each in again.payments.open()] == [True]
    again.close()


def test_killed_before_the_tender_was_kept_it_is_not_handed_over_unpaid(till: Till, shop: PayingShop) -> None:
    payment_id = ask(till, 1)
    till.checkout._parts.drafts.save(replace(till.checkout.state.basket, tenders=()))
    again = killed_and_started(till, shop)
    with pytest.raises(PaymentOver):
        again.payments.finish_unpaid(payment_id)
    again.permissions.approve(Act.RESOLVE_PAYMENT, MANAGER, MANAGER_PIN)
    again.payments.resolve(payment_id, PersonSays.RECEIVED)
    again.checkout.done()
    assert (state_of(again, payment_id), again.payments.open()) == ("settled", ())
    again.close()


def test_a_tender_taken_back_right_after_a_start_goes_back_to_the_customer(
    till: Till, shop: PayingShop
) -> None:
    payment_id = ask(till, 1)
    again = killed_and_started(till, shop)
    again.payments.take_back(1)
    pass_time(again, shop, 60)
    assert (again.checkout.state.basket.tenders, shop.money) == ((), {})
    assert state_of(again, payment_id) == "reversed"
    again.close()


def test_a_sale_finished_right_after_a_start_keeps_its_money(till: Till, shop: PayingShop) -> None:
    payment_id = ask(till, 1)
    again = killed_and_started(till, shop)
    again.checkout.done()
    with pytest.raises(PaymentOfSale):  # It is part of a sale: goods come back as a return.
        again.payments.reverse(payment_id)
    assert (state_of(again, payment_id), again.payments.open()) == ("settled", ())
    again.close()


def test_an_answer_that_comes_while_nobody_is_signed_in_waits_for_somebody(
    till: Till, shop: PayingShop
) -> None:
    errand = till.payments.ask(WECHAT, None, code=code(1))
    till.people.sign_out()
    till.payments.took(errand, errand.run())
    assert state_of(till, errand.payment_id) == "asked"
    assert till.payments.due() == []
    till.people.sign_in("1001", "1234")
    follow(till)
    assert state_of(till, errand.payment_id) == "settled"


# ── By hand ────────────────────────────────────────────────────────────────────────────────


def test_without_a_provider_the_cashiers_yes_is_the_tender_and_no_payment_is_asked(tmp_path: Path) -> None:
    till = Shop(tmp_path / "by-hand").start_selling()
    ring_up(till)
    assert till.payments.by_hand(WECHAT)
    till.checkout.pay(WECHAT, None, reference="3391", said_by=till.people.signed_in)
    till.checkout.done()
    assert "payment_asked" not in kinds(till)
    till.close()


def test_a_cashier_who_cannot_tell_leaves_it_unknown_for_somebody_who_looks(tmp_path: Path) -> None:
    till = Shop(tmp_path / "by-hand").start_selling()
    ring_up(till)
    till.payments.unclear(WECHAT, None, reference="3391")
    current = till.payments.current()
    assert current is not None
    assert (current.state, current.by_hand) == (PaymentState.UNKNOWN, True)
    for act in (till.payments.query, till.payments.reverse):
        with pytest.raises(PaymentByHand):
            act()
    till.permissions.approve(Act.FINISH_UNPAID, "2001", "8888")
    till.payments.finish_unpaid()
    till.checkout.done()
    (waiting,) = till.payments.open()
    with pytest.raises(PaymentOver):
        till.payments.resolve(waiting.payment_id, PersonSays.GIVEN_BACK)
    till.permissions.approve(Act.RESOLVE_PAYMENT, "2001", "8888")
    till.payments.resolve(waiting.payment_id, PersonSays.RECEIVED)
    assert till.payments.open() == ()
    till.close()


def test_by_hand_money_that_came_too_late_is_given_back_by_a_person(tmp_path: Path) -> None:
    till = Shop(tmp_path / "by-hand").start_selling()
    ring_up(till)
    till.payments.unclear(ALIPAY, None)
    current = till.payments.current()
    assert current is not None
    till.checkout.pay(TenderKind.CASH, "70")
    till.checkout.done()
    for says in (PersonSays.RECEIVED, PersonSays.GIVEN_BACK):
        till.permissions.approve(Act.RESOLVE_PAYMENT, "2001", "8888")
        till.payments.resolve(current.payment_id, says)
        assert len(till.payments.open()) == (1 if says is PersonSays.RECEIVED else 0)
    assert till.checkout.scan(OIL).state.basket.lines
    till.close()


def fill_the_disk(till: Till) -> None:
    """Nothing can be written any more."""
    limit_pages(till, 0)
    recorder = till.checkout._parts.recorder
    for filler in ("0" * 500, ""):  # The small ones fill what room the large ones left.
        data = {"sale_id": "s", "kind": "wechat", "amount": 1, "reference_tail": filler}
        with suppress(LedgerUnwritable):
            for _entry in range(500):
                recorder.fact(EntryKind.TENDER_TAKEN_BACK, data, business_date="2026-11-23")
    assert recorder.ledger.problem is not None


def test_an_answer_that_cannot_be_written_is_asked_for_again(till: Till, shop: PayingShop) -> None:
    errand = till.payments.ask(WECHAT, None, code=code(1))
    fill_the_disk(till)
    with pytest.raises(LedgerUnwritable):
        till.payments.took(errand, errand.run())
    assert till.checkout.state.paid_so_far.due == OIL_FEN
    limit_pages(till, None)
    pass_time(till, shop, 10)
    assert state_of(till, errand.payment_id) == "settled"
    assert [each.payment_id for each in till.checkout.state.basket.tenders] == [errand.payment_id]


def test_a_payment_that_cannot_be_written_down_is_asked_of_nobody(till: Till, shop: PayingShop) -> None:
    fill_the_disk(till)
    with pytest.raises(LedgerUnwritable):
        ask(till, 1)
    assert not shop.money
    assert not till.payments.open()
    limit_pages(till, None)
    ask(till, 1)
    assert till.checkout.state.paid_so_far.due == 0


@pytest.mark.parametrize("hours", [-1, -24])
@pytest.mark.parametrize(("reverse", "state"), [(False, "settled"), (True, "reversed")])
def test_a_clock_set_back_makes_no_customer_wait_for_it(
    till: Till, shop: PayingShop, hours: int, reverse: bool, state: str
) -> None:
    shop.scripts = [Script(unclear=True)]
    payment_id = ask(till, 1)
    shop.clock.forward(hours=hours)
    if reverse:
        till.payments.reverse(payment_id)

    pass_time(till, shop, 60)

    assert state_of(till, payment_id) == state
