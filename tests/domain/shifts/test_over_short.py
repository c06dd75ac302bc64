"""How far a drawer may be off: each limit by itself, the month's sum, and what an explanation is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.explaining import explains
from pos.domain.journal.record import record_from_data, record_to_data
from pos.domain.shifts.over_short import Limit, OverShort, OverShortLimits, sum_of_month, worst
from pos.domain.shop_rules import ShopRules, rules_from_data, rules_to_data, shipped_rules_from_data
from pos.errors.ledger import EntryWrong

SHIPPED = Path(__file__).resolve().parents[3] / "resources" / "policy" / "shop_rules.json"
LIMITS = OverShortLimits(explain_above=100, shift_max=5_000, month_max=20_000)

small = st.lists(st.integers(-4, 4), max_size=6)


@pytest.mark.parametrize(
    ("difference", "wanted"), [(0, False), (100, False), (-100, False), (101, True), (-200, True)]
)
def test_above_the_first_limit_somebody_has_to_say_why(difference: int, wanted: bool) -> None:
    assert LIMITS.wants_explanation([0, difference], month_sum=abs(difference)) is wanted


@pytest.mark.parametrize(
    ("differences", "month_sum", "beyond"),
    [
        ([5_000], 5_000, ()),
        ([5_001], 5_001, (Limit.SHIFT,)),
        ([-11_677], 11_677, (Limit.SHIFT,)),
        ([10, -5_001], 10, (Limit.SHIFT,)),  # A telephone that is off, too.
        ([6_000, -6_000], 6_000, (Limit.SHIFT,)),  # One never makes up for the other.
        ([1], 20_000, ()),
        ([1], 20_001, (Limit.MONTH,)),
        ([0], 20_001, ()),  # Who adds nothing needs nobody.
        ([-11_677], 20_001, (Limit.SHIFT, Limit.MONTH)),
    ],
)
def test_beyond_a_shifts_or_a_months_limit_a_manager_has_to_agree(
    differences: list[int], month_sum: int, beyond: tuple[Limit, ...]
) -> None:
    assert LIMITS.beyond(differences, month_sum=month_sum) == beyond
    assert LIMITS.wants_explanation(differences, month_sum=month_sum) or not beyond


@given(small, small)
def test_a_months_sum_only_grows_and_over_never_pays_for_short(before: list[int], after: list[int]) -> None:
    whole = sum_of_month([*before, *after])

    assert whole == sum_of_month(before) + sum_of_month(after) == sum_of_month(reversed([*before, *after]))
    assert whole == sum_of_month([-each for each in [*before, *after]])
    assert whole >= abs(sum(before) + sum(after))
    assert (whole == 0) is (not any([*before, *after]))


@given(small, st.integers(0, 4), st.integers(0, 4), st.integers(0, 4))
def test_a_limit_is_passed_by_the_first_fen_above_it_whatever_the_sign(
    differences: list[int], explain: int, shift: int, month: int
) -> None:
    limits, month_sum = OverShortLimits(explain, shift, month), sum_of_month(differences)
    beyond = limits.beyond(differences, month_sum=month_sum)

    assert (Limit.SHIFT in beyond) is any(abs(each) > shift for each in differences)
    assert (Limit.MONTH in beyond) is (month_sum > month)
    assert beyond == limits.beyond([-each for each in differences], month_sum=month_sum)
    assert abs(worst(differences)) == max(map(abs, differences), default=0)


def test_a_shifts_end_against_its_limits_reads_back_and_an_unknown_limit_does_not() -> None:
    told = OverShort.of(LIMITS, month="2026-11", month_sum=21_677, beyond=(Limit.SHIFT, Limit.MONTH))
    data = record_to_data(told)

    assert record_from_data(OverShort, data) == told and told.limits == LIMITS
    with pytest.raises(EntryWrong):
        record_from_data(OverShort, data | {"beyond": ["week"]})


def test_the_shipped_rules_have_the_limits_and_rules_of_an_earlier_release_get_them() -> None:
    (shipped,) = shipped_rules_from_data(json.loads(SHIPPED.read_text(encoding="utf-8")))
    assert OverShortLimits.of(shipped) == LIMITS

    before = {"in_force_from": "2026-01-01", "cash_rounding": "off", "customer_consent": "off"}
    assert OverShortLimits.of(rules_from_data(before)) == LIMITS
    own = ShopRules("2026-01-01", over_short_shift_max=1)
    assert rules_from_data(rules_to_data(own)) == own


@pytest.mark.parametrize(
    "text",
    ["", "abc", "ok", "12345", "qwertyuiop", "差额", "找零差", "啊啊啊啊", "abc 差额 1.00", "。。。。。"],
)
def test_what_says_nothing_is_no_explanation(text: str) -> None:
    assert not explains(text)


@pytest.mark.parametrize("text", ["找零误差", "找零 误差", "少了 116.77，复点两次仍然不符", "abc 已经核对过"])
def test_four_characters_that_say_something_are_one(text: str) -> None:
    assert explains(text)
