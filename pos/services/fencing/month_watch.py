"""Checks that the month has really begun before a benefit is given, by platform, entries or a manager."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pos.domain.calendar import BusinessDate, Month, business_date, month_of
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.month_entry import DateConfirmed, month_is_vouched
from pos.domain.people.permission import Act
from pos.domain.typed import plain_digits
from pos.errors.fencing import DateDiffers, MonthUnvouched
from pos.errors.typed import DateUnreadable
from pos.ledger.ledger import Ledger
from pos.services.clock import Clock
from pos.services.counter.recorder import Recorder
from pos.services.people.permissions import PermissionDesk


class MonthWatch:
    """Remembers which month is proven. Safe from any thread."""

    def __init__(self, ledger: Ledger, clock: Clock, *, enrolled: bool) -> None:
        self._ledger, self._clock = ledger, clock
        self._enrolled = enrolled  # Without a platform there is no lease to spend before its month.
        self._vouched: Month = ""
        self._met_ms = 0

    @property
    def doubt(self) -> str | None:
        """The code of what must be done before this month's benefits; None when the month is proven."""
        now_ms = self._clock.now_ms()
        month = month_of(business_date(now_ms))
        if not self._enrolled or month == self._vouched:
            return None
        first_ms, before_ms = self._ledger.days.month_entered(month)
        vouched = month_is_vouched(
            month,
            now_ms=now_ms,
            first_ms=first_ms,
            before_ms=before_ms,
            platform_ms=max(self._met_ms, self._ledger.platform_at_ms()),
        )
        if not vouched and not self._ledger.days.has_entry_in(month, EntryKind.DATE_CONFIRMED):
            return MonthUnvouched.code
        if first_ms is not None:  # Before that it may still turn out to be entered too late.
            self._vouched = month
        return None

    def met(self) -> None:
        """The platform took a request just now: it does so only when both clocks agree."""
        self._met_ms = self._clock.now_ms()


@dataclass(frozen=True, slots=True)
class DateDesk:
    """Takes a manager's confirmation of today's date."""

    recorder: Recorder
    permissions: PermissionDesk
    changed: Callable[[], None]

    def confirm(self, text: str) -> BusinessDate:
        """The date as a person read it from a calendar: `20261201` or `2026-12-01`. The journal keeps it.

        Raises DateUnreadable, DateDiffers when the clock says another, SignInNeeded and the errors
        of permission.
        """
        recorder = self.recorder
        recorder.session.person()
        digits = plain_digits(text).replace("-", "").strip()
        if len(digits) != 8 or not digits.isdigit():
            raise DateUnreadable(text=text[:40])
        typed = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
        today = business_date(recorder.clock.now_ms())
        if typed != today:
            raise DateDiffers(typed=typed, date=today)
        permit = self.permissions.permit(Act.CONFIRM_DATE)
        recorder.fact(
            EntryKind.DATE_CONFIRMED,
            DateConfirmed(
                date=typed,
                last_ms=recorder.ledger.last_at_ms(),
                platform_ms=recorder.ledger.platform_at_ms(),
                rule=permit.rule,
            ),
            business_date=today,
            permit=permit,
        )
        self.changed()
        return typed
