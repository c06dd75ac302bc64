from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.programme.entitlement import entitlement, rolls_over
from pos.domain.programme.programme import MONTH_FEN_MAX, CapBasis, Pool, Programme, Subsidy
from tests.strategies import programmes

VEGETABLE = Pool("vegetable", "蔬菜", ("蔬菜",), 60, 10_000)
HYGIENE = Pool("hygiene", "洗化用品", ("洗化",), 90, 5_000, rolls_over=True)
PROGRAMME = Programme(
    "2027-01", "方案", "2027-01-01", CapBasis.MARKET, (VEGETABLE, HYGIENE), Subsidy(6_000, ())
)


def test_only_the_pools_that_roll_over_take_the_rest_of_the_closed_month() -> None:
    left = {"vegetable": 700, "hygiene": 1_200, "subsidy": 50, "gone": 900}

    assert entitlement(PROGRAMME, "2027-02", left) == {
        "vegetable": 10_000,
        "hygiene": 6_200,
        "subsidy": 6_000,
    }


def test_the_subsidy_rolls_over_when_the_programme_says_so() -> None:
    rolling = replace(PROGRAMME, subsidy=replace(PROGRAMME.subsidy, rolls_over=True))

    assert entitlement(rolling, "2027-02", {"subsidy": 50})["subsidy"] == 6_050


def test_while_the_month_before_is_open_nothing_is_added() -> None:
    assert entitlement(PROGRAMME, "2027-02", {}) == PROGRAMME.entitlement()


def test_a_rest_never_grows_beyond_what_sums_can_hold() -> None:
    assert entitlement(PROGRAMME, "2027-02", {"hygiene": MONTH_FEN_MAX})["hygiene"] == MONTH_FEN_MAX


def test_an_overdrawn_month_or_a_programme_that_has_not_begun_is_our_mistake() -> None:
    with pytest.raises(AssertionError, match="overdrawn"):
        entitlement(PROGRAMME, "2027-02", {"hygiene": -1})
    with pytest.raises(AssertionError, match="has not begun"):
        entitlement(PROGRAMME, "2026-12", {})


@given(programmes(), st.dictionaries(st.sampled_from(["a", "b", "c", "subsidy"]), st.integers(0, 9)))
def test_a_rest_adds_itself_or_nothing(programme: Programme, left: dict[str, int]) -> None:
    whole, with_rest = programme.entitlement(), entitlement(programme, "2027-02", left)

    assert with_rest.keys() == whole.keys()
    assert all(with_rest[pool] - whole[pool] in (0, left.get(pool, 0)) for pool in whole)
    assert rolls_over(programme) or with_rest == whole
