"""Chooses the published contribution of a date, and what an amount gives by it (DESIGN 3.6).

The figure is measured by the platform for a whole month and published once. A sale shows the same figure
whenever its receipt is printed again, so the date alone decides which month's it is.
"""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import Meta, Struct

from pos.domain.calendar import BusinessDate, Month
from pos.domain.money import Fen, half_up

# A month is measured when tills that were without a line over its last days have been heard.
PUBLISHED_FROM_DAY: Final = 3
PER: Final = 10_000


class Contribution(Struct, frozen=True, forbid_unknown_fields=True):
    """The federation's measured figure of a month: per 10,000 fen of public turnover (498 = 4.98 %)."""

    month: Annotated[Month, Meta(min_length=1)]
    per_10000: Annotated[int, Meta(ge=0)]


def month_before(month: Month) -> Month:
    """The month before another."""
    year, number = int(month[:4]), int(month[5:7])
    return f"{year:04d}-{number - 1:02d}" if number > 1 else f"{year - 1:04d}-12"


def figure_month(date: BusinessDate) -> Month:
    """The month whose figure is shown on a date: the last one that was published by then."""
    last = month_before(date[:7])
    return last if int(date[8:10]) >= PUBLISHED_FROM_DAY else month_before(last)


def given_by(payable: Fen, contribution: Contribution) -> Fen:
    """What a payable amount gives by a figure, in fen, rounded half up; nothing of a negative amount."""
    return half_up(max(0, payable) * contribution.per_10000, PER)


def rate_words(contribution: Contribution) -> str:
    """The figure with two decimals: 498 → 4.98. It is yuan in a hundred, and per cent."""
    return f"{contribution.per_10000 // 100}.{contribution.per_10000 % 100:02d}"
