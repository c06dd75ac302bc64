"""The published contribution: what was given in a month per public turnover (DESIGN 3.6)."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from monitor.documents.publishing import CONTRIBUTION, store_document
from monitor.store import tables
from monitor.store.day_tables import day_total
from pos.crypto.keys import DeviceKey
from pos.domain.calendar import BusinessDate, Month, business_date
from pos.domain.money import Fen
from pos.domain.programme.contribution import Contribution, figure_month


@dataclass(frozen=True, slots=True)
class MonthGiven:
    """What all stores gave in a month, and what people without a card had to pay, in fen.

    抹零 is in neither: it is no gift of the programme, and prices are not lower for it.
    """

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
    """The figure shown on a date: as it was published, else as it is measured now.

    None before the first whole month is over.
    """
    month = figure_month(date)
    return _published(connection, month) or _measured(connection, month)


def publish_contribution(connection: Connection, key: DeviceKey, *, at_ms: int) -> bool:
    """Publish the last month's figure to all tills, once; False when that was done or there is none."""
    month = figure_month(business_date(at_ms))
    if _published(connection, month) is not None:
        return False
    measured = _measured(connection, month)
    if measured is None:
        return False
    body = {"month": measured.month, "per_10000": measured.per_10000}
    store_document(connection, key, kind=CONTRIBUTION, body=body, at_ms=at_ms, month=month)
    return True


def _published(connection: Connection, month: Month) -> Contribution | None:
    document = tables.document
    payload = connection.execute(
        select(document.c.payload).where(document.c.kind == CONTRIBUTION, document.c.month == month)
    ).scalar_one_or_none()
    if payload is None:
        return None
    body = json.loads(payload)["body"]
    return Contribution(body["month"], body["per_10000"])


def _measured(connection: Connection, month: Month) -> Contribution | None:
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
