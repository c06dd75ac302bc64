"""Waiting grows with each failure, is never long, and never the same for two tills."""

from __future__ import annotations

import pytest
from tenacity.wait import wait_fixed

from sync.client.back_off import BackOff


@pytest.mark.parametrize("failures", [1, 2, 3, 5, 8, 20, 1_000, 10**6])
def test_the_pause_lies_between_a_second_and_five_minutes(failures: int) -> None:
    pauses = [BackOff().seconds_after(failures) for _till in range(200)]
    assert all(1 <= pause <= min(300, 4 * 2 ** min(failures - 1, 20)) for pause in pauses)
    assert len(set(pauses)) > 150


def test_after_many_failures_the_tills_are_spread_over_minutes() -> None:
    pauses = sorted(BackOff().seconds_after(50) for _till in range(400))
    assert pauses[100] < 150 < pauses[300]


def test_another_way_of_waiting_can_be_given() -> None:
    assert BackOff(wait_fixed(7)).seconds_after(3) == 7
