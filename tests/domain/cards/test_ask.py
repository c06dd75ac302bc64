"""What becomes of an ask for a card's benefit: it ends, stays ended, and says whether a slip is due."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.cards.ask import (
    HELD_MS,
    LIMIT_MS,
    Ask,
    AskState,
    answered,
    cancelled,
    left_ms,
    looked_at,
    neighbours_told,
    pause_ms,
    unreachable,
    wait_ms,
)
from tests.strategies import CARD_NO, MONTH

ASK = Ask(ask_id="ask-1", card_no=CARD_NO, month=MONTH, started_ms=1_000)
words = st.sampled_from([*(state.value for state in AskState), "a word of a later release"])


def said(word: str, *, after_ms: int = 10, ask: Ask = ASK) -> Ask:
    return answered(ask, word, holder_seen_ms=None, now_ms=ASK.started_ms + after_ms)


@pytest.mark.parametrize("word", ["granted", "used_up", "not_listed", "stopped"])
def test_an_answer_that_decides_ends_the_ask_and_no_slip_is_due(word: str) -> None:
    ask = said(word)

    assert (ask.state.value, ask.is_open, ask.slip_reason) == (word, False, None)


@pytest.mark.parametrize(
    ("word", "reason"), [("asking", "holder_away"), ("holder_away", "holder_away"), ("in_use", "in_use")]
)
def test_a_holder_that_does_not_let_go_in_time_leaves_a_slip(word: str, reason: str) -> None:
    ask = said(word)
    assert ask.is_open and ask.slip_reason is None

    late = looked_at(ask, now_ms=ASK.started_ms + LIMIT_MS)

    assert (late.state, late.slip_reason) == (AskState.TIMED_OUT, reason)


def test_a_grant_at_the_very_limit_is_a_grant() -> None:
    assert said("granted", after_ms=LIMIT_MS).state is AskState.GRANTED


def test_a_word_of_a_later_platform_is_no_benefit_and_a_slip() -> None:
    assert said("a word of a later release").slip_reason == "no_lease"


@pytest.mark.parametrize("own", ["cancelled", "timed_out", "offline", "no_benefit", "neighbours"])
def test_the_platform_cannot_say_what_only_the_till_knows(own: str) -> None:
    assert said(own).state is AskState.NO_BENEFIT


def test_a_cashier_who_goes_on_ends_it_at_once() -> None:
    assert cancelled(ASK).slip_reason == cancelled(unreachable(ASK)).slip_reason == "cancelled"


def test_when_the_line_is_down_the_neighbours_are_asked_and_their_word_ends_it() -> None:
    asked = unreachable(ASK)
    assert (asked.state, asked.is_open, asked.slip_reason) == (AskState.NEIGHBOURS, True, None)

    assert neighbours_told(asked, came=True).state is AskState.GRANTED
    assert neighbours_told(asked, came=False).slip_reason == "offline"
    assert neighbours_told(ASK, came=True) == ASK


def test_neighbours_that_say_nothing_and_a_platform_that_never_did_are_a_line_that_is_down() -> None:
    end = ASK.started_ms + LIMIT_MS

    assert looked_at(unreachable(said("in_use")), now_ms=end).state is AskState.OFFLINE
    assert looked_at(ASK, now_ms=end).slip_reason == "offline"


@given(first=words, later=words, after_ms=st.integers(0, LIMIT_MS + 5))
def test_what_has_ended_stays_as_it_was_told(first: str, later: str, after_ms: int) -> None:
    ask = said(first)
    if not ask.is_open:
        late = said(later, after_ms=after_ms, ask=ask)
        assert late == cancelled(ask) == unreachable(ask) == looked_at(ask, now_ms=10**9) == ask
        assert neighbours_told(ask, came=True) == ask


@given(now_ms=st.integers(ASK.started_ms, 2 * LIMIT_MS))
def test_nobody_waits_past_the_limit(now_ms: int) -> None:
    left = max(0, ASK.started_ms + LIMIT_MS - now_ms)

    assert 0 <= wait_ms(ASK, now_ms=now_ms) <= min(HELD_MS, left)
    assert 0 <= pause_ms(ASK, now_ms=now_ms) <= left == left_ms(ASK, now_ms=now_ms)
