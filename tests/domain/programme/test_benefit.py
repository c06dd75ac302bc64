from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.programme.benefit import LineBenefit, cover, spread_subsidy
from pos.domain.programme.programme import CapBasis
from tests.strategies import bases, caps, percents, small_fen

MARKET, PAID = CapBasis.MARKET, CapBasis.PAID
PERCENTS = (0, 1, 20, 33, 40, 49, 50, 51, 60, 67, 80, 85, 99, 100)


def nearest(exact: Fraction) -> int:
    """The whole number nearest to a fraction, the upper one of two: said without the code's formula."""
    below = exact.numerator // exact.denominator
    return below if exact - below < Fraction(1, 2) else below + 1


def oracle(market: int, cap_left: int, percent: int, basis: CapBasis) -> LineBenefit:
    """DESIGN 3.2 word by word with fractions, looking for the largest part instead of computing it."""
    share = Fraction(percent, 100)
    if basis is MARKET:
        covered = max(part for part in range(market + 1) if part <= cap_left)
        return LineBenefit(covered, covered, covered - nearest(covered * share))
    price = nearest(market * share)
    if price <= cap_left:
        return LineBenefit(market, price, market - price)
    covered = max(part for part in range(market + 1) if part * share <= cap_left)
    return LineBenefit(covered, cap_left, covered - cap_left)


@pytest.mark.parametrize("basis", CapBasis)
@pytest.mark.parametrize("percent", PERCENTS)
def test_covering_a_line_is_what_the_words_say_for_every_small_number(percent: int, basis: CapBasis) -> None:
    for market in range(61):
        for cap_left in range(61):
            benefit = cover(market, cap_left, percent_paid=percent, basis=basis)
            assert benefit == oracle(market, cap_left, percent, basis), (market, cap_left)


@given(market=small_fen, cap_left=caps, percent=percents, basis=bases)
def test_a_benefit_stays_inside_the_line_and_the_cap(
    market: int, cap_left: int, percent: int, basis: CapBasis
) -> None:
    covered, counted, discount = cover(market, cap_left, percent_paid=percent, basis=basis)

    assert 0 <= discount <= covered <= market
    assert 0 <= counted <= cap_left
    # What the cap goes down by: the covered market value, or the price of the covered part.
    assert counted == (covered if basis is MARKET else covered - discount)


@given(market=small_fen, cap_left=caps, percent=percents, basis=bases)
def test_one_fen_more_of_the_cap_never_makes_a_line_dearer(
    market: int, cap_left: int, percent: int, basis: CapBasis
) -> None:
    less = cover(market, cap_left, percent_paid=percent, basis=basis)
    more = cover(market, cap_left + 1, percent_paid=percent, basis=basis)

    assert more.discount >= less.discount
    assert more.covered >= less.covered
    assert more.counted >= less.counted
    assert cap_left + 1 - more.counted >= cap_left - less.counted  # Nor leaves less for the next line.


@given(market=small_fen, cap_left=caps, percent=percents, basis=bases)
def test_one_percent_more_to_pay_never_makes_a_line_cheaper(
    market: int, cap_left: int, percent: int, basis: CapBasis
) -> None:
    dearer = cover(market, cap_left, percent_paid=min(100, percent + 1), basis=basis)

    assert dearer.discount <= cover(market, cap_left, percent_paid=percent, basis=basis).discount


@pytest.mark.parametrize(
    ("market", "cap_left", "percent"), [(-1, 0, 60), (0, -1, 60), (1, 1, -1), (1, 1, 101)]
)
def test_covering_outside_the_numbers_that_exist_is_a_bug(market: int, cap_left: int, percent: int) -> None:
    with pytest.raises(AssertionError):
        cover(market, cap_left, percent_paid=percent, basis=MARKET)


def test_the_subsidy_is_spread_by_what_is_left_to_pay() -> None:
    assert spread_subsidy([240, 350, 1000, 260], [True] * 4, left=600, wanted=None) == (78, 114, 324, 84)


def test_lines_outside_the_subsidy_get_none_of_it() -> None:
    assert spread_subsidy([100, 100], [False, True], left=150, wanted=None) == (0, 100)
    assert spread_subsidy([100], [False], left=150, wanted=None) == (0,)
    assert spread_subsidy([], [], left=150, wanted=None) == ()


@given(
    lines=st.lists(st.tuples(small_fen, st.booleans()), max_size=6),
    left=caps,
    wanted=st.none() | st.integers(0, 80),
)
def test_the_subsidy_pays_as_much_as_it_may_and_no_line_twice(
    lines: list[tuple[int, bool]], left: int, wanted: int | None
) -> None:
    nets, eligible = [net for net, _may in lines], [may for _net, may in lines]
    paid = spread_subsidy(nets, eligible, left=left, wanted=wanted)

    due = sum(net for net, may in lines if may)
    assert sum(paid) == min(bound for bound in (left, due, wanted) if bound is not None)
    for part, (net, may) in zip(paid, lines, strict=True):
        assert 0 <= part <= (net if may else 0)
