"""Says in words how far a shift is over or short, and beyond which limits. Words only."""

from __future__ import annotations

from pos.domain.money import Fen, format_yuan
from pos.domain.shifts.over_short import Limit, OverShort, worst
from pos.services.shifts.shift_state import ShiftEnding


def off_words(difference: Fen) -> str:
    """A difference with its direction: 长款 3.00 元, 短款 116.77 元."""
    return f"{'短款' if difference < 0 else '长款'} {format_yuan(abs(difference))} 元"


def beyond_words(over_short: OverShort) -> tuple[str, ...]:
    """The limits that were passed, each with its figure."""
    limits = over_short.limits
    said = {
        Limit.SHIFT: f"超过一班 {format_yuan(limits.shift_max)} 元的上限",
        Limit.MONTH: f"本月累计 {format_yuan(over_short.month_sum)} 元，"
        f"超过一人一月 {format_yuan(limits.month_max)} 元的上限",
    }
    return tuple(said[limit] for limit in over_short.beyond)


def over_short_words(ending: ShiftEnding) -> str:
    """What a manager is asked to approve: 短款 116.77 元，超过一班 50.00 元的上限."""
    off = worst(count.difference for count in ending.counts)
    return "，".join((off_words(off), *beyond_words(ending.over_short)))
