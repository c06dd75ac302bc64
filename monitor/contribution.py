"""The published contribution: what was given in a month, against the public's turnover (DESIGN 3.6)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from monitor.store.day_tables import day_total
from pos.domain.calendar import BusinessDate, Month
from pos.domain.day import Contribution
from pos.domain.money import Fen


@dataclass(frozen=True, slots=True)
class MonthGiven:
    """What all stores gave in a month, and what people without a card paid, in fen."""

    discount: Fen
    subsidy: Fen
    public_payable: Fen


def measure(month: Month, given: MonthGiven) -> Contribution | None:
    """What operators and the federation gave per 10,000 fen of public turnover, rounded half up."""
    public = given.public_payable
    whole = given.discount + given.subsidy
    if public <= 0 or whole < 0:
        return None
    return Contribution(month, (2 * whole * 10_000 + public) // (2 * public))


def last_contribution(connection: Connection, date: BusinessDate) -> Contribution | None:
    """The figure of the month before a date; None while no whole month lies behind us."""
    month = month_before(date)
    day = day_total.c
    first = connection.execute(select(func.min(day.business_date))).scalar_one_or_none()
    if first is None or first > f"{month}-01":
        return None
    row = connection.execute(
        select(
            func.coalesce(func.sum(day.discount), 0).label("discount"),
            func.coalesce(func.sum(day.subsidy), 0).label("subsidy"),
            func.coalesce(func.sum(day.public_payable), 0).label("public_payable"),
        ).where(day.business_date.between(f"{month}-01", f"{month}-31"))
    ).one()
    return measure(month, MonthGiven(int(row.discount), int(row.subsidy), int(row.public_payable)))


def month_before(date: BusinessDate) -> Month:
    """The month before the one a date lies in."""
    year, month = int(date[:4]), int(date[5:7])
    return f"{year:04d}-{month - 1:02d}" if month > 1 else f"{year - 1:04d}-12"
