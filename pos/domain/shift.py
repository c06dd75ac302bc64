"""A shift: one cashier's turn at the drawer."""

from __future__ import annotations

from dataclasses import dataclass

from pos.domain.calendar import BusinessDate, shanghai
from pos.domain.money import Fen


@dataclass(frozen=True, slots=True)
class Shift:
    """An open shift. `number` counts from 1 on each till; `float_fen` is the change put in the drawer."""

    shift_id: str
    number: int
    business_date: BusinessDate
    opened_at_ms: int
    cashier: str
    float_fen: Fen

    @property
    def name(self) -> str:
        """早班 before 13:00, 中班 before 17:00, else 晚班, by the hour it was opened."""
        return shift_name(self.opened_at_ms)


def shift_name(opened_at_ms: int) -> str:
    """What a shift is called by the hour it was opened."""
    hour = shanghai(opened_at_ms).hour
    return "早班" if hour < 13 else "中班" if hour < 17 else "晚班"


def sale_number(till_id: str, date: BusinessDate, counter: int) -> str:
    """Till + day + counter (DESIGN 4): S01-1-20261123-0087."""
    return f"{till_id}-{date.replace('-', '')}-{counter:04d}"


def return_number(till_id: str, date: BusinessDate, counter: int) -> str:
    """Till + day + counter of the day's returns: S01-1-20261123-R003."""
    return f"{till_id}-{date.replace('-', '')}-R{counter:03d}"


def close_number(till_id: str, date: BusinessDate, revision: int) -> str:
    """Till + day + revision of a day close: S01-1-20261123-Z1."""
    return f"{till_id}-{date.replace('-', '')}-Z{revision}"
