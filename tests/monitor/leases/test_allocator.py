"""The allocator: whatever happens, a card's leases of a month never exceed its entitlement."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from monitor.leases.allocator import CardMonth, Holder, NewLease, months_to_open, open_month

KEEPER = Holder("S01", "S01-1", 1)
POOLS = ("staple", "subsidy", "vegetable")
MORNING_MS = 1_795_401_720_000  # 2026-11-23 10:42 in Shanghai.
DAY_MS = 24 * 60 * 60 * 1000

# Small amounts: the trouble is near zero.
entitlements = st.dictionaries(st.sampled_from(POOLS), st.integers(0, 4), min_size=1)


def leased(cards: list[CardMonth], new: list[NewLease]) -> list[CardMonth]:
    """The cards as they stand after leases were granted."""
    granted: dict[str, list[NewLease]] = defaultdict(list)
    for lease in new:
        granted[lease.grant.card_no].append(lease)
    after = []
    for card in cards:
        sums = dict(card.leased)
        for lease in granted[card.card_no]:
            for pool, amount in lease.grant.pools.items():
                sums[pool] = sums.get(pool, 0) + amount
        after.append(replace(card, leased=sums, leases=card.leases + len(granted[card.card_no])))
    return after


@given(versions=st.lists(entitlements, min_size=1, max_size=4), count=st.integers(0, 3))
def test_leases_add_up_to_the_largest_entitlement_and_never_to_more(
    versions: list[dict[str, int]], count: int
) -> None:
    cards = [CardMonth(f"card {number}", KEEPER) for number in range(count)]
    ids: set[str] = set()
    for entitlement in versions:
        new = open_month("2026-11", cards, entitlement=entitlement)
        fresh = {lease.grant.lease_id for lease in new}
        assert len(fresh) == len(new) and not fresh & ids, "an id names one lease for ever"
        ids |= fresh
        cards = leased(cards, new)
        for card in cards:
            for pool, whole in entitlement.items():
                assert card.leased.get(pool, 0) >= whole, "the month is opened in full"
    for card in cards:
        for pool in POOLS:
            assert card.leased.get(pool, 0) == max(version.get(pool, 0) for version in versions)


@given(entitlement=entitlements)
def test_opening_a_month_twice_grants_nothing_twice(entitlement: dict[str, int]) -> None:
    cards = [CardMonth("card", KEEPER)]
    cards = leased(cards, open_month("2026-11", cards, entitlement=entitlement))

    assert open_month("2026-11", cards, entitlement=entitlement) == []


def test_two_who_allocate_at_once_make_the_very_same_leases() -> None:
    cards = [CardMonth("card", KEEPER)]

    first = open_month("2026-11", cards, entitlement={"vegetable": 10_000})

    assert first == open_month("2026-11", cards, entitlement={"vegetable": 10_000})
    assert first[0].grant.pools == {"vegetable": 10_000}
    assert "card" not in first[0].grant.lease_id, "a lease's id tells no card number"


def test_the_next_month_is_opened_from_the_25th() -> None:
    assert months_to_open(MORNING_MS) == ("2026-11",)
    assert months_to_open(MORNING_MS + DAY_MS) == ("2026-11",)
    assert months_to_open(MORNING_MS + 2 * DAY_MS) == ("2026-11", "2026-12")
    assert months_to_open(MORNING_MS + 33 * DAY_MS) == ("2026-12", "2027-01")


def test_the_day_begins_at_midnight_in_shanghai() -> None:
    midnight_ms = MORNING_MS - (10 * 60 + 42) * 60_000
    eve_of_the_25th = midnight_ms + 2 * DAY_MS - 1

    assert months_to_open(eve_of_the_25th) == ("2026-11",)
    assert months_to_open(eve_of_the_25th + 1) == ("2026-11", "2026-12")
