"""A slice between two tills of a store: whichever of them is heard first, the fen are the same."""

from __future__ import annotations

import pytest

from monitor.auditing.audit import audit
from monitor.leases.retiring import retire
from monitor.platform import Platform
from monitor.store import tables
from monitor.store.lease_tables import slice_in_transit
from pos.crypto.slices import NEIGHBOURS, Neighbour, neighbours_from_data, received
from pos.domain.cards.lease import Lease
from pos.domain.cards.lease_moves import (
    LeasePart,
    LeaseReceived,
    LeaseReleased,
    ReleaseCause,
    SealedSlice,
    slice_release_id,
)
from pos.domain.journal.entries import EntryKind
from tests.monitor.conftest import EnrolledTill, card_no, rows
from tests.monitor.simulated_till import SimulatedTill
from tests.records import replace

MONTH = "2026-11"
CARD = card_no(1)


@pytest.fixture
def second(enrolled: EnrolledTill, till: SimulatedTill) -> SimulatedTill:
    """The second till of the keeper's store."""
    assert till.till_id == "S01-1"
    return enrolled("S01-2")


def give(giver: SimulatedTill, taker: SimulatedTill, *, ask_id: str = "a-1") -> LeaseReleased:
    """Everything the giver has left of the card, signed away to the taker."""
    held = giver.leases[CARD, MONTH]
    facts = LeaseReleased(
        release_id=slice_release_id(ask_id, to_till=taker.till_id, to_epoch=taker.epoch),
        card_no=CARD,
        month=MONTH,
        cause=ReleaseCause.SLICE,
        number=0,
        parts=tuple(LeasePart(each.lease_id, each.pool, each.left) for each in held if each.left),
        left_open={},
        to_till=taker.till_id,
        to_epoch=taker.epoch,
    )
    giver.append(EntryKind.LEASE_RELEASED, facts, entry_id=facts.release_id)
    giver.leases[CARD, MONTH] = [replace(each, released=each.left) for each in held]
    return facts


def taken(giver: SimulatedTill, released: LeaseReleased) -> LeaseReceived:
    """What the taker writes of it."""
    entry = next(each for each in giver.entries if each.entry_id == released.release_id)
    given = SealedSlice(
        entry.sequence,
        giver.hash_at(entry.sequence - 1).hex(),
        entry.payload.decode(),
        entry.signature.hex(),
        entry.suite,
    )
    neighbour = Neighbour(giver.till_id, giver.epoch, giver.key.suite, giver.key.public_key)
    return received(given, neighbour, released, introduced_by="0d" * 32)


def take(taker: SimulatedTill, told: LeaseReceived) -> None:
    taker.append(EntryKind.LEASE_RECEIVED, told, entry_id=f"received-{told.release_id}")
    taker.leases[CARD, MONTH] = [
        Lease(told.release_id, CARD, MONTH, pool, amount) for pool, amount in sorted(told.pools.items())
    ]


def leased(platform: Platform) -> dict[str, int]:
    """What each till's leases of the card hold, less what it let go, in fen of all pools."""
    sums: dict[str, int] = {}
    for row in rows(platform, tables.lease):
        if row["card_no"] == CARD and row["month"] == MONTH:
            sums[row["till_id"]] = sums.get(row["till_id"], 0) + row["granted"] - row["released"]
    return sums


def codes(till: SimulatedTill) -> list[str]:
    return [each.code for each in till.upload().quarantined]


def alerts(platform: Platform) -> list[str]:
    """All but those about the goods of these sales, which are on no list."""
    return [row["code"] for row in rows(platform, tables.alert) if not row["code"].startswith("goods.")]


def a_slice_and_a_sale_on_it(till: SimulatedTill, second: SimulatedTill) -> None:
    till.sell(("蔬菜", 1_000), card_no=CARD)
    bought = till.sell(("蔬菜", 2_000), card_no=CARD)
    till.return_goods(bought)  # What came back is let go with the rest.
    take(second, taken(till, give(till, second)))
    second.sell(("米", 5_000), ("蔬菜", 900), card_no=CARD)


