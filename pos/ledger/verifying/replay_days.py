"""Adds up shifts and days again during a replay, and compares each count and each close with the sums.

What a day-close entry says of the federation's word and of names is not decided here; its sums are.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from pos.domain.calendar import Month, month_of
from pos.domain.days.day_closed import DayClosed
from pos.domain.days.day_figures import NOT_TOLD_OF_A_DAY, DayBook, DayFrame, comparable
from pos.domain.days.day_tally import Tally
from pos.domain.journal.entries import Entry, EntryKind
from pos.domain.selling.checks import Finding
from pos.domain.shifts.drawer import sum_of
from pos.domain.shifts.over_short import sum_of_month
from pos.domain.shifts.shift_close import ShiftClosed, ShiftCount

# A close for a date further back is not added up again: its tally would have to be kept for ever.
DATES_KEPT: Final = 40


class ReplayedDays:
    """The days and shifts so far."""

    def __init__(self) -> None:
        self._book = DayBook()
        self._forgotten: set[str] = set()
        self._off: Counter[tuple[str, Month]] = Counter()  # Cashier and month → fen over or short.

    @property
    def open_shift_id(self) -> str | None:
        """The shift that is open after the entries so far."""
        return self._book.open_shift_id

    def take(self, entry: Entry) -> Finding | None:
        """Accept the next entry, or return why it does not fit. Raises EntryWrong."""
        found = None
        if entry.kind == EntryKind.SHIFT_COUNTED:
            found = self._counted(entry.facts(ShiftCount))
        elif entry.kind == EntryKind.SHIFT_CLOSED:
            found = self._closed(entry, entry.facts(ShiftClosed))
        elif entry.kind == EntryKind.DAY_CLOSED:
            found = self._day(entry)
        if found is None:
            self._book.take(entry)
            self._keep_few()
        return found

    def _counted(self, count: ShiftCount) -> Finding | None:
        figures = self._book.shift(count.shift_id)
        if figures is None or self._book.open_shift_id != count.shift_id:
            return Finding("shift.not_open", count.shift_id)
        expected = next((each.expected for each in figures.takings if each.kind == count.kind), 0)
        if count.expected != expected:
            return Finding("shift.expected_differs", f"{count.kind}: {count.expected} is not {expected}")
        if count.difference != count.counted - expected:
            return Finding("shift.difference", f"{count.kind}: {count.difference}")
        if count.denominations is not None and sum_of(count.denominations) != count.counted:
            return Finding("shift.denominations", f"{count.kind}: {dict(count.denominations)}")
        return None

    def _closed(self, entry: Entry, closed: ShiftClosed) -> Finding | None:
        tally = self._book.shift_tally(closed.shift_id)
        if tally is None or self._book.open_shift_id != closed.shift_id:
            return Finding("shift.not_open", closed.shift_id)
        if closed.counts != tally.takings.standing():
            return Finding("shift.counts_differ", closed.shift_id)
        return self._over_short(entry, closed)

    def _over_short(self, entry: Entry, closed: ShiftClosed) -> Finding | None:
        """Check the cashier's sum of the month, and that a passed limit has an explanation."""
        figures = self._book.shift(closed.shift_id)
        assert figures is not None
        month = (figures.cashier, month_of(entry.business_date))
        total = self._off[month] + sum_of_month([closed.cash_difference])
        told = closed.over_short
        if told is not None:
            differences = [count.difference for count in closed.counts]
            if (told.month, told.month_sum) != (month[1], total):
                return Finding("shift.month_sum", f"{told.month} {told.month_sum} is not {month[1]} {total}")
            if told.beyond != told.limits.beyond(differences, month_sum=total):
                return Finding("shift.beyond", f"{[limit.value for limit in told.beyond]}")
            if told.beyond and not (closed.reason and closed.explanation):
                return Finding("shift.unexplained", closed.shift_id)
        self._off[month] = total
        return None

    def _day(self, entry: Entry) -> Finding | None:
        closed = entry.facts(DayClosed)
        date, revision = entry.business_date, closed.revision
        if date in self._forgotten:
            return None
        tally = self._book.tally(date)
        if revision != tally.revision + 1:
            return Finding("day.revision", f"{revision} after {tally.revision}")
        theirs = comparable(closed.figures)
        figures = self._book.figures(date, DayFrame(store_name="", till_id=entry.till_id), {})
        ours = comparable(figures) | _as_signed(tally, closed.last_sequence)
        untold = NOT_TOLD_OF_A_DAY if entry.version == 1 else ()
        differing = sorted(
            name
            for name in ours.keys() | theirs.keys()
            if theirs.get(name) != ours.get(name) and name not in untold
        )
        if differing:
            name = differing[0]
            return Finding("day.figures_differ", f"{name}: {theirs.get(name)} is not {ours.get(name)}")
        return None

    def _keep_few(self) -> None:
        dates = self._book.dates()
        if len(dates) > DATES_KEPT:
            self._book.forget(dates[0])
            self._forgotten.add(dates[0])


def _as_signed(tally: Tally, last_sequence: int) -> dict[str, Any]:
    """The day's place in the journal as the manager saw it.

    The platform may have sent something in the moment between reading and signing: entries that
    change no figure.
    """
    after = [sequence for sequence in tally.quiet if sequence > last_sequence]
    if not after:
        return {}
    seen = [sequence for sequence in tally.quiet if sequence <= last_sequence]
    return {"entries": tally.entries - len(after), "last_sequence": max([tally.last_loud, *seen])}
