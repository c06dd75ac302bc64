"""Dates that cannot be: no card's month is spent under them, and a till offline for weeks is not hit."""

from __future__ import annotations

import pytest

from monitor.auditing.audit import audit
from monitor.platform import Platform
from monitor.store import tables
from pos.domain.calendar import business_date, month_of
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_to_data
from tests.monitor.conftest import DAY_MS, FakeClock, card_no, rows
from tests.monitor.simulated_till import SimulatedTill

HOUR_MS = DAY_MS // 24


def alerts(platform: Platform) -> set[str]:
    return {alert["code"] for alert in rows(platform, tables.alert)}


@pytest.mark.parametrize(("days", "code"), [(6, "date.ahead"), (400, "date.ahead"), (-400, "date.behind")])
def test_a_benefit_under_a_date_that_cannot_be_takes_nothing_from_the_card(
    till: SimulatedTill, platform: Platform, clock: FakeClock, days: int, code: str
) -> None:
    clock.at_ms = till.now_ms = clock.at_ms + 5 * DAY_MS  # 28 November: next month's leases are out.
    till.download()
    month = sorted(month for _card, month in till.leases)[-1 if days > 0 else 0]
    till.now_ms += days * DAY_MS
    held = till.leases[card_no(1), month]
    till.leases[card_no(1), month_of(business_date(till.now_ms))] = held
    till.sell(("蔬菜", 1_000), card_no=card_no(1))
    till.sell(("零食", 350))
    till.now_ms = clock.at_ms  # The clock is right again when the line is.
    till.sell(("零食", 100))

    reply = till.upload()

    assert [(each.sequence, each.code) for each in reply.quarantined] == [(1, code)]
    assert reply.sums.payable == 450, "what touches no card counts"
    assert rows(platform, tables.card_spend) == []
    assert alerts(platform) == {"sale.misfit", "date.impossible"}
    assert audit(platform.store).bad == ()


@pytest.mark.parametrize("hours", [-3, 1])
def test_an_odd_date_counts_and_is_told(
    till: SimulatedTill, platform: Platform, clock: FakeClock, hours: int
) -> None:
    till.now_ms += hours * HOUR_MS
    till.sell(("蔬菜", 1_000), card_no=card_no(1))
    till.now_ms = clock.at_ms

    assert till.upload().quarantined == []
    assert alerts(platform) == {"date.odd"}


def test_a_clock_that_runs_into_the_next_day_of_the_month_costs_nobody_the_benefit(
    till: SimulatedTill, platform: Platform, clock: FakeClock
) -> None:
    clock.at_ms = till.now_ms = clock.at_ms + 8 * HOUR_MS  # 18:42; the till shows the small hours.
    till.now_ms += 9 * HOUR_MS
    till.sell(("蔬菜", 1_000), card_no=card_no(1))
    till.now_ms = clock.at_ms

    assert till.upload().quarantined == []
    assert alerts(platform) == {"date.odd"}
    assert rows(platform, tables.card_spend) != []


def test_a_till_that_was_offline_for_weeks_is_not_hit(
    till: SimulatedTill, platform: Platform, clock: FakeClock
) -> None:
    for _day in range(8):
        till.sell(("蔬菜", 500), ("零食", 100), card_no=card_no(1))
        till.now_ms += DAY_MS
    for _day in range(30):
        till.sell(("零食", 100))
        till.now_ms += DAY_MS
    clock.at_ms = till.now_ms

    assert till.upload().quarantined == []
    assert alerts(platform) == set()
    till.download()
    till.sell(("零食", 100))
    assert till.upload(after=38).quarantined == []
    assert alerts(platform) == set()


@pytest.mark.parametrize(
    ("business_day", "told"), [("2026-11-22", set()), ("2026-11-21", {"date.impossible"})]
)
def test_a_sale_is_booked_on_its_day_or_the_one_before(
    till: SimulatedTill, platform: Platform, business_day: str, told: set[str]
) -> None:
    data = record_to_data(till.sale(("零食", 100)))
    till.append(EntryKind.SALE, data, business_date=business_day)

    assert till.upload().quarantined == []
    assert alerts(platform) == told
