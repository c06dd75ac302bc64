"""Where each month is: computed, released, leased, closed; and what it came to. It decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, func, select, update

from monitor.documents.publishing import LEASES
from monitor.leases.card_months import net_lease
from monitor.leases.slip_states import SlipState
from monitor.store import tables
from monitor.store.lease_tables import make_good, make_good_debit
from monitor.store.month_tables import closed_month, month_release
from pos.domain.calendar import Month
from pos.domain.journal.record import Record, SignedAmount, Text, Whole


class MonthState(StrEnum):
    """One after the other; none is ever taken back."""

    COMPUTED = "computed"
    RELEASED = "released"
    LEASED = "leased"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class MonthStanding:
    """One month as it stands. Times are ms; None: not yet, or before months were released by people."""

    month: Month
    state: MonthState
    rules: str | None = None
    cards: int | None = None
    digest: str | None = None
    released_ms: int | None = None
    leased_ms: int | None = None
    closed_ms: int | None = None


class PoolOfMonth(Record, frozen=True, forbid_unknown_fields=True):
    """What a pool of a month came to over all cards, in fen; `used` is spent and made good."""

    pool_id: Text
    cards: Whole
    leased: SignedAmount
    used: SignedAmount


def month_standings(connection: Connection, months: Sequence[Month]) -> list[MonthStanding]:
    """How some months stand, in the order given."""
    rows = {row.month: row for row in connection.execute(select(month_release))}
    closed = {
        row.month: row.closed_ms
        for row in connection.execute(
            select(closed_month.c.month, func.max(closed_month.c.closed_ms).label("closed_ms")).group_by(
                closed_month.c.month
            )
        )
    }
    found = []
    for month in months:
        row, closed_ms = rows.get(month), closed.get(month)
        state = MonthState.CLOSED if closed_ms is not None else MonthState.COMPUTED
        if row is None:
            found.append(MonthStanding(month, state, closed_ms=closed_ms))
            continue
        if state is MonthState.COMPUTED:
            state = MonthState.RELEASED if row.leased_ms is None else MonthState.LEASED
        found.append(
            MonthStanding(
                month,
                state,
                rules=row.rules,
                cards=row.cards,
                digest=row.digest,
                released_ms=row.released_ms,
                leased_ms=row.leased_ms,
                closed_ms=closed_ms,
            )
        )
    return found


def months_that_were(connection: Connection, months: Sequence[Month]) -> list[Month]:
    """Those of some months of which anything was leased, in the order given."""
    document = tables.document
    found = set(
        connection.execute(
            select(document.c.month).where(document.c.kind == LEASES, document.c.month.in_(months)).distinct()
        ).scalars()
    )
    return [month for month in months if month in found]


def is_closed(connection: Connection, month: Month) -> bool:
    """Whether two people closed a month."""
    return (
        connection.execute(select(closed_month.c.month).where(closed_month.c.month == month).limit(1)).first()
        is not None
    )


def mark_leased(connection: Connection, month: Month, *, now_ms: int) -> None:
    """Every card of a released month has its leases. Said once; a later correction does not unsay it."""
    connection.execute(
        update(month_release)
        .where(month_release.c.month == month, month_release.c.leased_ms.is_(None))
        .values(leased_ms=now_ms)
    )


def sums_of(connection: Connection, month: Month) -> tuple[PoolOfMonth, ...]:
    """What a month came to, by pool: added up by the database, whatever its size."""
    lease, spend, debit = tables.lease, tables.card_spend, make_good_debit
    leased = {
        row.pool_id: int(row.amount)
        for row in connection.execute(
            select(lease.c.pool_id, func.sum(net_lease()).label("amount"))
            .where(lease.c.month == month)
            .group_by(lease.c.pool_id)
        )
    }
    moved = (
        select(spend.c.card_no, spend.c.pool_id, spend.c.amount)
        .where(spend.c.month == month)
        .union_all(select(debit.c.card_no, debit.c.pool_id, debit.c.amount).where(debit.c.month == month))
        .subquery()
    )
    by_card = (
        select(moved.c.card_no, moved.c.pool_id, func.sum(moved.c.amount).label("amount"))
        .group_by(moved.c.card_no, moved.c.pool_id)
        .subquery()
    )
    used = {
        row.pool_id: (row.cards, int(row.amount))
        for row in connection.execute(
            select(by_card.c.pool_id, func.count().label("cards"), func.sum(by_card.c.amount).label("amount"))
            .where(by_card.c.amount != 0)
            .group_by(by_card.c.pool_id)
        )
    }
    return tuple(
        PoolOfMonth(pool, used.get(pool, (0, 0))[0], leased.get(pool, 0), used.get(pool, (0, 0))[1])
        for pool in sorted(leased.keys() | used.keys())
    )


def slips_waiting(connection: Connection, month: Month) -> int:
    """How many make-good slips of a month are not decided yet."""
    waiting = (make_good.c.month == month, make_good.c.state == SlipState.WAITING.value)
    count: int = connection.execute(select(func.count()).select_from(make_good).where(*waiting)).scalar_one()
    return count
