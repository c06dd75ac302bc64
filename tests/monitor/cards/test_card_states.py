"""A card's life: an end is an end, what protects its holder needs one person, old tills understand it."""

from __future__ import annotations

import pytest

from monitor.cards.card_states import WORDS, CardState, for_tills, move, one_person_may
from monitor.declined import Declined
from pos.domain.cards.card import Card, CardStatus

CARD = Card("6201000000000012", "张*兰", "2026-01-01", "2027-12-31", CardStatus.ACTIVE)
ENDS = (CardState.REPLACED, CardState.EXPIRED, CardState.ENDED)


def test_a_card_is_made_issued_used_lost_and_replaced() -> None:
    state = CardState.MADE
    for to in (CardState.ISSUED, CardState.ACTIVE, CardState.LOST, CardState.REPLACED):
        state = move(state, to)
    assert state is CardState.REPLACED


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("to", CardState)
def test_nothing_follows_an_end(end: CardState, to: CardState) -> None:
    with pytest.raises(Declined) as declined:
        move(end, to)
    assert WORDS[end] in declined.value.words


def test_a_card_that_nobody_has_is_not_lost() -> None:
    with pytest.raises(Declined):
        move(CardState.MADE, CardState.LOST)


def test_one_person_stops_a_card_and_two_give_it_free() -> None:
    assert one_person_may(CardState.ACTIVE, CardState.LOST)
    assert one_person_may(CardState.ACTIVE, CardState.SUSPENDED)
    assert not one_person_may(CardState.LOST, CardState.ACTIVE)
    assert not one_person_may(CardState.SUSPENDED, CardState.ACTIVE)
    assert not any(one_person_may(CardState.ACTIVE, end) for end in ENDS)


def test_tills_of_before_know_three_words() -> None:
    told = {state: for_tills(CARD, state, ended_on="2026-11-30") for state in CardState}
    assert told.pop(CardState.MADE) is None
    shown = {state: (card.status.value, card.valid_to) for state, card in told.items() if card is not None}
    assert shown == {
        CardState.ISSUED: ("active", "2027-12-31"),
        CardState.ACTIVE: ("active", "2027-12-31"),
        CardState.SUSPENDED: ("suspended", "2027-12-31"),
        CardState.LOST: ("lost", "2027-12-31"),
        CardState.REPLACED: ("lost", "2027-12-31"),
        CardState.EXPIRED: ("active", "2026-11-30"),
        CardState.ENDED: ("active", "2026-11-30"),
    }
