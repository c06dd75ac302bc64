"""Adds up what make-goods took of cards' months beside the leases: together never more than the month."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from monitor.documents.publishing import read_programmes
from monitor.leases.card_months import Leased, leased_of, read_books
from monitor.store.lease_tables import make_good_debit
from pos.domain.calendar import Month
from pos.domain.money import Fen
from pos.domain.programme.programme import PoolId, programme_in_force


@dataclass(frozen=True, slots=True)
class OverCredited:
    """A card's month of which more was leased and credited than there is, in fen."""

    card_no: str
    month: Month
    pool: PoolId
    taken: Fen
    entitlement: Fen


def over_credited(connection: Connection) -> list[OverCredited]:
    """Look at all months with credits; none is as it should be."""
    debit = make_good_debit
    query = select(debit.c.card_no, debit.c.month).distinct().order_by(debit.c.card_no, debit.c.month)
    programmes = list(read_programmes(connection).values())
    found = []
    for row in connection.execute(query).all():
        whole = read_books(connection, row.month, row.card_no)[0].entitlement
        if whole is None:  # Nothing is due to it any more; what it had was by the programme.
            programme = programme_in_force(programmes, f"{row.month}-01")
            whole = {} if programme is None else programme.entitlement()
        leased = leased_of(connection, row.month, [row.card_no]).get(row.card_no, Leased({}, 0))
        for pool in sorted(leased.credited):
            if leased.credited[pool] < 0 or leased.taken(pool) > whole.get(pool, 0):
                taken = leased.taken(pool)
                found.append(OverCredited(row.card_no, row.month, pool, taken, whole.get(pool, 0)))
    return found