@pytest.mark.parametrize("taker_first", [True, False])
def test_a_slice_is_the_takers_whoever_is_heard_first(
    platform: Platform, till: SimulatedTill, second: SimulatedTill, taker_first: bool
) -> None:
    a_slice_and_a_sale_on_it(till, second)
    for each in (second, till) if taker_first else (till, second):
        assert codes(each) == []

    assert leased(platform) == {"S01-1": 1_600, "S01-2": 34_400}
    assert rows(platform, slice_in_transit) == []
    assert audit(platform.store).first_bad is None
    assert alerts(platform) == []


def test_until_the_giver_is_heard_its_lease_is_smaller_already(
    platform: Platform, till: SimulatedTill, second: SimulatedTill
) -> None:
    a_slice_and_a_sale_on_it(till, second)
    assert codes(second) == []
    assert codes(second) == []  # Sent again: nothing twice.
    assert leased(platform) == {"S01-1": 1_600, "S01-2": 34_400}
    assert sum(row["amount"] for row in rows(platform, slice_in_transit)) == 34_400


def test_a_giver_that_is_retired_before_it_was_heard_loses_only_what_it_kept(
    platform: Platform, till: SimulatedTill, second: SimulatedTill
) -> None:
    a_slice_and_a_sale_on_it(till, second)
    second.upload()
    platform.store.write(
        lambda connection: retire(
            connection, platform.key, till_id="S01-1", epoch=1, to_till=None, at_ms=till.now_ms
        )
    )
    assert leased(platform) == {"S01-1": 0, "S01-2": 34_400}


def test_a_retired_till_gives_nothing_more(
    platform: Platform, till: SimulatedTill, second: SimulatedTill
) -> None:
    told = taken(till, give(till, second))
    platform.store.write(
        lambda connection: retire(
            connection, platform.key, till_id="S01-1", epoch=1, to_till=None, at_ms=till.now_ms
        )
    )
    take(second, told)
    second.sell(("米", 5_000), card_no=CARD)
    assert codes(second) == ["lease.giver_retired", "lease.not_granted"]
    assert leased(platform) == {"S01-1": 0}


def test_a_slice_that_nobody_signed_is_put_aside(
    platform: Platform, till: SimulatedTill, second: SimulatedTill
) -> None:
    told = taken(till, give(till, second))
    larger = replace(told, pools={**told.pools, "staple": 20_001})
    forged = replace(told, giver=replace(told.giver, signature="ab" * 64))
    other = replace(told, from_till="S02-1")
    for place, each in enumerate((larger, forged, other)):
        second.append(EntryKind.LEASE_RECEIVED, each, entry_id=f"received-{place}")
    assert codes(second) == ["lease.slice_unproven", "lease.slice_unproven", "lease.no_neighbour"]
    assert "S01-2" not in leased(platform)


def test_a_slice_is_worth_nothing_at_another_till(
    platform: Platform, till: SimulatedTill, second: SimulatedTill, enrolled: EnrolledTill
) -> None:
    told = taken(till, give(till, second))
    thief = enrolled("S02-1")
    thief.append(EntryKind.LEASE_RECEIVED, told, entry_id="received-1")
    assert codes(thief) == ["lease.no_neighbour"]
    assert "S02-1" not in leased(platform)


def test_a_giver_whose_journal_says_otherwise_is_told_of(
    platform: Platform, till: SimulatedTill, second: SimulatedTill
) -> None:
    told = taken(till, give(till, second))
    take(second, told)
    assert codes(second) == []
    till.entries.pop()  # A copy of yesterday's disk goes on from here.
    till.sell(("零食", 350))
    assert codes(till) == []
    assert alerts(platform) == ["lease.slice_denied"]


def test_tills_of_a_store_are_introduced_to_each_other_and_to_nobody_else(
    platform: Platform, till: SimulatedTill, second: SimulatedTill, enrolled: EnrolledTill
) -> None:
    stranger = enrolled("S02-1")

    def known_to(each: SimulatedTill) -> list[tuple[str, int]]:
        each.have.setdefault(NEIGHBOURS, 0)
        for body in each.download():
            if body.kind == NEIGHBOURS:
                each.have[NEIGHBOURS] = body.number
                return [(one.till_id, one.epoch) for one in neighbours_from_data(body.body)]
        return []

    assert known_to(till) == [("S01-2", 1)]
    assert known_to(second) == [("S01-1", 1)]
    assert known_to(stranger) == []
    assert known_to(till) == []  # Told once.
    again = enrolled("S01-2")
    assert again.epoch == 2
    assert known_to(till) == [("S01-2", 2)]
