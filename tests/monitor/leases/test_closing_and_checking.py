"""A month that is over, and what the platform says by itself when a card's month does not add up."""

from __future__ import annotations

import json
from dataclasses import replace

from sqlalchemy import update

from monitor.documents.publishing import publish_programme
from monitor.leases.month_closing import StillHolding, still_holding
from monitor.platform import Platform, read_programme_file
from monitor.store import tables
from monitor.store.month_tables import closed_month
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


def evidence(platform: Platform, code: str) -> list[dict[str, object]]:
    """The facts of the alerts of one kind."""
    return [json.loads(row["facts"]) for row in rows(platform, tables.alert) if row["code"] == code]


def test_leases_that_are_more_than_the_month_are_an_alert_that_names_them(
    platform: Platform, till: SimulatedTill
) -> None:
    lease = tables.lease
    platform.store.write(
        lambda connection: connection.execute(
            update(lease)
            .where(lease.c.pool_id == "staple", lease.c.card_no == card_no(1))
            .values(granted=20_001)
        )
    )
    till.sell(("零食", 100), card_no=card_no(1))
    till.upload()
    (told,) = evidence(platform, "card.over_leased")
    assert (told["used"], told["limit"], told["tail"]) == (20_001, 20_000, card_no(1)[-4:])
    assert told["evidence"] == "1 号机 S01-1 第 1 次登记的第 1 份额度文件"
    assert str(told["leases"]).startswith("L202611-")


def test_a_lease_of_which_more_was_used_than_is_left_is_an_alert_also_after_a_release(
    platform: Platform, till: SimulatedTill
) -> None:
    till.sell(("蔬菜", 1_000), card_no=card_no(1))
    till.upload()
    use = tables.lease_use
    platform.store.write(
        lambda connection: connection.execute(
            update(use).where(use.c.pool_id == "vegetable").values(spent=9_500)
        )
    )
    held = till.leases[card_no(1), MONTH]
    parts = tuple(LeasePart(each.lease_id, each.pool, 400) for each in held if each.pool == "vegetable")
    facts = LeaseReleased(
        release_id=f"month-{card_no(1)}-{MONTH}", card_no=card_no(1), month=MONTH,
        cause=ReleaseCause.MONTH_END, number=0, parts=parts, left_open={},
    )  # fmt: skip
    till.append(EntryKind.LEASE_RELEASED, record_to_data(facts))
    till.upload(after=1)
    assert evidence(platform, "lease.over_spent") == []  # 9,500 and 400 still fit.

    platform.store.write(
        lambda connection: connection.execute(
            update(use).where(use.c.pool_id == "vegetable").values(spent=9_700)
        )
    )
    till.sell(("零食", 100), card_no=card_no(1))
    till.upload(after=2)
    (told,) = evidence(platform, "lease.over_spent")
    assert (told["used"], told["limit"]) == (9_700, 9_600)


def test_a_month_that_moves_after_it_was_closed_is_an_alert(platform: Platform, till: SimulatedTill) -> None:
    platform.store.write(
        lambda connection: connection.execute(
            closed_month.insert().values(
                month=MONTH, pool_id="vegetable", cards=0, leased=50_000, used=0, closed_ms=1
            )
        )
    )
    till.sell(("蔬菜", 1_000), card_no=card_no(1))
    till.upload()
    moved = evidence(platform, "month.closed_moved")
    assert {"month": MONTH, "pool": "vegetable", "used": 1_000, "limit": 0} in moved


def test_a_programme_that_lowers_an_opened_month_is_no_alert(
    platform: Platform, clock: FakeClock, till: SimulatedTill
) -> None:
    now = read_programme_file()
    less = replace(
        now,
        version="2026-11b",
        effective_from="2026-11-01",
        pools=(replace(now.pools[0], monthly_cap=1), *now.pools[1:]),
    )
    platform.store.write(lambda c: publish_programme(c, platform.key, less, at_ms=clock.at_ms))
    till.sell(("零食", 100), card_no=card_no(1))
    till.upload()
    assert evidence(platform, "card.over_leased") == []
