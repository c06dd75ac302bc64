"""Closes a day: its figures, their checks, the comparison with the platform, and the signed entry.

What was closed is never changed: entries that come later for the date make a new revision.
"""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from pos.domain.calendar import BusinessDate, business_date, month_of
from pos.domain.days.day import DayChecks, DayFigures, Reconciliation
from pos.domain.days.day_closed import DayClosed
from pos.domain.explaining import WORDS_MIN, explains
from pos.domain.journal.entries import EntryKind
from pos.domain.people.permission import Act
from pos.domain.shifts.shift import close_number
from pos.errors.days import DayChanged, DayClosedAlready, DayEmpty, DayExplanationNeeded, DayShiftOpen
from pos.errors.selling import SaleUnknown
from pos.errors.shifts import ExplanationUnclear
from pos.ledger.print_jobs import JobKind, NewPrintJob
from pos.services.counter.recorder import Recorder
from pos.services.days.day_reading import DayReader, DayReading, check_day
from pos.services.days.reconciling import Reconciled, Reconciler, contribution_of, differs
from pos.services.fencing.clock_check import ClockCheck
from pos.services.people.permissions import PermissionDesk

EXPLANATION_MAX = 200


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A day that is closed. `number` names its day-close entry: S01-1-20261123-Z1."""

    number: str
    revision: int
    short_hash: str
    figures: DayFigures
    checks: DayChecks
    reconciliation: Reconciliation


class DayDesk:
    """Days of this till. `reconcile` may be called from any thread, everything else from one."""

    def __init__(
        self,
        recorder: Recorder,
        permissions: PermissionDesk,
        reader: DayReader,
        reconciler: Reconciler,
    ) -> None:
        self._recorder = recorder
        self._permissions = permissions
        self._reader = reader
        self._reconciler = reconciler
        self._reconciled: dict[BusinessDate, Reconciled] = {}
        self._shown: dict[BusinessDate, DayFigures] = {}  # The figures that were shown last.
        self._clock_check = ClockCheck()

    def today(self) -> BusinessDate:
        """The business date now."""
        return business_date(self._recorder.clock.now_ms())

    def date_to_close(self) -> BusinessDate:
        """The oldest date that was left open after the last close, or today."""
        days, today = self._recorder.ledger.days, self.today()
        last = days.last_closed_date()
        left = [date for date in days.dates_open() if last is None or date > last]
        if last is None:  # Months before the first close are never closed later.
            left = left[-1:]
        return next(iter(left), today)

    def since_close(self, date: BusinessDate) -> int:
        """How many sales, returns and payment answers were added after its last close: 日结后又有 n 笔."""
        return self._recorder.ledger.days.since_close(date)

    def figures(self, date: BusinessDate) -> DayFigures:
        """A date's figures as they are now.

        While a shift of the date has not been counted they tell what its drawer must hold: then
        they are for who may read the journal. Raises SignInNeeded, ApprovalNeeded, ActDenied.
        """
        reading = self._read(date)
        if any(_uncounted(reading.figures)):
            self._permissions.permit(Act.BROWSE_JOURNAL)
        self._shown = {date: reading.figures}
        return reading.figures

    def checks(self, date: BusinessDate) -> DayChecks:
        """Decide every sale of the date again, and check that no card used more than its leases."""
        ledger = self._recorder.ledger
        reconciled = self._reconciled.get(date)
        late = 0 if reconciled is None else reconciled.late_sales
        unsent = 0
        if self._reconciler.sync.view().configured:
            unsent = ledger.days.unsent_sales(date, acknowledged=self._reconciler.acknowledged())
        return check_day(
            ledger.days.entries_of_day(date),
            self._reader.programmes(ledger.programmes()),
            lambda card_no: ledger.leases(card_no, month_of(date)),
            offline_sales=late + unsent,
        )

    def reconcile(self, date: BusinessDate) -> Reconciliation:
        """Whether the platform has the same day, or why this cannot be known. It waits for the network."""
        reconciled = self._reconciled[date] = self._reconciler.reconcile(date)
        return reconciled.shown

    def close(self, date: BusinessDate, explanation: str = "", *, asked: bool = False) -> ClosedDay:
        """Sign a date: its figures, checks and reconciliation as they stand become a day-close entry.

        With `asked` the platform's last word counts: a window has had `reconcile` ask just now,
        off its own thread, and what is signed is what `figures` has shown. Otherwise the platform is
        asked here, and waited for.
        Raises DayShiftOpen while a shift that began on or before the date is open, DayEmpty,
        DayChanged when a window showed other figures, DayClosedAlready when nothing came after the
        last close, DayExplanationNeeded when something does not fit and no explanation is given,
        ExplanationUnclear, ClockDoubtful once, and the errors of permission.
        """
        recorder, ledger = self._recorder, self._recorder.ledger
        recorder.session.person()
        self._clock_check.look(recorder.clock.now_ms(), ledger.last_at_ms())
        before = self._read(date)
        if not (before.figures.sales or before.figures.returns or before.figures.shifts):
            raise DayEmpty(date=date)  # Said first: a date mistyped has no shift to end.
        shift = recorder.session.shift
        if shift is not None and shift.business_date <= date:
            raise DayShiftOpen(date=shift.business_date, number=shift.number)
        revision = ledger.days.day_revision(date)
        if revision and not before.since_close:
            raise DayClosedAlready(date=date, revision=revision)
        known = self._reconciled.get(date) if asked else None
        reconciliation = self.reconcile(date) if known is None else known.shown
        checks = self.checks(date)
        explanation = " ".join(explanation.split())[:EXPLANATION_MAX]
        reasons = _reasons(checks, reconciliation)
        if reasons and not explanation:
            raise DayExplanationNeeded(reasons="、".join(reasons))
        if reasons and not explains(explanation):
            raise ExplanationUnclear(text=explanation[:20], characters_min=WORDS_MIN)
        shown = self._shown.get(date) if asked else None
        if shown is not None and _counted(self._read(date).figures) != _counted(shown):
            raise DayChanged(date=date)
        permit = self._permissions.permit(Act.CLOSE_DAY, reason=explanation)
        # Read once more: while the platform was asked it may have sent something.
        figures = replace(self._read(date).figures, revision=revision + 1)
        number = close_number(recorder.till_id, date, figures.revision, epoch=recorder.ledger.epoch)
        sealed = recorder.fact(
            EntryKind.DAY_CLOSED,
            DayClosed.of(figures, checks, reconciliation, explanation=explanation),
            business_date=date,
            permit=permit,
            print_job=self._job(number, JobKind.DAY_SLIP),
        )
        return ClosedDay(number, figures.revision, sealed.short_hash, figures, checks, reconciliation)

    def print_slip(self, date: BusinessDate) -> str:
        """Print the date's last day slip once more, marked 重印; returns its number.

        Raises SaleUnknown before a close.
        """
        revision = self._recorder.ledger.days.day_revision(date)
        number = close_number(self._recorder.till_id, date, revision, epoch=self._recorder.ledger.epoch)
        if not revision:
            raise SaleUnknown(sale_no=number)
        self._recorder.ledger.print_jobs.add(self._job(number, JobKind.DAY_REPRINT))
        self._recorder.appended()
        return number

    # ── Within ─────────────────────────────────────────────────────────────────────────────

    def _read(self, date: BusinessDate) -> DayReading:
        contribution = contribution_of(self._reconciled.get(date))
        return self._reader.read(date, self._recorder.ledger.programmes(), contribution)

    def _job(self, number: str, kind: JobKind) -> NewPrintJob:
        return NewPrintJob(
            job_id=self._recorder.ids.new_id(),
            kind=kind,
            subject=number,
            created_ms=self._recorder.clock.now_ms(),
        )


def _counted(figures: DayFigures) -> DayFigures:
    """Figures without what a close, a refused PIN or a platform's answer moves while nothing is sold."""
    return replace(
        figures, revision=0, entries=0, first_sequence=0, last_sequence=0, head_hash="", contribution=None
    )


def _uncounted(figures: DayFigures) -> list[str]:
    """The ways of paying of open shifts that were not counted, where there was anything of them."""
    return [
        taking.kind
        for shift in figures.shifts
        if shift.closed_at_ms is None
        for taking in shift.takings
        if taking.counted is None and (taking.expected or taking.sold)
    ]


def _reasons(checks: DayChecks, reconciliation: Reconciliation) -> list[str]:
    """What the manager has to say a word about, in words."""
    found = []
    if checks.over_cap:
        found.append(f"{len(checks.over_cap)} 张卡超出预留")
    if checks.differing:
        found.append(f"{len(checks.differing)} 单重算不一致")
    if differs(reconciliation):
        found.append("与后台不一致")
    return found
