"""Holding sales, people, and coming back after the end, told on the real ledger."""

from __future__ import annotations

import pytest

from pos.domain.cards.card import BenefitState, Card, CardStatus
from pos.domain.paying.tender import TenderKind
from pos.errors.people import SignInNeeded
from pos.errors.selling import BasketNotEmpty, HoldUnknown
from pos.errors.shifts import ShiftNeeded
from pos.services.till import Till
from tests.services.telling import sell_soy
from tests.shop import (
    LAN,
    OIL,
    SOY,
    SPIRIT,
    Shop,
    grant,
)

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
