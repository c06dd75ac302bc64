"""A card that is no good is counted where it was shown, and the day says how many and why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.domain.calendar import business_date
from pos.domain.cards.card import BenefitState
from pos.domain.days.day import DayFigures, RefusalFigures
from pos.domain.days.day_closed import DayClosed
from pos.domain.decoding import decode_entry
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_from_data, record_to_data
from pos.errors import RuleBroken
from pos.errors.cards import CardExpired, CardForeign, CardLost, CardNotYetValid, CardSuspended, CardUnknown
from pos.errors.days import DayClosedAlready
from pos.errors.people import SignInRefused
from pos.services.till import Till
from pos.services.words.refusal_words import REFUSALS, refusal_words
from tests.records import facts_from_data
from tests.services.telling import sell_soy
from tests.shop import (
    EARLY,
    EXPIRED,
    LAN,
    LOST,
    MANAGER,
    MANAGER_PIN,
    OIL,
    SUSPENDED,
    WITHOUT_LEASE,
    Shop,
    card_number,
    grant,
)
from tests.small_entries import NO_CHECKS, NOT_ASKED

STRANGER = card_number(4711)
FOREIGN = card_number(4711, issuer="6299")
NO_GOOD: tuple[tuple[str, type[RuleBroken]], ...] = (
    (LOST, CardLost),
    (SUSPENDED, CardSuspended),
    (EXPIRED, CardExpired),
    (EARLY, CardNotYetValid),
    (STRANGER, CardUnknown),
    (FOREIGN, CardForeign),
)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


@pytest.fixture
def till(shop: Shop) -> Iterator[Till]:
    till = shop.start_selling()
    yield till
    till.close()


def _figures(till: Till, shop: Shop) -> DayFigures:
    till.people.sign_in(MANAGER, MANAGER_PIN)
    return till.days.figures(business_date(shop.clock.now_ms()))


@pytest.mark.parametrize(("card_no", "why"), NO_GOOD)
def test_a_card_that_is_no_good_is_counted_at_the_tap_and_at_the_balance(
    till: Till, shop: Shop, card_no: str, why: type[RuleBroken]
) -> None:
    with pytest.raises(why):
        till.checkout.scan(card_no)
    with pytest.raises(why):
        till.cards.balance(card_no)
    till.checkout.scan(LAN)  # A good one is no refusal.
    figures = _figures(till, shop)
    assert figures.refusals == (RefusalFigures(f"asked.{why.code}", 1), RefusalFigures(why.code, 1))
    first, second = (refusal_words(each.code) for each in figures.refusals)
    assert (first.partition("：")[0], second.partition("：")[0]) == ("查余额没查成", "没有用上卡")
    assert first.partition("：")[2] == second.partition("：")[2]
    assert record_from_data(DayFigures, record_to_data(figures)) == figures


def test_a_sale_at_market_price_with_a_card_that_has_nothing_here_is_counted_too(
    till: Till, shop: Shop
) -> None:
    till.checkout.scan(WITHOUT_LEASE)
    sell_soy(till)
    figures = _figures(till, shop)
    assert (figures.card_sales, figures.refusals) == (1, (RefusalFigures("no_lease", 1),))
    assert refusal_words("no_lease") == "没有用上卡：本机没有本月额度"


def test_every_state_in_which_a_card_gives_nothing_has_words() -> None:
    states = {state.value for state in BenefitState} - {"ready"}
    assert states <= set(REFUSALS)


def test_the_journal_keeps_why_and_the_tail_and_never_the_whole_number(till: Till) -> None:
    with pytest.raises(CardLost):
        till.checkout.scan(LOST)
    entries = till.checkout._parts.recorder.ledger.entries_after(0, entries_max=100, bytes_max=1 << 20)
    read = [decode_entry(each.sealed.payload) for each in entries]
    (told,) = [entry for entry in read if entry.kind == EntryKind.CARD_REFUSED]
    assert told.data == {"code": "card.lost", "tail": LOST[-4:]}


def test_a_day_of_a_release_that_counted_none_is_still_read(till: Till, shop: Shop) -> None:
    close = DayClosed.of(_figures(till, shop), NO_CHECKS, NOT_ASKED, explanation="")
    data = record_to_data(close)
    del data["refusals"]
    assert facts_from_data(EntryKind.DAY_CLOSED, DayClosed, data, version=1).figures.refusals == ()


def test_a_card_asked_about_before_anybody_signed_in_still_says_why(till: Till) -> None:
    till.people.sign_out()
    with pytest.raises(CardLost):
        till.cards.balance(LOST)


def test_a_card_or_a_pin_refused_after_the_close_asks_for_no_other_close(till: Till, shop: Shop) -> None:
    date = business_date(shop.clock.now_ms())
    sell_soy(till)
    till.shifts.count("cash", "509.90")
    till.shifts.close("")
    till.people.sign_in(MANAGER, MANAGER_PIN)
    till.days.close(date)
    with pytest.raises(CardLost):
        till.cards.balance(LOST)
    with pytest.raises(SignInRefused):
        till.people.sign_in(MANAGER, "0000")
    figures = _figures(till, shop)
    with pytest.raises(DayClosedAlready):
        till.days.close(date)
    assert [each.code for each in figures.refusals] == ["asked.card.lost"]


def test_a_card_says_why_a_make_good_slip_would_be_due(till: Till) -> None:
    till.checkout.scan(OIL)
    attached = till.checkout.attach_card(WITHOUT_LEASE).basket.card
    assert attached is not None and attached.slip_reason == "no_lease"
    stored = till.checkout._parts.drafts.load()
    assert stored is not None and stored.card == attached, "a killed till still knows it"

    grant(till, WITHOUT_LEASE)
    attached = till.checkout.state.basket.card
    assert attached is not None and attached.slip_reason is None
