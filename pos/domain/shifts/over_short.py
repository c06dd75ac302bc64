"""Limits for drawers that are over or short (长短款), which limit was passed, and a month's sum. Pure.

Too much on one day does not cancel too little on another: a month adds the differences without their signs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pos.domain.calendar import Month
from pos.domain.journal.reading import Reader
from pos.domain.money import Fen
from pos.domain.shop_rules import ShopRules
from pos.errors.ledger import EntryWrong


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


@dataclass(frozen=True, slots=True)
class OverShort:
    """How a shift's end stood against the limits of its day; `month_sum` has its own cash in it."""

    month: Month
    month_sum: Fen
    limits: OverShortLimits
    beyond: tuple[Limit, ...]

    def to_data(self) -> dict[str, Any]:
        """As it stands in the entry that ends a shift."""
        return {
            "month": self.month,
            "month_sum": self.month_sum,
            "explain_above": self.limits.explain_above,
            "shift_max": self.limits.shift_max,
            "month_max": self.limits.month_max,
            "beyond": [limit.value for limit in self.beyond],
        }

    @classmethod
    def from_data(cls, data: object) -> OverShort:
        """Read it back. Raises EntryWrong."""
        body = Reader.of(data)
        try:
            beyond = tuple(Limit(each) for each in body.texts("beyond"))
        except ValueError as error:
            raise EntryWrong(reason="there is no such limit") from error
        return cls(
            month=body.text("month"),
            month_sum=body.fen("month_sum"),
            limits=OverShortLimits(
                explain_above=body.fen("explain_above"),
                shift_max=body.fen("shift_max"),
                month_max=body.fen("month_max"),
            ),
            beyond=beyond,
        )


def worst(differences: Iterable[Fen]) -> Fen:
    """The largest difference, with its sign; 0 when there is none."""
    return max(differences, key=abs, default=0)


def sum_of_month(cash_differences: Iterable[Fen]) -> Fen:
    """What a cashier's drawers were off in a month, over and short alike, in fen."""
    return sum(abs(each) for each in cash_differences)
