"""Why a day cannot be closed."""

from __future__ import annotations

from pos.errors import RuleBroken


class DayShiftOpen(RuleBroken):
    """A day is closed while a shift of it is open. Facts: date, number."""

    code = "day.shift_open"


class DayEmpty(RuleBroken):
    """A date to close has no sale, no return and no count. Facts: date."""

    code = "day.empty"


class DayChanged(RuleBroken):
    """The day's figures changed after they were shown for signing. Facts: date."""

    code = "day.changed"


class DayClosedAlready(RuleBroken):
    """The day was closed and nothing came after it. Facts: date, revision."""

    code = "day.closed_already"


class DayExplanationNeeded(RuleBroken):
    """Something does not fit, and the manager has not said why. Facts: reasons."""

    code = "day.explanation_needed"
