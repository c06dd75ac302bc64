"""Makes a day's report from what its receipt paper says: the same facts, with people by name. No sums."""

from __future__ import annotations

from msgspec.structs import replace

from pos.domain.days.day import DayFigures, OverrideFigures, ShiftFigures
from pos.services.days.day_slip import DayOnPaper
from pos.services.reports.day_report import DayReport
from pos.services.reports.seal import DaySeal
from pos.services.shifts.shift_slips import NameOf
from pos.services.words.override_words import about_words


def report_on(day: DayOnPaper, name_of: NameOf) -> DayReport:
    """The report of a day as its last close had it, or the draft of one that is still open."""
    seal = None
    if day.number is not None:
        seal = DaySeal(day.number, day.short_hash, name_of(day.signed_by or ""), day.at_ms, day.explanation)
    figures = _with_names(day.figures, name_of)
    return DayReport(
        figures, day.checks, day.reconciliation, seal, since_close=day.since_close, open_slips=day.open_slips
    )


def _shift_with_names(shift: ShiftFigures, name_of: NameOf) -> ShiftFigures:
    approver = None if shift.approver is None else name_of(shift.approver)
    return replace(shift, cashier=name_of(shift.cashier), approver=approver)


def _with_names(figures: DayFigures, name_of: NameOf) -> DayFigures:
    def named(override: OverrideFigures) -> OverrideFigures:
        approver = None if override.approver is None else name_of(override.approver)
        return replace(
            override,
            actor=name_of(override.actor),
            approver=approver,
            name=about_words(override, name_of) or None,
        )

    shifts = tuple(_shift_with_names(shift, name_of) for shift in figures.shifts)
    return replace(
        figures,
        shifts=shifts,
        overrides=tuple(named(each) for each in figures.overrides),
        by_word=tuple(replace(each, staff=name_of(each.staff)) for each in figures.by_word),
    )
