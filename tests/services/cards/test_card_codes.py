"""A card of this morning at a till that has been offline since yesterday: its signed code proves it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pos.crypto.card_tokens import sign_card_token
from pos.crypto.keys import DeviceKey
from pos.domain.calendar import business_date
from pos.domain.cards.card import BenefitState, Card, CardStatus
from pos.domain.cards.card_proven import CardProven
from pos.domain.cards.card_token import CardToken
from pos.domain.days.day import RefusalFigures
from pos.domain.decoding import decode_entry
from pos.domain.journal.entries import EntryKind
from pos.domain.programme.programme import programme_from_data, programme_to_data
from pos.errors import RuleBroken
from pos.errors.cards import (
    CardExpired,
    CardForeign,
    CardLost,
    CardNotYetValid,
    CardTokenEarly,
    CardTokenForged,
    CardTokenStale,
    CardUnknown,
)
from pos.services.counter.state import ScanKind
from pos.services.installation.identity import load_identity, save_identity
from pos.services.till import Till
from pos.ui.places import kind_of
from tests.domain.selling.test_quote import PROGRAMME
from tests.shop import FEDERATION, LAN, LOST, MANAGER, MANAGER_PIN, Shop, _books, card_number, grant

NEW = card_number(4711)
DAY_MS = 86_400_000


def token(shop: Shop, card_no: str = NEW, *, days_ago: int = 0) -> CardToken:
    return CardToken(card_no, "陈*", "2026-11-01", "2027-12-31", shop.clock.now_ms() - days_ago * DAY_MS, 1)


def code(shown: CardToken, key: DeviceKey = FEDERATION) -> str:
    return sign_card_token(key, shown)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """A till that was enrolled once: it has the federation's key, and no line."""
    shop = Shop(tmp_path)
    shop.start().close()
    identity = load_identity(shop.folder)
    assert identity is not None
    save_identity(shop.folder, replace(identity, federation_key=FEDERATION.public_key.hex()))
    return shop


@pytest.fixture
def till(shop: Shop) -> Till:
    return shop.start_selling()


def proven(till: Till) -> list[CardProven]:
    ledger = _books(till)[0]
    entries = ledger.entries_after(0, entries_max=100, bytes_max=10**6)
    decoded = [decode_entry(each.sealed.payload) for each in entries]
    return [each.facts(CardProven) for each in decoded if each.kind == EntryKind.CARD_PROVEN]


def test_a_card_of_this_morning_is_taken_and_the_journal_says_how_it_was_known(
    till: Till, shop: Shop
) -> None:
    with pytest.raises(CardUnknown):
        till.checkout.scan(NEW)
    result = till.checkout.scan(code(token(shop)).lower())
    assert result.kind is ScanKind.CARD
    card = result.state.basket.card
    assert card is not None
    assert (card.card_no, card.masked_name, card.state) == (NEW, "陈*", BenefitState.NO_LEASE)
    till.checkout.scan(code(token(shop)))
    assert [each.card_no for each in proven(till)] == [NEW]
    assert till.cards.balance(code(token(shop))).masked_name == "陈*"


def test_a_sale_with_such_a_card_goes_on_after_a_new_start(till: Till, shop: Shop) -> None:
    till.checkout.scan(code(token(shop)))
    till.close()
    again = shop.start_selling()
    card = again.checkout.state.basket.card
    assert card is not None
    assert card.state is not BenefitState.REFUSED  # The card is still good; its benefit waits for the line.
    again.close()


def test_what_a_code_cannot_prove_is_refused_in_its_own_words_and_counted(till: Till, shop: Shop) -> None:
    foreign = replace(token(shop), card_no=card_number(4711, issuer="6299"))
    refused: tuple[tuple[str, type[RuleBroken]], ...] = (
        (code(token(shop), DeviceKey.generate()), CardTokenForged),
        (code(foreign), CardForeign),
        (code(token(shop, days_ago=8)), CardTokenStale),
        (code(token(shop, days_ago=-1)), CardTokenEarly),
        (code(replace(token(shop), valid_to="2026-11-22")), CardExpired),
        (code(replace(token(shop), valid_from="2026-12-01")), CardNotYetValid),
    )
    for text, why in refused:
        with pytest.raises(why):
            till.checkout.scan(text)
    assert proven(till) == []
    till.people.sign_in(MANAGER, MANAGER_PIN)
    figures = till.days.figures(business_date(shop.clock.now_ms()))
    assert set(figures.refusals) == {RefusalFigures(why.code, 1) for _text, why in refused}


def test_the_list_wins_over_every_code(till: Till, shop: Shop) -> None:
    with pytest.raises(CardLost):
        till.checkout.scan(code(token(shop, LOST)))
    grant(till, LAN)
    state = till.checkout.scan(code(token(shop, LAN, days_ago=90))).state
    assert state.basket.card is not None
    assert state.basket.card.state is BenefitState.READY
    assert proven(till) == []


def test_a_replayed_code_stops_when_the_hot_list_has_come(till: Till, shop: Shop) -> None:
    till.checkout.scan(code(token(shop)))
    till.checkout.detach_card()
    lost = Card(NEW, "陈*", "2026-11-01", "2027-12-31", CardStatus.LOST)
    _books(till)[1].apply_cards([lost], full=False, version=2)
    with pytest.raises(CardLost):
        till.checkout.scan(code(token(shop)))


def test_a_till_without_a_platform_takes_no_code(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    till = shop.start_selling()
    with pytest.raises(CardTokenForged):
        till.checkout.scan(code(token(shop)))
    till.close()


def test_the_window_sends_a_code_where_cards_go(shop: Shop) -> None:
    assert kind_of(code(token(shop))) is ScanKind.CARD


def test_the_programme_says_for_how_long_a_code_proves_and_older_ones_keep_their_bytes() -> None:
    data = programme_to_data(PROGRAMME)
    assert "card_code_days" not in data
    assert programme_from_data(data).card_code_days == 7
    longer = replace(PROGRAMME, card_code_days=3)
    assert programme_from_data(programme_to_data(longer)) == longer
