from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.calendar import business_date, month_of, shanghai

BEIJING = timezone(timedelta(hours=8))


def at(text: str) -> int:
    """Milliseconds of a wall clock in the shop."""
    return int(datetime.fromisoformat(text).replace(tzinfo=BEIJING).timestamp()) * 1000


@pytest.mark.parametrize(
    ("wall_clock", "date", "month"),
    [
        ("2026-11-23T23:59:59", "2026-11-23", "2026-11"),
        ("2026-11-24T00:00:00", "2026-11-24", "2026-11"),
        ("2026-11-24T00:01:00", "2026-11-24", "2026-11"),
        ("2026-11-24T07:59:00", "2026-11-24", "2026-11"),  # 23:59 UTC of the day before.
        ("2026-11-24T08:01:00", "2026-11-24", "2026-11"),
        ("2026-11-30T23:59:00", "2026-11-30", "2026-11"),
        ("2026-12-01T00:01:00", "2026-12-01", "2026-12"),
        ("2026-12-31T23:59:00", "2026-12-31", "2026-12"),
        ("2027-01-01T00:01:00", "2027-01-01", "2027-01"),
        ("2028-02-29T12:00:00", "2028-02-29", "2028-02"),
        ("2028-03-01T00:00:00", "2028-03-01", "2028-03"),
    ],
)
def test_a_sale_falls_on_the_day_and_month_the_shop_lives_in(wall_clock: str, date: str, month: str) -> None:
    assert business_date(at(wall_clock)) == date
    assert month_of(business_date(at(wall_clock))) == month


def test_the_last_millisecond_of_a_day_belongs_to_it() -> None:
    midnight = at("2026-11-24T00:00:00")

    assert business_date(midnight - 1) == "2026-11-23"
    assert shanghai(midnight - 1).isoformat() == "2026-11-23T23:59:59.999000+08:00"


def test_the_clock_of_a_dead_battery_is_a_date_too() -> None:
    assert business_date(0) == "1970-01-01"
    assert business_date(-1) == "1970-01-01"  # 07:59:59.999 in Shanghai.


@given(st.integers(0, 4_102_444_800_000))
def test_the_wall_clock_is_the_instant(at_ms: int) -> None:
    seconds, millis = divmod(at_ms, 1000)

    assert shanghai(at_ms) == datetime.fromtimestamp(seconds, UTC) + timedelta(milliseconds=millis)
    assert shanghai(at_ms).utcoffset() == timedelta(hours=8)
