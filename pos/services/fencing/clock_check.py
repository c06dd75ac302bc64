"""Notices a clock that was set back, or ahead by a month, when a shift, sale or close begins. Has no clock.

The ledger knows the time of the last entry. A date that does not fit it is asked about once;
a person who repeats the act has confirmed the date, so that no shop has to stay closed.
"""

from __future__ import annotations

from typing import Final

from pos.domain.calendar import business_date
from pos.errors.shifts import ClockDoubtful

# A shop shuts for a week or two at New Year; a month is a clock that lost its battery.
AHEAD_DAYS_MAX: Final = 20
_DAY_MS: Final = 86_400_000


class ClockCheck:
    """Remembers which doubt was already reported."""

    def __init__(self) -> None:
        self._told: tuple[str, str] | None = None

    def look(self, now_ms: int, last_ms: int, *, ahead_only: bool = False) -> None:
        """Raise ClockDoubtful when the date is doubtful and this was not reported before.

        `last_ms` is the latest instant the ledger knows, 0 for one that has just begun. A sale is
        asked about with `ahead_only`: behind, benefits are off already and the light says so; ahead, it
        would put them off for as long as the clock was wrong, once that is right again.
        """
        date, last_date = business_date(now_ms), business_date(last_ms)
        behind = date < last_date and not ahead_only
        ahead = bool(last_ms) and now_ms - last_ms > AHEAD_DAYS_MAX * _DAY_MS
        if not (behind or ahead) or self._told == (date, last_date):
            self._told = None
            return
        self._told = (date, last_date)
        raise ClockDoubtful(date=date, last_date=last_date)
