"""Business dates and months in Asia/Shanghai, computed from given instants. It has no clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final, TypeAlias

from pos.errors.typed import DateUnreadable

BusinessDate: TypeAlias = str  # "2026-11-23"
Month: TypeAlias = str  # "2026-11"

# China has had one zone and no daylight saving since 1991; a fixed offset needs no zone files.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
_AHEAD_MS: Final = 8 * 60 * 60 * 1000
_DAY_MS: Final = 24 * 60 * 60 * 1000
_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()


def shanghai(at_ms: int) -> datetime:
    """Turn milliseconds since 1970 (UTC) into the wall clock of the shop."""
    seconds, millis = divmod(at_ms, 1000)
    return datetime.fromtimestamp(seconds, UTC).astimezone(SHANGHAI) + timedelta(milliseconds=millis)


def business_date(at_ms: int) -> BusinessDate:
    """The shop's date at an instant: as `shanghai` has it, by whole days alone, for it is asked often."""
    return date.fromordinal(_EPOCH_DAY + (at_ms + _AHEAD_MS) // _DAY_MS).isoformat()


def month_of(date: BusinessDate) -> Month:
    """The month whose entitlement a business date uses."""
    return date[:7]


def moved_date(day: BusinessDate, *, days: int) -> BusinessDate:
    """The date some days later, or with a negative number earlier."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def read_date(text: str) -> BusinessDate:
    """Read a date as typed, `2026-11-23`. Raises DateUnreadable."""
    try:
        read = date.fromisoformat(text)
    except ValueError as error:
        raise DateUnreadable(text=text[:40]) from error
    if read.isoformat() != text:
        raise DateUnreadable(text=text[:40])
    return text
