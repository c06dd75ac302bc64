from __future__ import annotations

from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from pos.domain.sums import Sums

sums = st.builds(Sums, *[st.integers(0, 9)] * 6)


def test_each_count_is_added_to_its_own_kind() -> None:
    assert Sums(1, 2, 3, 4, 5, 6).plus(Sums(10, 20, 30, 40, 50, 60)) == Sums(11, 22, 33, 44, 55, 66)


@given(st.lists(sums, max_size=5), st.integers(0, 5))
def test_a_journal_may_be_cut_anywhere_before_it_is_added_up(parts: list[Sums], cut: int) -> None:
    first = reduce(Sums.plus, parts[:cut], Sums())
    second = reduce(Sums.plus, parts[cut:], Sums())

    assert first.plus(second) == reduce(Sums.plus, parts, Sums())
