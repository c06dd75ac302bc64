"""What a card gives at the counter, told on the real ledger."""

from __future__ import annotations

import pytest

from pos.domain.cards.card import BenefitState
from pos.errors.cards import CardAlreadyAttached, CardMissing
from pos.services.counter.state import ScanKind
from pos.services.till import Till
from tests.services.telling import sell_soy
from tests.shop import (
    LAN,
    LOST,
    OIL,
    SOY,
    WITHOUT_LEASE,
    Shop,
    grant,
    label,
)

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


def test_one_purchase_has_one_card(till: Till) -> None:
    grant(till, LAN)
    till.checkout.scan(OIL)
    before = till.checkout.attach_card(LAN)

    for other in (WITHOUT_LEASE, LOST):
        with pytest.raises(CardAlreadyAttached) as raised:
            till.checkout.scan(other)
        assert raised.value.facts == {"tail": LAN[-4:]}

    assert till.checkout.state == before
    assert till.checkout.attach_card(LAN) == before  # The same card again is no other card.
    till.checkout.detach_card()
    assert till.checkout.attach_card(WITHOUT_LEASE).quote.totals.discount == 0


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
