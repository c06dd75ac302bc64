"""A till's disk is dead: two people have its rights moved, and the cards are served within minutes."""

from __future__ import annotations

import pytest

from monitor.auditing.audit import audit
from monitor.leases.retiring import LostTill, retire, what_is_known
from monitor.platform import Platform
from monitor.refusals import Refused
from monitor.store import tables
from tests.monitor.conftest import DAY_MS, EnrolledTill, FakeClock, card_no, rows
from tests.monitor.leases.test_taps import WHOLE, left, tap
from tests.monitor.simulated_till import SimulatedTill


def retired(platform: Platform, clock: FakeClock, *, to_till: str, epoch: int = 1) -> int:
    """Have S01-1 retired, as two people decided."""
    return platform.store.write(
        lambda connection: retire(
            connection, platform.key, till_id="S01-1", epoch=epoch, to_till=to_till, at_ms=clock.at_ms
        )
    )


def known(platform: Platform, clock: FakeClock) -> LostTill:
    """What the two people read before they decide."""
    return platform.store.read(lambda connection: what_is_known(connection, "S01-1", 1, at_ms=clock.at_ms))


def test_a_dead_disk_costs_minutes_and_not_months(
    platform: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    till.sell(("蔬菜", 1_000), card_no=card_no(1))
    till.upload()
    till.download()
    new = enrolled("S01-1")
    assert new.leases == {}  # The dead disk may have spent them: nobody knows.

    told = known(platform, clock)
    assert (told.acknowledged, told.pending, told.was_whole, told.cards) == (1, 0, True, 4)
    assert told.left["2026-11"]["vegetable"] == 39_000
    assert retired(platform, clock, to_till="S01-1") == 4
    assert retired(platform, clock, to_till="S01-1") == 0
    assert known(platform, clock).left == {}

    new.download()
    assert left(new, 1) == WHOLE | {"vegetable": 9_000, "subsidy": 5_400}
    assert left(new, 2) == WHOLE
    new.sell(("米", 5_000), card_no=card_no(1))
    assert new.upload().quarantined == []
    assert tap(new, 1).state == "granted"
    assert audit(platform.store).first_bad is None
    platform.opener.open_due(clock.at_ms)
    assert len([row for row in rows(platform, tables.alert) if row["code"] == "till.retired"]) == 1


def test_what_the_lost_till_still_sends_is_suspense_and_takes_nothing_twice(
    platform: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    other = enrolled("S02-1")
    till.sell(("蔬菜", 1_000), card_no=card_no(1))  # Never sent before it was lost.
    retired(platform, clock, to_till="S02-1")
    other.download()
    other.sell(("蔬菜", 10_000), card_no=card_no(1))
    assert other.upload().quarantined == []

    assert till.upload().quarantined == []
    states = {(row["till_id"], row["state"]) for row in rows(platform, tables.entry)}
    assert states == {("S01-1", "suspense"), ("S02-1", "counted")}
    spent = [row["amount"] for row in rows(platform, tables.card_spend) if row["pool_id"] == "vegetable"]
    assert sum(spent) == 10_000
    codes = {row["code"] for row in rows(platform, tables.alert)}
    assert {"till.suspense", "sale.disputed", "till.retired"} <= codes
    assert audit(platform.store).first_bad is None


def test_what_a_quarantined_sale_took_is_not_leased_again(
    platform: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    """Its date was wrong, so it is not booked; its customer has the benefit all the same."""
    till.now_ms += 6 * DAY_MS
    till.sell(("蔬菜", 1_000), card_no=card_no(1))
    till.now_ms -= 6 * DAY_MS
    assert [each.sequence for each in till.upload().quarantined] == [1]

    new = enrolled("S01-1")
    retired(platform, clock, to_till="S01-1")

    new.download()
    assert left(new, 1) == WHOLE | {"vegetable": 9_000, "subsidy": 5_400}
    assert left(new, 2) == WHOLE


def test_nobody_inherits_from_itself_and_a_till_that_never_was_is_not_retired(
    platform: Platform, clock: FakeClock, till: SimulatedTill
) -> None:
    with pytest.raises(Refused):
        retired(platform, clock, to_till=till.till_id)
    with pytest.raises(Refused):
        retired(platform, clock, to_till="S02-1")  # It has no installation.
    with pytest.raises(Refused):
        retired(platform, clock, to_till="S01-1", epoch=7)
    assert known(platform, clock).retired_ms is None
