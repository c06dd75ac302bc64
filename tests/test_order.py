"""The order of the files of tests names what is there, and puts the long ones first."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.order import LONGEST_FIRST, place_of

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("begin", LONGEST_FIRST)
def test_what_the_order_names_is_there(begin: str) -> None:
    assert (ROOT / begin).exists()


def test_what_takes_long_comes_first_and_the_small_ones_last() -> None:
    files = ["tests/domain/test_money.py", "tests/ui/test_window_day.py", "tests/e2e/test_store_day.py"]
    assert sorted([*files, "tests/ui/test_window.py"], key=place_of) == [
        "tests/e2e/test_store_day.py",
        "tests/ui/test_window.py",
        "tests/ui/test_window_day.py",
        "tests/domain/test_money.py",
    ]


def test_the_run_keeps_this_order(request: pytest.FixtureRequest) -> None:
    """Among whatever was asked for, a file never stands before one that takes longer."""
    places = [place_of(item.nodeid) for item in request.session.items]
    assert places == sorted(places)
