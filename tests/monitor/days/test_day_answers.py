"""What a till is told of its day: its own figures, up to a head, and the published contribution."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, Executable, insert, update

from monitor.days.contribution import MonthGiven, measure
from monitor.platform import Platform
from monitor.store import day_tables
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_to_data
from sync.protocol.codec import decode, decode_json, encode
from sync.protocol.messages import PATH_DAY, PROTOCOL, DayReply, DayRequest, Refusal, WireContribution
from tests.monitor.conftest import DAY_MS, EnrolledTill, FakeClock, card_no
from tests.monitor.simulated_till import SimulatedTill
from tests.small_entries import cash_moved

TODAY = "2026-11-23"


def asked(till: SimulatedTill, date: str = TODAY) -> DayReply:
    """Ask; the answer must be good."""
    response = till.post(PATH_DAY, encode(DayRequest(PROTOCOL, till.till_id, till.epoch, date)))
    assert response.status_code == 200, response.text
    return decode(response.content, DayReply)


def test_a_day_is_told_net_of_its_returns_and_up_to_its_last_entry(till: SimulatedTill) -> None:
    kept = till.sell(("蔬菜", 1000), ("零食", 350), card_no=card_no(1))
    till.return_goods(till.sell(("零食", 200)))
    till.append(EntryKind.CASH_MOVED, cash_moved())
    till.upload()

    told = asked(till)

    assert (told.entries, told.sales, told.returns, told.quarantined) == (4, 2, 1, 0)
    assert (told.market, told.payable) == (1350, kept.totals.payable)
    assert (told.discount, told.subsidy) == (kept.totals.discount, kept.totals.subsidy)
    assert (
        (told.head_sequence, told.head_hash) == (told.last_sequence, told.last_hash) == (4, till.hash_at(4))
    )
    assert told.contribution is None, "no whole month lies behind us"


def test_what_is_not_sent_yet_is_not_in_the_answer(till: SimulatedTill) -> None:
    till.sell(("零食", 100))
    till.upload()
    till.sell(("零食", 200))

    told = asked(till)

    assert (told.sales, told.payable, told.head_sequence) == (1, 100, 1)


def test_a_day_without_entries_is_told_as_empty(till: SimulatedTill) -> None:
    told = asked(till)

    assert (told.entries, told.sales, told.last_sequence, told.last_hash) == (0, 0, 0, bytes(32))


def test_days_and_installations_are_told_apart(
    till: SimulatedTill, enrolled: EnrolledTill, clock: FakeClock
) -> None:
    till.sell(("零食", 100))
    till.upload()
    clock.at_ms = till.now_ms = clock.at_ms + DAY_MS
    till.sell(("零食", 200))
    till.upload(after=1)
    assert (asked(till).payable, asked(till, "2026-11-24").payable) == (100, 200)
    assert asked(till).last_sequence == 1

    again = enrolled("S01-1")

    assert asked(again, "2026-11-24").payable == 0


def test_an_entry_that_does_not_count_is_told_as_such(till: SimulatedTill) -> None:
    data = record_to_data(till.sale(("零食", 100)))
    data["totals"]["market"] += 1
    till.append(EntryKind.SALE, data)
    till.upload()

    assert (asked(till).entries, asked(till).quarantined) == (0, 1)


def test_sales_that_came_late_are_counted(till: SimulatedTill, clock: FakeClock) -> None:
    till.sell(("零食", 100))
    clock.at_ms += 11 * 60 * 1000
    till.now_ms = clock.at_ms
    till.sell(("零食", 200))
    till.upload()

    assert (asked(till).sales, asked(till).late_sales) == (2, 1)


def _execute(connection: Connection, *, statement: Executable) -> None:
    connection.execute(statement)


def given_in_october(platform: Platform) -> None:
    """4.98 yuan in a hundred over October, and a day of November."""
    amounts = dict.fromkeys((c.name for c in day_tables.day_total.columns), 0)
    for date, given, public in (("2026-10-01", 300, 4_000), ("2026-10-31", 198, 6_000), ("2026-11-01", 9, 9)):
        row: dict[str, Any] = {
            **amounts,
            "store_id": "S01",
            "till_id": "S01-1",
            "epoch": 1,
            "business_date": date,
            "discount": given,
            "public_payable": public,
        }
        statement = insert(day_tables.day_total).values(row)
        platform.store.write(partial(_execute, statement=statement))


def test_the_contribution_of_a_whole_month_comes_with_the_day(
    till: SimulatedTill, platform: Platform
) -> None:
    given_in_october(platform)

    assert asked(till).contribution == WireContribution("2026-10", 498)


def test_a_months_contribution_is_published_once_to_the_tills_that_know_it_and_then_stands(
    till: SimulatedTill, platform: Platform
) -> None:
    assert till.download() == [], "there is no whole month yet"
    given_in_october(platform)
    till.have["contribution"] = 0

    (document,) = till.download()
    assert (document.kind, document.body) == ("contribution", {"month": "2026-10", "per_10000": 498})

    platform.store.write(
        partial(_execute, statement=update(day_tables.day_total).values(discount=9_999))
    )  # Entries that come late change what would be measured, not what was published.
    assert till.download() == []
    assert asked(till).contribution == WireContribution("2026-10", 498)


def test_a_till_of_an_earlier_release_is_not_sent_the_contribution(
    till: SimulatedTill, platform: Platform
) -> None:
    given_in_october(platform)
    till.have.pop("contribution", None)

    assert till.download() == []


@pytest.mark.parametrize(
    ("given", "public", "per_10000"),
    [(498, 10_000, 498), (1, 20_000, 1), (1, 20_001, 0), (0, 1, 0), (5, 0, None), (-1, 100, None)],
)
def test_the_contribution_is_rounded_half_up_and_needs_a_turnover(
    given: int, public: int, per_10000: int | None
) -> None:
    measured = measure("2026-10", MonthGiven(given, 0, public))

    assert (None if measured is None else measured.per_10000) == per_10000


def test_a_date_that_is_none_is_refused(till: SimulatedTill) -> None:
    response = till.post(PATH_DAY, encode(DayRequest(PROTOCOL, "S01-1", 1, "yesterday")))

    assert response.status_code == 400
    assert decode_json(response.content, Refusal).code == "request.unreadable"


def test_nobody_asks_for_another_tills_day(till: SimulatedTill, enrolled: EnrolledTill) -> None:
    enrolled("S02-1")
    response = till.post(PATH_DAY, encode(DayRequest(PROTOCOL, "S02-1", 1, TODAY)))

    assert decode_json(response.content, Refusal).code == "request.other_till"
