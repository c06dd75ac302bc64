"""The shift: its float, cash in and out, the blind count, and its end. No day, no window.

A count is written before its difference is shown to anybody; closing never fails because a count
differs. Everything of a shift carries the date on which it was opened, also after midnight.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pos.domain.calendar import BusinessDate, business_date, month_of
from pos.domain.days.day import ShiftFigures
from pos.domain.days.day_figures import DayBook
from pos.domain.days.day_tally import Tally
from pos.domain.explaining import WORDS_MIN, explains
from pos.domain.journal.entries import EntryKind
from pos.domain.money import Fen, parse_yuan
from pos.domain.people.permission import Act, Permit, Verdict
from pos.domain.people.staff import names_to_data
from pos.domain.shifts.cash_moved import CashMoved, Direction
from pos.domain.shifts.drawer import denominations_to_data, pieces_of
from pos.domain.shifts.over_short import OverShort, OverShortLimits, sum_of_month, worst
from pos.domain.shifts.shift import Shift
from pos.domain.shifts.shift_close import ShiftClosed, ShiftCount
from pos.domain.shifts.shift_opened import ShiftOpened
from pos.domain.shifts.takings import CASH
from pos.domain.shop_rules import ShopRules
from pos.domain.typed import plain_digits
from pos.errors.paying import CashNotInCoins
from pos.errors.people import ActDenied, StaffUnknown
from pos.errors.selling import BasketNotEmpty, SaleBeingPaid
from pos.errors.shifts import (
    CashNotThere,
    CashReasonNeeded,
    ExplanationUnclear,
    ShiftAlreadyOpen,
    ShiftExplanationNeeded,
    ShiftNotCounted,
    ShiftReasonNeeded,
)
from pos.errors.typed import AmountOutOfRange
from pos.ledger.print_jobs import JobKind, NewPrintJob
from pos.services.counter.recorder import Recorder
from pos.services.fencing.clock_check import ClockCheck
from pos.services.people.permissions import NOT_SAID, PermissionDesk
from pos.services.people.sign_in import People
from pos.services.returns.goods_slip_paper import open_slips
from pos.services.selling.held_sales import HeldChoice, HeldSales
from pos.services.selling.open_sale import OpenSale
from pos.services.shifts.over_short_words import over_short_words
from pos.services.shifts.shift_counts import read_count, way_counted
from pos.services.shifts.shift_state import EndedShift, ShiftEnding, XReport, x_report
from pos.services.words.receipt_words import tender_name

WORDS_MAX: Final = 200  # Of a reason or an explanation: more is a scanner in the wrong field.


@dataclass(frozen=True, slots=True)
class ShiftParts:
    """What the shift works with."""

    recorder: Recorder
    people: People
    permissions: PermissionDesk
    checkout: OpenSale
    held: HeldSales
    rules: Callable[[BusinessDate], ShopRules]


class Shifts:
    """The open shift of this till. Not thread-safe: fronts call it from one thread."""

    def __init__(self, parts: ShiftParts) -> None:
        self._parts = parts
        self._session = parts.recorder.session
        self._clock_check = ClockCheck()

    def current(self) -> Shift | None:
        """The open shift, if any."""
        return self._session.shift

    def open(self, float_text: str) -> Shift:
        """Open a shift with change in the drawer, in yuan.

        Raises ShiftAlreadyOpen, SignInNeeded, the errors of amounts, and ClockDoubtful once when
        the date does not fit what the till did last: opening again says that it is right.
        """
        recorder = self._parts.recorder
        staff = self._session.person()
        if self._session.shift is not None:
            raise ShiftAlreadyOpen(number=self._session.shift.number)
        float_fen = self._in_coins(parse_yuan(float_text))
        now_ms = recorder.clock.now_ms()
        self._clock_check.look(now_ms, recorder.ledger.last_at_ms())
        shift = Shift(
            shift_id=recorder.ids.new_id(),
            number=recorder.ledger.next_shift_number(),
            business_date=business_date(now_ms),
            opened_at_ms=now_ms,
            cashier=staff.staff_id,
            float_fen=float_fen,
        )
        recorder.fact(
            EntryKind.SHIFT_OPENED,
            ShiftOpened(
                shift_id=shift.shift_id,
                number=shift.number,
                cashier=shift.cashier,
                float_fen=shift.float_fen,
                opened_at_ms=shift.opened_at_ms,
                staff=names_to_data(self._parts.people.staff_list()),
            ),
            business_date=shift.business_date,
        )
        self._session.shift = shift
        return shift

    # ── Cash without a sale ────────────────────────────────────────────────────────────────

    def cash_in(self, text: str, reason: str) -> Fen:
        """Put cash into the drawer, in yuan as typed; returns the fen. Raises as `cash_out`."""
        return self._move_cash(Direction.IN, Act.CASH_IN, text, reason)

    def cash_out(self, text: str, reason: str) -> Fen:
        """Take cash out of the drawer, in yuan as typed; returns the fen.

        Raises SignInNeeded, ShiftNeeded, CashReasonNeeded, CashNotThere and the errors of amounts
        and permission.
        """
        return self._move_cash(Direction.OUT, Act.CASH_OUT, text, reason)

    # ── Counting ───────────────────────────────────────────────────────────────────────────

    def count(self, kind: str, counted: str | Mapping[Fen, int]) -> ShiftCount:
        """Write down what was counted of a kind, or of a kind of 其他 (by its id) that the shift took.

        A sum in yuan, `100x41 50x14 …`, or fen of a note → how many.

        Only the answer tells what was expected. Once more, with no money moved in between, is a
        recount and needs permission. Raises TenderKindUnknown, CountUnreadable, CashNotInCoins where
        the shop's rule makes such a piece impossible, SaleBeingPaid
        while money of the open sale is in the drawer, and the errors of amounts and permission.
        """
        _staff, shift = self._session.selling()
        figures, tally = self._figures(shift)
        kind = way_counted(kind, figures)
        amount, denominations = read_count(kind, counted)
        if self._parts.checkout.state.basket.tenders:
            raise SaleBeingPaid
        if kind == CASH:
            self._countable(tally, amount, denominations or ())
        permit = None
        if tally.takings.count_of(kind) is not None:
            permit = self._parts.permissions.permit(Act.RECOUNT)
        expected = next((each.expected for each in figures.takings if each.kind == kind), 0)
        count = ShiftCount(
            shift_id=shift.shift_id,
            kind=kind,
            counted=amount,
            by_note=denominations_to_data(denominations),
            expected=expected,
            difference=amount - expected,
            rule=None if permit is None else permit.rule,
        )
        self._parts.recorder.fact(
            EntryKind.SHIFT_COUNTED, count, business_date=shift.business_date, permit=permit
        )
        return count

    def x_report(self) -> XReport:
        """The shift so far; what was not counted yet is left out unless one may read the journal.

        Raises SignInNeeded, ShiftNeeded and the errors of permission.
        """
        _staff, shift = self._session.selling()
        self._parts.permissions.permit(Act.X_REPORT)
        return self._x_report(shift)

    def print_x_report(self) -> XReport:
        """Print the shift so far, as `x_report` shows it. Raises the same errors."""
        report = self.x_report()
        sight = "blind" if report.blind else "all"
        self._parts.recorder.ledger.print_jobs.add(
            self._job(JobKind.X_REPORT, f"{report.shift_id}@{report.sequence}@{sight}")
        )
        self._parts.recorder.appended()
        return report

    # ── The end ────────────────────────────────────────────────────────────────────────────

    def ending(self) -> ShiftEnding:
        """What must be done before this shift can end. Raises SignInNeeded, ShiftNeeded."""
        _staff, shift = self._session.selling()
        _figures, tally = self._figures(shift)
        return self._ending(shift, tally)

    def close(
        self,
        explanation: str = "",
        *,
        reason: str = "",
        handed_to: str | None = None,
        held: Mapping[int, HeldChoice] | None = None,
    ) -> EndedShift:
        """End the shift. `held` decides each held sale by its number; `handed_to` is a staff id.

        A difference that wants an explanation wants words, and a `reason` of the shop's list; a script may
        leave the latter out while no limit is passed. Beyond a limit a manager says yes.
        Payments of unknown end stay open and are named. Raises BasketNotEmpty while a sale is open,
        ShiftNotCounted without a count of the cash, ShiftExplanationNeeded, ExplanationUnclear,
        ShiftReasonNeeded, HeldUndecided, HoldUnknown, StaffUnknown and the errors of permission; then the
        shift is open as before.
        """
        _staff, shift = self._session.selling()
        parts = self._parts
        if not parts.checkout.state.basket.is_untouched:
            raise BasketNotEmpty
        figures, tally = self._figures(shift)
        ending = self._ending(shift, tally)
        self._counted(ending)
        explanation, reason = _sentence(explanation), _sentence(reason)
        if ending.wants_explanation:
            self._explained(ending, explanation, reason)
        keep, give_up = parts.held.decided(held or {})
        next_staff = self._next(handed_to)
        permit = self._permit_end(ending, reason)
        for each in give_up:
            parts.held.give_up(each, business_date=shift.business_date)
        parts.checkout.holds_changed()
        closed = ShiftClosed(
            shift_id=shift.shift_id,
            number=shift.number,
            closed_at_ms=parts.recorder.clock.now_ms(),
            counts=ending.counts,
            explanation=explanation,
            handed_to=next_staff,
            open_payments=tuple(each.payment_id for each in ending.open_payments),
            held=tuple(each.basket.sale_id for each in keep),
            reason=permit.reason if ending.wants_explanation else "",
            rule=permit.rule,
            over_short=ending.over_short,
        )
        sealed = parts.recorder.fact(
            EntryKind.SHIFT_CLOSED,
            closed,
            business_date=shift.business_date,
            permit=permit,
            print_job=self._job(JobKind.SHIFT_SLIP, shift.shift_id),
        )
        figures, _tally = self._figures(shift)
        self._session.shift = None
        if next_staff is not None:
            self._session.staff = None
        return EndedShift(figures, closed, sealed.short_hash)

    # ── Within ─────────────────────────────────────────────────────────────────────────────

    def _in_coins(self, amount: Fen) -> Fen:
        """Cash as this shop has it: what is put in or taken out can be counted again with its coins.

        Raises CashNotInCoins.
        """
        if amount % self._parts.checkout.rules_today().cash_rounding.coin:
            raise CashNotInCoins(amount_fen=amount)
        return amount

    def _pieces(self, tally: Tally) -> tuple[Fen, ...]:
        """The notes and coins that can be in the drawer: fen only where no rule left them off this shift."""
        coin = self._parts.checkout.rules_today().cash_rounding.coin
        return pieces_of(1 if tally.takings.has_fen_coins else coin)

    def _countable(self, tally: Tally, amount: Fen, denominations: Iterable[Fen]) -> None:
        """Raise CashNotInCoins for a count of cash with pieces that cannot be in the drawer."""
        smallest = self._pieces(tally)[-1]
        for value in (*denominations, amount):
            if value % smallest:
                raise CashNotInCoins(amount_fen=value)

    def _move_cash(self, direction: Direction, act: Act, text: str, reason: str) -> Fen:
        _staff, shift = self._session.selling()
        amount = self._in_coins(parse_yuan(text))
        if amount == 0:
            raise AmountOutOfRange(text=text)
        reason = _sentence(reason)
        if not reason:
            raise CashReasonNeeded
        permit = self._parts.permissions.permit(act, reason=reason)
        # Asked last, with an approver: before the count the drawer's sum is kept secret.
        if direction is Direction.OUT and amount > self._cash_expected(shift):
            raise CashNotThere(amount_fen=amount)
        self._parts.recorder.fact(
            EntryKind.CASH_MOVED,
            CashMoved(
                shift_id=shift.shift_id,
                direction=direction,
                amount=amount,
                reason=permit.reason,
                rule=permit.rule,
            ),
            business_date=shift.business_date,
            permit=permit,
        )
        return amount

    def _figures(self, shift: Shift) -> tuple[ShiftFigures, Tally]:
        book = DayBook().take_all(self._parts.recorder.ledger.days.entries_of_shift(shift.shift_id))
        figures, tally = book.shift(shift.shift_id), book.shift_tally(shift.shift_id)
        assert figures is not None and tally is not None
        return figures, tally

    def _cash_expected(self, shift: Shift) -> Fen:
        figures, _tally = self._figures(shift)
        return next((each.expected for each in figures.takings if each.kind == CASH), figures.float_fen)

    def _x_report(self, shift: Shift) -> XReport:
        figures, tally = self._figures(shift)
        # Who may read the journal knows every sale of it anyway.
        sees_all = self._parts.permissions.decide(Act.BROWSE_JOURNAL).verdict is Verdict.ALLOWED
        now_ms, slips = self._parts.recorder.clock.now_ms(), self._parts.recorder.ledger.slips
        unpaid = open_slips(slips, upto=tally.last_sequence)
        return x_report(figures, tally, at_ms=now_ms, sees_all=sees_all, open_slips=unpaid)

    def _ending(self, shift: Shift, tally: Tally) -> ShiftEnding:
        counts = tally.takings.standing()
        stand = {count.kind for count in counts}
        days = self._parts.recorder.ledger.days
        differences = tuple(count.difference for count in counts)
        over_short = self._over_short(shift, counts)
        return ShiftEnding(
            shift=shift,
            counts=counts,
            counted_before=tuple(
                dict.fromkeys(count.kind for count in tally.takings.counts if count.kind not in stand)
            ),
            pieces=self._pieces(tally),
            wants_explanation=over_short.limits.wants_explanation(
                differences, month_sum=over_short.month_sum
            ),
            over_short=over_short,
            held=self._parts.held.all(),
            open_payments=(*days.open_payments(), *days.payments_too_much()),
        )

    def _over_short(self, shift: Shift, counts: tuple[ShiftCount, ...]) -> OverShort:
        """How the counts stand against the limits of the shift's day, the cashier's month included."""
        limits = OverShortLimits.of(self._parts.rules(shift.business_date))
        month = month_of(shift.business_date)
        before = self._parts.recorder.ledger.days.cash_differences(shift.cashier, month)
        cash = [count.difference for count in counts if count.kind == CASH]
        month_sum = sum_of_month([*before, *cash])
        beyond = limits.beyond([count.difference for count in counts], month_sum=month_sum)
        return OverShort.of(limits, month=month, month_sum=month_sum, beyond=beyond)

    def _explained(self, ending: ShiftEnding, explanation: str, reason: str) -> None:
        """Raise unless a difference that wants an explanation has one."""
        if not explanation:
            raise ShiftExplanationNeeded(difference_fen=worst(count.difference for count in ending.counts))
        if not explains(explanation):
            raise ExplanationUnclear(text=explanation[:20], characters_min=WORDS_MIN)
        offered = self._parts.permissions.reasons(Act.CLOSE_SHIFT_OVER_SHORT)
        if offered and reason not in offered and (reason or ending.over_short.beyond):
            raise ShiftReasonNeeded(reasons="、".join(offered))

    def _permit_end(self, ending: ShiftEnding, reason: str) -> Permit:
        """The permit to end the shift; beyond a limit it is another act, which says how far beyond."""
        permissions = self._parts.permissions
        if not ending.wants_explanation:
            return permissions.permit(Act.CLOSE_SHIFT)
        if not ending.over_short.beyond:
            return permissions.permit(Act.CLOSE_SHIFT, reason=reason or NOT_SAID)
        if permissions.decide(Act.CLOSE_SHIFT).verdict is Verdict.DENIED:
            raise ActDenied(act=Act.CLOSE_SHIFT.value)
        return permissions.permit(Act.CLOSE_SHIFT_OVER_SHORT, reason=reason, about=over_short_words(ending))

    def _counted(self, ending: ShiftEnding) -> None:
        """Raise ShiftNotCounted unless what must be counted is: the cash, and what was counted before."""
        stand = {count.kind for count in ending.counts}
        for kind in (CASH, *ending.counted_before):
            if kind not in stand:
                moved = "，之后又有收付" if kind in ending.counted_before else ""
                raise ShiftNotCounted(name=tender_name(kind), moved=moved)

    def _next(self, handed_to: str | None) -> str | None:
        staff_id = plain_digits(handed_to or "").strip()
        if staff_id and staff_id not in {each.staff_id for each in self._parts.people.at_work()}:
            raise StaffUnknown(staff_id=staff_id[:20])
        return staff_id or None

    def _job(self, kind: JobKind, subject: str) -> NewPrintJob:
        recorder = self._parts.recorder
        return NewPrintJob(
            job_id=recorder.ids.new_id(), kind=kind, subject=subject, created_ms=recorder.clock.now_ms()
        )


def _sentence(text: str) -> str:
    return " ".join(text.split())[:WORDS_MAX]
