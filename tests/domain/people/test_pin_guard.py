from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.journal.record import record_from_data
from pos.domain.people.pin_guard import PinLimits, PinState
from pos.errors.ledger import EntryWrong

LIMITS = PinLimits(5, (60, 300, 900))
DAY_MS = 86_400_000


def waits_ms(state: PinState) -> int:
    """How long somebody waits who comes at once."""
    return LIMITS.lock_ms(state.rounds) if state.is_locking else 0


def after(count: int, *, now_ms: int = 0) -> PinState:
    """Wrong PINs, each at once when it may be tried."""
    state = PinState()
    for _try in range(count):
        now_ms += waits_ms(state)
        state = state.refused(now_ms, LIMITS)
    return state


def test_the_fifth_wrong_pin_locks_and_each_round_for_longer() -> None:
    assert after(4) == PinState(4, 0, 0)
    assert [after(5 * rounds).rounds for rounds in (1, 2, 3)] == [1, 2, 3]
    assert after(5).locked_until_ms == 60_000
    assert after(10).locked_until_ms == 360_000
    assert after(20).locked_until_ms - after(15).locked_until_ms == 900_000


def test_a_full_round_locks_until_somebody_was_let_try_again() -> None:
    assert not after(4).is_locking
    assert after(5).is_locking
    assert not after(6).is_locking
    assert after(10).is_locking


@given(hours=st.integers(1, 48))
def test_in_hours_nobody_tries_more_than_a_few_pins_out(hours: int) -> None:
    now_ms, tried, state = 0, 0, PinState()
    while True:
        now_ms += waits_ms(state)
        if now_ms > hours * 3_600_000:
            break
        state, tried = state.refused(now_ms, LIMITS), tried + 1
    assert tried <= 5 * (4 * hours + 3)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"tries": 0, "lock_seconds": [60]},
        {"tries": 5, "lock_seconds": []},
        {"tries": 5, "lock_seconds": [0]},
    ],
)
def test_limits_that_limit_nothing_are_refused(data: object) -> None:
    with pytest.raises(EntryWrong):
        record_from_data(PinLimits, data)
