from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.cards.lease import Lease, LeaseSpend, left_by_pool, spend
from tests.strategies import CARD_NO, MONTH


def lease(lease_id: str, pool: str, granted: int, spent: int = 0) -> Lease:
    return Lease(lease_id, CARD_NO, MONTH, pool, granted, spent)


@st.composite
def lease_lists(draw: st.DrawFn) -> tuple[Lease, ...]:
    leases = []
    for number in range(draw(st.integers(0, 5))):
        granted = draw(st.integers(0, 6))
        leases.append(
            lease(f"l{number}", draw(st.sampled_from("ab")), granted, draw(st.integers(0, granted)))
        )
    return tuple(leases)


def after(leases: Sequence[Lease], spends: Sequence[LeaseSpend]) -> tuple[Lease, ...]:
    """The leases once the spends are booked; a lease that would break its bounds is a bug."""
    by_id = {each.lease_id: each for each in leases}
    for each in spends:
        by_id[each.lease_id] = replace(by_id[each.lease_id], spent=by_id[each.lease_id].spent + each.amount)
    return tuple(by_id.values())


def test_the_oldest_grant_is_used_up_first() -> None:
    leases = (lease("old", "a", 10, spent=7), lease("full", "a", 5, spent=5), lease("new", "a", 10))

    assert spend(leases, {"a": 2}) == (LeaseSpend("old", "a", 2),)
    assert spend(leases, {"a": 3}) == (LeaseSpend("old", "a", 3),)
    assert spend(leases, {"a": 4}) == (LeaseSpend("old", "a", 3), LeaseSpend("new", "a", 1))
    assert spend(leases, {"a": 13}) == (LeaseSpend("old", "a", 3), LeaseSpend("new", "a", 10))


def test_each_pool_is_paid_from_its_own_leases() -> None:
    leases = (lease("1", "vegetable", 10), lease("2", "subsidy", 10), lease("3", "vegetable", 10))

    assert spend(leases, {"vegetable": 12, "subsidy": 1}) == (
        LeaseSpend("2", "subsidy", 1),
        LeaseSpend("1", "vegetable", 10),
        LeaseSpend("3", "vegetable", 2),
    )


def test_nothing_used_is_nothing_debited() -> None:
    assert spend((lease("1", "a", 10),), {}) == ()
    assert spend((lease("1", "a", 10),), {"a": 0, "unknown": 0}) == ()


@pytest.mark.parametrize("amounts", [{"a": 11}, {"b": 1}, {"a": 1, "b": 1}, {"a": -1}])
def test_spending_what_is_not_there_is_a_bug(amounts: dict[str, int]) -> None:
    with pytest.raises(AssertionError):
        spend((lease("1", "a", 10),), amounts)


@pytest.mark.parametrize(("granted", "spent"), [(10, 11), (10, -1), (-1, 0), (0, 1)])
def test_a_lease_outside_its_bounds_cannot_exist(granted: int, spent: int) -> None:
    with pytest.raises(AssertionError, match=r"breaks 0 <= spent \+ released <= granted"):
        lease("1", "a", granted, spent)


def test_a_lease_may_be_empty_or_used_up() -> None:
    assert lease("1", "a", 0).left == 0
    assert lease("1", "a", 10, spent=10).left == 0
    assert Lease("1", CARD_NO, MONTH, "a", 10).left == 10  # Nothing is spent of a new grant.
    assert Lease("1", CARD_NO, MONTH, "a", 10, spent=3, released=7).left == 0  # The rest was signed away.


@given(lease_lists(), st.data())
def test_spending_takes_exactly_what_is_asked_and_no_lease_beyond_its_grant(
    leases: tuple[Lease, ...], data: st.DataObject
) -> None:
    before = left_by_pool(leases)
    amounts = {pool: data.draw(st.integers(0, left), label=pool) for pool, left in before.items()}
    spends = spend(leases, amounts)

    assert all(each.amount > 0 for each in spends)
    assert len({each.lease_id for each in spends}) == len(spends)
    left = left_by_pool(after(leases, spends))  # Lease itself refuses spent > granted.
    assert left == {pool: before[pool] - amounts[pool] for pool in before}


@given(lease_lists())
def test_what_is_left_is_counted_by_pool(leases: tuple[Lease, ...]) -> None:
    left = left_by_pool(leases)

    assert sum(left.values()) == sum(each.granted - each.spent for each in leases)
    assert set(left) == {each.pool for each in leases}


@given(lease_lists(), st.data())
def test_two_sales_take_from_the_leases_what_one_would_have_taken(
    leases: tuple[Lease, ...], data: st.DataObject
) -> None:
    left = left_by_pool(leases)
    whole = {pool: data.draw(st.integers(0, most), label=pool) for pool, most in left.items()}
    first = {pool: data.draw(st.integers(0, amount), label=f"first {pool}") for pool, amount in whole.items()}
    second = {pool: whole[pool] - first[pool] for pool in whole}

    halfway = after(leases, spend(leases, first))
    assert after(halfway, spend(halfway, second)) == after(leases, spend(leases, whole))
