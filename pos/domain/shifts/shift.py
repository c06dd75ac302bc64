"""A shift: one cashier's turn at the drawer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pos.domain.calendar import BusinessDate, shanghai
from pos.domain.money import Fen

FIRST_EPOCH: Final = 1
EPOCH_NUMBERS: Final = 10_000  # More than a till sells in a day.
_EPOCHS: Final = 100


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


def counted_in(epoch: int, counter: int) -> int:
    """A day's counter as it stands in numbers: each epoch of a till counts in a range of its own.

    A till that is enrolled again begins an empty journal, perhaps on a disk that knows nothing of the old
    one, and no number may be given twice on a day. 100 epochs fit into the six digits of a number.
    """
    return (epoch - FIRST_EPOCH) % _EPOCHS * EPOCH_NUMBERS + counter


def sale_number(till_id: str, date: BusinessDate, counter: int, *, epoch: int = FIRST_EPOCH) -> str:
    """Till + day + counter (DESIGN 4): S01-1-20261123-0087; in epoch 2 S01-1-20261123-10087."""
    return f"{till_id}-{date.replace('-', '')}-{counted_in(epoch, counter):04d}"


def return_number(till_id: str, date: BusinessDate, counter: int, *, epoch: int = FIRST_EPOCH) -> str:
    """Till + day + counter of the day's returns: S01-1-20261123-R003."""
    return f"{till_id}-{date.replace('-', '')}-R{counted_in(epoch, counter):03d}"


def make_good_number(till_id: str, date: BusinessDate, counter: int, *, epoch: int = FIRST_EPOCH) -> str:
    """Till + day + counter of the day's make-good slips: S01-1-20261123-M003."""
    return f"{till_id}-{date.replace('-', '')}-M{counted_in(epoch, counter):03d}"


def close_number(till_id: str, date: BusinessDate, revision: int, *, epoch: int = FIRST_EPOCH) -> str:
    """Till + day + revision of a day close: S01-1-20261123-Z1."""
    return f"{till_id}-{date.replace('-', '')}-Z{counted_in(epoch, revision)}"
