"""Reads who holds what of a card's month, pool by pool, and since when all of theirs is known."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection, and_, func, select

from monitor.cards.chains import with_former
from monitor.leases.allocator import Holder
from monitor.leases.slip_deciding import Standing
from monitor.store import tables
from pos.domain.calendar import Month
from pos.domain.money import Fen
from pos.domain.programme.programme import PoolId


def standings_of(connection: Connection, month: Month, card_no: str) -> list[Standing]:
    """Everybody who was leased something, in the order of stores. The card is locked.

    Of a card that replaced others also who was leased something of those: they share the month.
    """
    lease, use, device = tables.lease, tables.lease_use, tables.device
    key = ("store_id", "till_id", "epoch")
    rows = connection.execute(
        select(
            *(lease.c[name] for name in key),
            lease.c.pool_id,
            (lease.c.granted - lease.c.released - func.coalesce(use.c.spent, 0)).label("rest"),
            device.c.vouched_ms,
            device.c.retired_ms,
        )
        .select_from(
            lease.outerjoin(
                use, and_(*(use.c[name] == lease.c[name] for name in (*key, "lease_id", "pool_id")))
            ).outerjoin(device, and_(*(device.c[name] == lease.c[name] for name in key)))
        )
        .where(lease.c.card_no.in_(with_former(connection, card_no)), lease.c.month == month)
        .order_by(*(lease.c[name] for name in key))
    ).all()
    left: dict[Holder, dict[PoolId, Fen]] = defaultdict(lambda: defaultdict(int))
    known: dict[Holder, tuple[int, bool]] = {}
    for row in rows:
        holder = Holder(row.store_id, row.till_id, row.epoch)
        left[holder][row.pool_id] += row.rest
        known[holder] = (row.vouched_ms or 0, row.retired_ms is not None)
    return [Standing(each, dict(pools), *known[each]) for each, pools in left.items()]
