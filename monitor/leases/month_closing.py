"""Says who still holds rights of a month that is over. It takes nothing: tills release, or are retired."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, and_, func, select

from monitor.leases.allocator import Holder
from monitor.store import tables
from pos.domain.calendar import Month
from pos.domain.money import Fen


@dataclass(frozen=True, slots=True)
class StillHolding:
    """An installation that has not let go of a month, with how many cards and how much, in fen."""

    holder: Holder
    cards: int
    left: Fen
    is_retired: bool


def still_holding(connection: Connection, month: Month) -> list[StillHolding]:
    """Who is missing before a month can close, in the order of stores; nobody: it is closed."""
    lease, use, device = tables.lease, tables.lease_use, tables.device
    key = ("store_id", "till_id", "epoch")
    rest = lease.c.granted - lease.c.released - func.coalesce(use.c.spent, 0)
    same = (*key, "lease_id", "pool_id")
    rows = connection.execute(
        select(
            *(lease.c[name] for name in key),
            func.count(lease.c.card_no.distinct()).label("cards"),
            func.sum(rest).label("left_over"),
            func.max(device.c.retired_ms).label("retired_ms"),
        )
        .select_from(
            lease.outerjoin(use, and_(*(use.c[name] == lease.c[name] for name in same))).outerjoin(
                device, and_(*(device.c[name] == lease.c[name] for name in key))
            )
        )
        .where(lease.c.month == month, rest > 0)
        .group_by(*(lease.c[name] for name in key))
        .order_by(*(lease.c[name] for name in key))
    )
    return [
        StillHolding(
            Holder(row.store_id, row.till_id, row.epoch),
            row.cards,
            int(row.left_over),
            row.retired_ms is not None,
        )
        for row in rows
    ]
