"""Limits for drawers that are over or short (长短款), which limit was passed, and a month's sum. Pure.

Too much on one day does not cancel too little on another: a month adds the differences without their signs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pos.domain.calendar import Month
from pos.domain.journal.record import Amount, Record, Text
from pos.domain.money import Fen
from pos.domain.shop_rules import ShopRules


class Limit(StrEnum):
    """The limits beyond which a shift ends only with a manager's approval."""

    SHIFT = "shift"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class OverShortLimits:
    """How large a difference may be, in fen either way, for each of what follows.

    `explain_above`: a reason and words are needed; `shift_max`: of one way of paying in one shift;
    `month_max`: of one cashier's cash in a month. Above the last two a manager must approve.
    """

    explain_above: Fen
    shift_max: Fen
    month_max: Fen

    @classmethod
    def of(cls, rules: ShopRules) -> OverShortLimits:
        """The limits that a shop's rules set."""
        return cls(
            explain_above=rules.over_short_explain_above,
            shift_max=rules.over_short_shift_max,
            month_max=rules.over_short_month_max,
        )

    def wants_explanation(self, differences: Iterable[Fen], *, month_sum: Fen) -> bool:
        """Whether an explanation is needed; `differences` are one shift's, `month_sum` includes its cash."""
        differences = tuple(differences)
        return abs(worst(differences)) > self.explain_above or bool(
            self.beyond(differences, month_sum=month_sum)
        )

    def beyond(self, differences: Iterable[Fen], *, month_sum: Fen) -> tuple[Limit, ...]:
        """The limits that a shift passes. The month's limit counts only if the shift has a difference."""
        differences = tuple(differences)
        found = []
        if abs(worst(differences)) > self.shift_max:
            found.append(Limit.SHIFT)
        if month_sum > self.month_max and any(differences):
            found.append(Limit.MONTH)
        return tuple(found)


class OverShort(Record, frozen=True, kw_only=True):
    """How a shift's end stood against the limits of its day, in fen; `month_sum` has its own cash in it."""

    month: Text
    month_sum: Amount
    explain_above: Amount
    shift_max: Amount
    month_max: Amount
    beyond: tuple[Limit, ...]

    @classmethod
    def of(
        cls, limits: OverShortLimits, *, month: Month, month_sum: Fen, beyond: Iterable[Limit]
    ) -> OverShort:
        """How it stood against these limits."""
        return cls(
            month=month,
            month_sum=month_sum,
            explain_above=limits.explain_above,
            shift_max=limits.shift_max,
            month_max=limits.month_max,
            beyond=tuple(beyond),
        )

    @property
    def limits(self) -> OverShortLimits:
        """The limits of the day."""
        return OverShortLimits(self.explain_above, self.shift_max, self.month_max)


def worst(differences: Iterable[Fen]) -> Fen:
    """The largest difference, with its sign; 0 when there is none."""
    return max(differences, key=abs, default=0)


def sum_of_month(cash_differences: Iterable[Fen]) -> Fen:
    """What a cashier's drawers were off in a month, over and short alike, in fen."""
    return sum(abs(each) for each in cash_differences)
