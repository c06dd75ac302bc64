"""Decides whether a month may have begun, by what is known besides the till's clock. Pure, no clock.

A clock that runs ahead would spend the next month's leases in this one. The platform's time proves
a month, and so does work that goes on: a till that wrote an entry within the last 36 hours has not jumped.
It may have crept: a clock that is set ahead a day at a time leaves an entry on each. So work proves it
for three days after the platform's last word, and no longer: that is how far a month can come too early.
"""

from __future__ import annotations

from typing import Final

from pos.domain.calendar import Month, business_date, month_of
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import Record, Text, Told, Whole

VOUCHED_MS: Final = 36 * 3_600_000  # A night and a day off between the last entry and the first of a month.
ALONE_MS: Final = 72 * 3_600_000  # How long own work vouches for itself after the platform was last heard.


class DateConfirmed(Record, frozen=True, kw_only=True):
    """A manager read today's date from a calendar. Times in ms: of the last entry, of the platform's word."""

    date: Text
    last_ms: Whole | None
    platform_ms: Whole | None
    rule: Text

    @classmethod
    def told(cls) -> Told:
        """The entries that tell it."""
        return Told(EntryKind.DATE_CONFIRMED, {1: cls})


def month_is_vouched(
    month: Month, *, now_ms: int, first_ms: int | None, before_ms: int | None, platform_ms: int
) -> bool:
    """Whether `month`, which is the clock's at `now_ms`, may be believed. All times are ms since 1970.

    `first_ms`: of the first entry dated in the month, None before there is one. `before_ms`: of the
    last entry dated before it. `platform_ms`: the platform's latest word, 0 for none. A till that
    knows neither entry nor platform has just begun, and holds nothing that could be spent.
    """
    if platform_ms and month_of(business_date(platform_ms)) >= month:
        return True
    known_ms = max(before_ms or 0, platform_ms)
    entered_ms = now_ms if first_ms is None else first_ms
    if known_ms == 0:
        return True
    crept_ms = entered_ms - platform_ms if platform_ms else 0
    return entered_ms - known_ms <= VOUCHED_MS and crept_ms <= ALONE_MS
