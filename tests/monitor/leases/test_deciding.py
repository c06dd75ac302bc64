"""What is decided when a card is shown: never more than the month, and nobody is robbed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.leases.allocator import Holder
from monitor.leases.deciding import (
    ANSWERS_WITHIN_MS,
    ASKED_AGAIN_MS,
    SEEN_MS,
    CardBooks,
    Holding,
    Recalled,
    TapState,
    decide_tap,
)
from monitor.leases.usual_stores import Visits, months_before, usual_store

HERE, THERE = Holder("S02", "S02-1", 1), Holder("S01", "S01-1", 1)
NOW_MS = 1_000_000
amounts = st.dictionaries(st.sampled_from(["a", "b"]), st.integers(0, 3), max_size=2)
recalled = st.builds(
    Recalled,
    asked_ms=st.sampled_from([NOW_MS, NOW_MS - ANSWERS_WITHIN_MS - 1]),
    answered_ms=st.sampled_from([None, NOW_MS, NOW_MS - ASKED_AGAIN_MS, NOW_MS - SEEN_MS - 1]),
    is_in_use=st.booleans(),
)
holdings = st.builds(
    Holding,
    holder=st.sampled_from([HERE, THERE, Holder("S01", "S01-2", 2)]),
    left=st.integers(0, 2),
    is_reachable=st.booleans(),
    seen_ms=st.sampled_from([None, NOW_MS, NOW_MS - SEEN_MS - 1]),
    recalled=st.none() | recalled,
)
books = st.builds(
    CardBooks,
    entitlement=st.none() | amounts,
    leased=amounts,
    holdings=st.lists(holdings, max_size=3, unique_by=lambda each: each.holder),
    is_stopped=st.booleans(),
)


@given(books)
def test_what_is_granted_and_what_is_leased_never_exceed_the_month(known: CardBooks) -> None:
    decision = decide_tap(known, HERE, now_ms=NOW_MS)

    for pool, amount in decision.grant.items():
        assert amount > 0
        assert known.entitlement is not None
        assert known.leased.get(pool, 0) + amount <= known.entitlement[pool]


@given(books)
def test_only_those_who_can_answer_and_have_something_are_asked(known: CardBooks) -> None:
    decision = decide_tap(known, HERE, now_ms=NOW_MS)

    by_holder = {each.holder: each for each in known.holdings}
    assert HERE not in decision.ask
    for holder in decision.ask:
        asked = by_holder[holder]
        assert asked.is_reachable and asked.left > 0
        assert asked.recalled is None or asked.recalled.answered_ms is not None  # One question at a time.
    if known.is_stopped or known.entitlement is None:
        assert decision.grant == {} and decision.ask == ()


@given(books)
def test_granted_means_that_nobody_else_is_known_to_have_any(known: CardBooks) -> None:
    decision = decide_tap(known, HERE, now_ms=NOW_MS)

    others = [each for each in known.holdings if each.holder != HERE and each.left and each.recalled is None]
    if decision.state in (TapState.GRANTED, TapState.USED_UP):
        assert others == []


def test_who_is_there_and_does_not_answer_is_away_after_ten_seconds() -> None:
    def state(asked_ms: int) -> TapState:
        holding = Holding(THERE, 1, seen_ms=NOW_MS, recalled=Recalled(asked_ms))
        return decide_tap(CardBooks({"a": 1}, {"a": 1}, [holding]), HERE, now_ms=NOW_MS).state

    assert state(NOW_MS - ANSWERS_WITHIN_MS) is TapState.ASKING
    assert state(NOW_MS - ANSWERS_WITHIN_MS - 1) is TapState.HOLDER_AWAY


@given(st.lists(st.builds(Visits, st.sampled_from(["S01", "S02"]), st.integers(1, 2), st.integers(1, 3))))
def test_the_usual_store_has_most_visits_and_of_equals_the_last(visits: list[Visits]) -> None:
    found = usual_store(visits)

    best = max(((each.count, each.last_ms) for each in visits), default=None)
    assert (found is None) == (best is None)
    assert best is None or any(
        (each.count, each.last_ms) == best and each.store_id == found for each in visits
    )


def test_three_months_before_january_are_in_the_year_before() -> None:
    assert months_before("2027-01", 3) == ["2026-12", "2026-11", "2026-10"]
