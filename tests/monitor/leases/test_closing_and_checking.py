"""A month that is over, and what the platform says by itself when a card's month does not add up."""

from __future__ import annotations

from sqlalchemy import update

from monitor.leases.month_closing import StillHolding, still_holding
from monitor.platform import Platform
from monitor.store import tables
from pos.domain.cards.lease_moves import LeasePart, LeaseReleased, ReleaseCause
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_to_data
from tests.monitor.conftest import DAY_MS, FakeClock, card_no, rows
from tests.monitor.leases.test_taps import MONTH
from tests.monitor.simulated_till import SimulatedTill


def missing(platform: Platform) -> list[StillHolding]:
    """Who has not let go of the month."""
    return platform.store.read(lambda connection: still_holding(connection, MONTH))


def test_a_month_is_closed_when_every_holder_let_go(
    platform: Platform, clock: FakeClock, till: SimulatedTill
) -> None:
    assert [(each.holder.till_id, each.cards) for each in missing(platform)] == [("S01-1", 4), ("S02-1", 1)]
    clock.at_ms = till.now_ms = clock.at_ms + 10 * DAY_MS
    for number in range(1, 5):
        card = card_no(number)
        parts = tuple(LeasePart(each.lease_id, each.pool, each.left) for each in till.leases[card, MONTH])
        facts = LeaseReleased(
            release_id=f"month-{card}-{MONTH}", card_no=card, month=MONTH, cause=ReleaseCause.MONTH_END,
            number=0, parts=parts, left_open={},
        )  # fmt: skip
        till.append(EntryKind.LEASE_RELEASED, record_to_data(facts))

    assert till.upload().quarantined == []
    assert [each.holder.till_id for each in missing(platform)] == ["S02-1"]


def test_a_card_that_used_more_than_was_leased_is_an_alert(platform: Platform, till: SimulatedTill) -> None:
    till.sell(("蔬菜", 1_000), card_no=card_no(1))
    till.upload()
    assert rows(platform, tables.alert) == []
    lease = tables.lease
    platform.store.write(  # A fault of ours, or of a hand in the database.
        lambda connection: connection.execute(
            update(lease).where(lease.c.pool_id == "vegetable").values(granted=500)
        )
    )
    till.sell(("零食", 100), card_no=card_no(1))

    till.upload(after=1)
    assert "card.over_month" in {row["code"] for row in rows(platform, tables.alert)}
