"""Why a shift, or money in its drawer, is refused."""

from __future__ import annotations

from pos.errors import RuleBroken


class ShiftNeeded(RuleBroken):
    """Selling needs an open shift. Facts: none."""

    code = "shift.needed"


class ShiftAlreadyOpen(RuleBroken):
    """A shift is open on this till. Facts: number."""

    code = "shift.already_open"


class ClockDoubtful(RuleBroken):
    """The clock says a date that does not fit what this till did last. Facts: date, last_date.

    Asking for the same again says that the date is right.
    """

    code = "clock.doubtful"


class CashReasonNeeded(RuleBroken):
    """Cash is put in or taken out without a sale and without a reason. Facts: none."""

    code = "cash.reason_needed"


class CashNotThere(RuleBroken):
    """More cash is taken out than the drawer has by the ledger. Facts: amount_fen."""

    code = "cash.not_there"


class ShiftNotCounted(RuleBroken):
    """A shift is closed without a count, or money moved after the count. Facts: name, moved."""

    code = "shift.not_counted"


class ShiftExplanationNeeded(RuleBroken):
    """A difference above the limit without an explanation. Facts: difference_fen."""

    code = "shift.explanation_needed"


class ShiftReasonNeeded(RuleBroken):
    """A difference beyond a limit without one of the shop's reasons. Facts: reasons."""

    code = "shift.reason_needed"


class ExplanationUnclear(RuleBroken):
    """The typed explanation does not explain anything. Facts: text, characters_min."""

    code = "explanation.unclear"


class HeldUndecided(RuleBroken):
    """A shift is closed without a decision about its held sales. Facts: count."""

    code = "shift.held_undecided"
