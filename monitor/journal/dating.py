"""Decides whether an entry's time is possible, by the platform's time and the till's last contact. Pure.

A till that was offline for weeks may send weeks: its entries are between the last time we
had all of its entries and now. An entry dated after now, or before that time, had a wrong clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from monitor.journal.examining import Examined
from monitor.settings import RESOURCES
from pos.domain.calendar import business_date, month_of

_LIMITS_FILE: Final = RESOURCES / "policy" / "entry_dates.json"
_MINUTE_MS: Final = 60 * 1000
_HOUR_MS: Final = 60 * _MINUTE_MS


class DateLimits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far an entry's time may be off before it is odd, and before it cannot be."""

    ahead_odd_minutes: int
    ahead_impossible_hours: int
    behind_odd_hours: int
    behind_impossible_hours: int
    days_apart_max: int  # So many days may the business date lie before the day of writing.


@dataclass(frozen=True, slots=True)
class Dated:
    """What is unusual about an entry's date. `code` is stable."""

    code: str
    is_impossible: bool


@cache
def read_date_limits(path: Path = _LIMITS_FILE) -> DateLimits:
    """Read the limits that are shipped with the program: once, because a release's file does not change."""
    return msgspec.json.decode(path.read_bytes(), type=DateLimits, strict=True)


def date_of_entry(
    each: Examined, limits: DateLimits, *, now_ms: int, vouched_ms: int, enrolled_ms: int
) -> Dated | None:
    """What is unusual about an entry's date; None when nothing is.

    `vouched_ms` is when we last had all of the till's entries (0: never), `enrolled_ms` when the installation
    was enrolled: before that there was no lease, so no benefit either.
    """
    if each.header is None:
        return None
    at_ms, day = each.header.at_ms, each.header.business_date
    odd_ms = limits.ahead_odd_minutes * _MINUTE_MS
    today = business_date(now_ms + odd_ms)
    if at_ms > now_ms + limits.ahead_impossible_hours * _HOUR_MS or month_of(day) > month_of(today):
        return Dated("date.ahead", is_impossible=True)
    since_ms = max(vouched_ms, enrolled_ms) if has_benefit(each) else vouched_ms
    if at_ms < since_ms - limits.behind_impossible_hours * _HOUR_MS:
        return Dated("date.behind", is_impossible=True)
    if (each.sale is not None or each.goods_return is not None) and _is_apart(at_ms, day, limits):
        return Dated("date.apart", is_impossible=True)
    if at_ms > now_ms + odd_ms or day > today:
        return Dated("date.ahead", is_impossible=False)
    if at_ms < since_ms - limits.behind_odd_hours * _HOUR_MS:
        return Dated("date.behind", is_impossible=False)
    return None


def has_benefit(each: Examined) -> bool:
    """Whether the entry changes a card's leases."""
    if each.sale is not None:
        return each.sale.card is not None and bool(each.sale.card.spends)
    return each.goods_return is not None and each.goods_return.card is not None


def _is_apart(at_ms: int, day: str, limits: DateLimits) -> bool:
    """A sale is booked on the day it was made, or on the one before when it went past midnight."""
    written = date.fromisoformat(business_date(at_ms))
    return not 0 <= (written - date.fromisoformat(day)).days <= limits.days_apart_max
