"""A small day at the store, through both fronts: the same figures to the fen, and all witnesses agree.

The whole day of 400 sales is `python -m tests.e2e.store_day`; this one has each of its troubles once.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.e2e.store_day.compare import differences
from tests.e2e.store_day.headless_hands import HeadlessHands
from tests.e2e.store_day.run import FRONTS, run_day

SALES = int(os.environ.get("HUIMIN_DAY_SALES", "20"))


@pytest.mark.timeout(1800)
def test_a_day_is_the_same_through_the_window_and_without_one(tmp_path: Path) -> None:
    window, headless = (
        run_day(front, tmp_path / front, sales=SALES, say=print) for front in sorted(FRONTS, reverse=True)
    )

    assert window.problems == ()
    assert headless.problems == ()
    assert differences(window.figures, headless.figures) == []


@pytest.mark.timeout(180)
def test_a_day_that_goes_wrong_leaves_no_till_running_and_no_pipe_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else whichever test comes next in this process is told off for it."""
    made: list[HeadlessHands] = []

    class Stumbling(HeadlessHands):
        def sign_in(self, staff: str, pin: str) -> None:
            made.append(self)
            raise AssertionError(f"{staff} stumbles")

    monkeypatch.setitem(FRONTS, "headless", Stumbling)

    with pytest.raises(AssertionError, match="stumbles"):
        run_day("headless", tmp_path, sales=1, say=print)

    process = made[0]._process
    assert process is not None
    assert process.poll() is not None
    assert all(pipe is not None and pipe.closed for pipe in (process.stdin, process.stdout))
