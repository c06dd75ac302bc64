"""What the customer sees on a row of digits, and what the customer says yes to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.devices.customer_led import Lamp
from pos.domain.money import Fen
from pos.domain.paying.tender import TenderKind
from pos.domain.selling.basket import Confirmer
from pos.errors.cards import CardMissing
from pos.errors.devices import DisplayUnreachable
from pos.errors.paying import TenderNotEnough
from pos.errors.selling import CustomerYesNeeded
from pos.services.printing.customer_display import CustomerDigits, Shown, shown_for
from pos.services.till import Till
from tests.shop import FULL_MONTH, LAN, OIL, SOY, Shop, grant


class Digits:
    """A display that remembers, and may be away."""

    def __init__(self, *, away: int = 0) -> None:
        self.away, self.shown, self.changed = away, list[Shown](), threading.Event()

    def show(self, lamp: Lamp, amount: Fen | None) -> None:
        if self.away:
            self.away -= 1
            raise DisplayUnreachable(url="x", reason="away")
        self.shown.append((lamp, amount))
        self.changed.set()

    def close(self) -> None:
        pass


@pytest.fixture
def facing(tmp_path: Path) -> Iterator[Till]:
    """A till with a window that faces the customer, and a card with a whole month."""
    till = Shop(tmp_path / "till", customer_display_url="window").start_selling()
    grant(till, LAN, FULL_MONTH)
    yield till
    till.close()


def test_the_digits_follow_the_sale(till: Till) -> None:
    assert shown_for(till.checkout.state) == (Lamp.NONE, None)
    oil = till.checkout.scan(OIL).state
    assert shown_for(oil) == (Lamp.PRICE, oil.quote.lines[-1].net)
    soy = till.checkout.scan(SOY).state
    assert shown_for(soy) == (Lamp.PRICE, soy.quote.lines[-1].net)
    assert shown_for(till.checkout.begin_payment()) == (Lamp.TOTAL, soy.paid_so_far.payable)
    paid = till.checkout.pay(TenderKind.CASH, "100")
    assert shown_for(paid) == (Lamp.CHANGE, paid.paid_so_far.change)


def test_only_the_newest_amount_is_shown_and_a_display_that_is_away_is_tried_again(till: Till) -> None:
    display = Digits(away=2)
    digits = CustomerDigits(display, retry_seconds=0.01)
    digits.show_sale(till.checkout.scan(OIL).state)
    digits.show_sale(till.checkout.begin_payment())
    digits.start()
    assert display.changed.wait(60)
    digits.stop()

    assert display.shown == [(Lamp.TOTAL, till.checkout.state.paid_so_far.due), (Lamp.NONE, None)]


def test_a_sale_that_the_card_helps_needs_the_customers_yes(facing: Till) -> None:
    facing.checkout.scan(OIL)
    facing.checkout.attach_card(LAN)
    facing.checkout.set_subsidy("20")
    with pytest.raises(TenderNotEnough):
        facing.checkout.done()
    facing.checkout.pay(TenderKind.CASH, None)
    with pytest.raises(CustomerYesNeeded) as needed:
        facing.checkout.done()
    quote = facing.checkout.state.quote.totals
    assert needed.value.facts == {"discount_fen": quote.discount, "subsidy_fen": quote.subsidy}

    facing.checkout.confirm_card(Confirmer.CUSTOMER)
    sale_no = facing.checkout.done().sale_no
    stored = facing.receipts._sale(sale_no)
    assert stored.facts.confirmed_by is Confirmer.CUSTOMER


def test_a_yes_is_to_what_was_shown_and_not_to_what_came_later(facing: Till) -> None:
    facing.checkout.scan(OIL)
    facing.checkout.attach_card(LAN)
    assert facing.checkout.confirm_card(Confirmer.CUSTOMER).basket.confirmed_by is Confirmer.CUSTOMER
    assert facing.checkout.scan(SOY).state.basket.confirmed_by is None
    facing.checkout.confirm_card(Confirmer.CASHIER)
    assert facing.checkout.set_subsidy("1").basket.confirmed_by is None
    facing.checkout.confirm_card(Confirmer.CASHIER)
    assert facing.checkout.pay(TenderKind.CASH, "10").basket.confirmed_by is Confirmer.CASHIER


def test_a_sale_at_market_price_asks_nobody(facing: Till) -> None:
    facing.checkout.scan(OIL)
    with pytest.raises(CardMissing):
        facing.checkout.confirm_card(Confirmer.CUSTOMER)
    facing.checkout.pay(TenderKind.CASH, None)
    assert facing.checkout.done().sale_no


def test_a_yes_survives_a_restart(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "till", customer_display_url="window")
    till = shop.start_selling()
    grant(till, LAN, FULL_MONTH)
    till.checkout.scan(OIL)
    till.checkout.attach_card(LAN)
    till.checkout.confirm_card(Confirmer.CUSTOMER)
    till.close()

    again = shop.start_selling()
    assert again.checkout.state.basket.confirmed_by is Confirmer.CUSTOMER
    again.close()
