"""A clock that jumps while a shift is open: nothing is taken for another month without a word."""

from __future__ import annotations

import pytest

from pos.domain.cards.card import BenefitState
from pos.domain.paying.tender import TenderKind
from pos.errors.returns import ReturnBeforeSale
from pos.errors.shifts import ClockDoubtful
from pos.services.till import Till
from tests.services.returning import ONE, first_bad, ledger_of, left, return_goods, sell
from tests.shop import LAN, OIL, SOY, SPIRIT, Shop, grant


def test_a_clock_a_month_ahead_is_doubted_once_before_a_sale_begins(shop: Shop, till: Till) -> None:
    grant(till, LAN)
    sell(till, SOY)
    shop.clock.forward(days=31)

    with pytest.raises(ClockDoubtful) as doubted:
        till.checkout.scan(SOY)

    assert (doubted.value.facts["date"], doubted.value.facts["last_date"]) == ("2026-12-24", "2026-11-23")
    assert till.checkout.state.basket.is_untouched
    shop.clock.forward(days=-31)  # It is put right, and nothing was spoilt by it.
    sell(till, OIL, card=LAN)
    assert not till.cards.fenced
    assert left(till, LAN)["staple"] < 20_000


def test_whoever_asks_again_says_that_the_date_is_right(shop: Shop, till: Till) -> None:
    """A till switched off for weeks with its shift open; the shop may not stay shut."""
    till.checkout.scan(SOY)
    till.checkout.hold()
    shop.clock.forward(days=31)

    with pytest.raises(ClockDoubtful):
        till.checkout.recall(1)
    assert [each.number for each in till.checkout.held()] == [1]
    state = till.checkout.recall(1)

    assert state.basket.business_date == "2026-12-24"
    till.checkout.pay(TenderKind.CASH, None)
    assert till.checkout.done().sale_no == "S01-1-20261224-0001"
    till.checkout.scan(SOY)  # It is not asked again.


def test_a_clock_set_back_a_day_sells_without_benefits_and_gives_no_month_back(
    shop: Shop, till: Till
) -> None:
    grant(till, LAN)
    sold = sell(till, OIL, card=LAN)
    spent = left(till, LAN)
    shop.clock.forward(days=-1)

    till.checkout.scan(SPIRIT)
    state = till.checkout.attach_card(LAN)
    assert state.basket.card is not None and state.basket.card.state is BenefitState.FENCED
    till.checkout.pay(TenderKind.CASH, None)
    assert till.checkout.done().payable == 3_000
    with pytest.raises(ReturnBeforeSale):
        return_goods(till, sold, {1: ONE})

    till.shifts.cash_in("5", "零钱")
    till.shifts.count("cash", "535")
    till.shifts.close("时钟错了")
    shop.clock.forward(days=1)
    assert (left(till, LAN), till.cards.fenced) == (spent, False)
    sequence = ledger_of(till).head()[0]
    till.close()
    assert first_bad(shop) is None
    again = shop.start_selling()
    assert ledger_of(again).head()[0] == sequence + 1  # A new shift.
    again.close()
