"""Hard cases that a hostile tester found: what was committed stays said, and a month stays its month."""

from __future__ import annotations

import pysqlite3.dbapi2 as sqlite
import pytest

from pos.domain.cards.card import BenefitState
from pos.domain.paying.tender import TenderKind
from pos.errors.ledger import LedgerBroken, LedgerUnwritable
from pos.errors.people import SignInNeeded
from pos.services.till import Till
from tests.services.telling import sell_soy
from tests.shop import FULL_MONTH, LAN, OIL, SOY, Shop, grant


def entries(till: Till) -> int:
    return till.checkout._parts.recorder.ledger.head()[0]


def locked_drafts(shop: Shop) -> sqlite.Connection:
    """Somebody else holds the drafts' file: they can be read but not written."""
    connection = sqlite.connect(shop.folder / "draft.db", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    return connection


def impatient_drafts(till: Till) -> None:
    till.checkout._parts.drafts._connection.execute("PRAGMA busy_timeout = 1")


def test_a_sale_that_is_in_the_ledger_is_never_said_to_have_failed(shop: Shop, till: Till) -> None:
    impatient_drafts(till)
    till.checkout.scan(SOY)
    till.checkout.pay(TenderKind.CASH, "10")
    holder = locked_drafts(shop)

    done = till.checkout.done()

    holder.close()
    assert done.sale_no.endswith("-0001")
    assert done.state.basket.lines == ()
    assert sell_soy(till).endswith("-0002")
    till.close()
    again = shop.start_selling()  # The draft that could not be cleared is not offered again.
    assert again.checkout.state.basket.lines == ()
    again.close()


def test_a_drop_that_failed_halfway_is_written_down_once(shop: Shop, till: Till) -> None:
    impatient_drafts(till)
    till.checkout.scan(SOY)
    before = entries(till)
    holder = locked_drafts(shop)
    for _ in range(3):
        with pytest.raises(LedgerUnwritable):
            till.checkout.drop(1)
    holder.close()

    till.checkout.drop(1)

    assert entries(till) == before + 1


def test_pieces_taken_back_out_are_written_down_too(till: Till) -> None:
    till.checkout.scan(SOY)
    before = entries(till)

    till.checkout.set_quantity(1, "5")
    assert entries(till) == before
    till.checkout.set_quantity(1, "2")

    assert entries(till) == before + 1


def test_a_sale_that_begins_with_the_card_begins_today(shop: Shop, till: Till) -> None:
    sell_soy(till)
    grant(till, LAN, month="2026-11")
    grant(till, LAN, {"vegetable": 0, "staple": 100, "subsidy": 0}, month="2026-12", number=2)
    shop.clock.forward(days=8)  # 1 December; the till was left on.

    state = till.checkout.attach_card(LAN)

    assert state.basket.business_date == "2026-12-01"
    assert state.quote.before == {"vegetable": 0, "staple": 100, "subsidy": 0}


def test_a_card_left_on_the_counter_overnight_is_looked_at_again(shop: Shop, till: Till) -> None:
    grant(till, LAN)
    till.checkout.attach_card(LAN)
    shop.clock.forward(days=8)

    state = till.checkout.scan(OIL).state

    assert state.basket.business_date == "2026-12-01"
    assert state.basket.card is not None
    assert (state.basket.card.month, state.basket.card.state) == ("2026-12", BenefitState.NO_LEASE)


def test_a_held_sale_does_not_spend_a_month_that_is_over(shop: Shop, till: Till) -> None:
    grant(till, LAN)
    till.checkout.scan(OIL)
    till.checkout.attach_card(LAN)
    till.checkout.hold()
    shop.clock.forward(days=20)

    state = till.checkout.recall(till.checkout.held()[0].number)

    assert state.basket.business_date == "2026-12-13"
    assert state.quote.totals.payable == 6990
    assert till.checkout._parts.recorder.ledger.leases(LAN, "2026-11")[0].spent == 0


def test_a_sale_that_goes_on_over_midnight_keeps_its_day(shop: Shop, till: Till) -> None:
    grant(till, LAN)
    till.checkout.scan(OIL)
    till.checkout.attach_card(LAN)
    shop.clock.forward(days=8)

    state = till.checkout.scan(SOY).state

    assert state.basket.business_date == "2026-11-23"
    assert state.quote.before == FULL_MONTH


def test_a_basket_that_comes_back_after_a_month_is_one_of_today(shop: Shop, till: Till) -> None:
    grant(till, LAN)
    till.checkout.scan(OIL)
    till.checkout.attach_card(LAN)
    till.close()
    shop.clock.forward(days=40)

    again = shop.start_selling()

    assert again.checkout.state.basket.business_date == "2027-01-02"
    again.close()


def test_nobody_changes_an_open_sale_without_signing_in(shop: Shop, till: Till) -> None:
    grant(till, LAN)
    till.checkout.scan(SOY)
    till.checkout.attach_card(LAN)
    till.people.sign_out()
    before = till.checkout.state

    for act in (
        lambda: till.checkout.set_quantity(1, "3"),
        lambda: till.checkout.drop(1),
        till.checkout.detach_card,
        lambda: till.checkout.set_subsidy("0"),
        till.checkout.cancel,
        lambda: till.checkout.take_back(1),
        till.checkout.leave_payment,
        till.checkout.hold,
        till.checkout.done,
    ):
        with pytest.raises(SignInNeeded):
            act()

    assert till.checkout.state == before


def test_books_found_broken_while_running_stop_every_sale(till: Till) -> None:
    till.checkout.scan(SOY)
    till.checkout._parts.recorder.ledger.problem = "ledger.chain_broken"

    with pytest.raises(LedgerBroken):
        till.checkout.scan(OIL)
    with pytest.raises(LedgerBroken):
        till.checkout.pay(TenderKind.CASH, "100")
