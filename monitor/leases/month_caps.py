"""The most that a month ever was: what the programmes gave by which it could be leased. It leases nothing."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, select

from monitor.documents.publishing import read_programmes
from monitor.leases.rolled_rests import month_before
from monitor.store import tables
from pos.domain.calendar import Month, business_date
from pos.domain.money import Fen
from pos.domain.programme.programme import PoolId, Programme, programme_in_force

_OPENS: Final = "25"  # The day of the month before, see `allocator.months_to_open`.


def most_of_month(connection: Connection, month: Month) -> dict[PoolId, Fen]:
    """By pool, in fen: the most of all programmes that were in force for a month once it could be leased.

    A version that lowers an opened month takes nothing back, so its leases are measured against the former.
    """
    by_version = read_programmes(connection)
    order = select(tables.programme.c.version, tables.programme.c.published_ms).order_by(
        tables.programme.c.published_ms, tables.programme.c.number
    )
    opens = f"{month_before(month)}-{_OPENS}"
    known: list[Programme] = []
    could: list[Programme] = []
    for row in connection.execute(order):
        known.append(by_version[row.version])
        ruling = programme_in_force(known, f"{month}-01")
        if business_date(row.published_ms) < opens:
            could = []  # Nothing was leased by what came before it.
        if ruling is not None:
            could.append(ruling)
    most: dict[PoolId, Fen] = {}
    for programme in could:
        for pool, amount in programme.entitlement().items():
            most[pool] = max(amount, most.get(pool, 0))
    return most
