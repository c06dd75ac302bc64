"""The rehearsal for the 1st: whether a month's benefit would be at its tills. It changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, select

from monitor.documents.publishing import read_programmes
from monitor.leases.allocator import months_to_open
from monitor.leases.month_list import ComputedList, Standing, compute, in_force, standing, taken_off
from monitor.leases.rolled_rests import month_after
from monitor.store import tables
from monitor.store.month_tables import month_release
from pos.domain.calendar import Month
from pos.domain.programme.programme import programme_in_force

SILENT_MS: Final = 24 * 60 * 60 * 1000  # As the alert has it: longer than any night.
_TAILS_MAX: Final = 5


@dataclass(frozen=True, slots=True)
class TillReadiness:
    """A till, its newest installation, and how many cards' leases of the month are with it.

    `epoch` is None when it was never enrolled. `sent`: of these cards' leases all were put into an answer to
    it; whether it keeps them it says itself, in its self-test. Times are ms.
    """

    store_id: str
    store_name: str
    till_id: str
    is_keeper: bool
    epoch: int | None
    contact_ms: int | None
    cards: int
    sent: int
    roaming: int = 0  # Of a keeper that was given up: cards of its store that wait for whoever sees them.

    def is_silent(self, now_ms: int) -> bool:
        """An enrolled till that was not heard for a day."""
        return self.epoch is not None and (self.contact_ms is None or now_ms - self.contact_ms >= SILENT_MS)


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """An installation that cannot spend any more and still has leases of the month."""

    till_id: str
    epoch: int
    cards: int


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is known of a month. `is_due`: its leases should be out, for it is the 25th or later."""

    month: Month
    now_ms: int
    is_due: bool
    programme: tuple[str, str] | None  # Version and name.
    standing: Standing
    computed: ComputedList | None
    released_cards: int | None
    tills: tuple[TillReadiness, ...]
    left_behind: tuple[LeftBehind, ...]
    missing: int  # Cards that are due, have a usual store, and no lease.
    missing_tails: tuple[str, ...]  # The last four digits of the first of them.


def month_to_rehearse(now_ms: int) -> Month:
    """The month after this one."""
    return month_after(months_to_open(now_ms)[0])


def readiness(connection: Connection, month: Month, *, now_ms: int) -> Readiness:
    """Look at one month."""
    programme = programme_in_force(list(read_programmes(connection).values()), f"{month}-01")
    card = tables.card.c
    unleased = (in_force(month), ~taken_off(month), ~_is_leased(month))
    missing = (*unleased, card.usual_store_id.is_not(None), ~_has_no_keeper())
    roaming = {
        row.usual_store_id: row.cards
        for row in connection.execute(
            select(card.usual_store_id, func.count().label("cards"))
            .where(*unleased, _has_no_keeper())
            .group_by(card.usual_store_id)
        )
    }
    count: int = connection.execute(
        select(func.count()).select_from(tables.card).where(*missing)
    ).scalar_one()
    first = connection.execute(
        select(card.card_no).where(*missing).order_by(card.card_no).limit(_TAILS_MAX)
    ).scalars()
    released = connection.execute(
        select(month_release.c.cards).where(month_release.c.month == month)
    ).scalar()
    return Readiness(
        month=month,
        now_ms=now_ms,
        is_due=month <= months_to_open(now_ms)[-1],
        programme=None if programme is None else (programme.version, programme.name),
        standing=standing(connection, month),
        computed=compute(connection, month),
        released_cards=released,
        tills=_tills(connection, month, roaming),
        left_behind=_left_behind(connection, month),
        missing=count,
        missing_tails=tuple(each[-4:] for each in first),
    )


def _has_no_keeper() -> ColumnElement[bool]:
    """That a card's store has a keeper till whose newest installation was given up, or lives twice."""
    store, device, newer = tables.store, tables.device, tables.device.alias("newer")
    same = ("store_id", "till_id")
    return exists().where(
        store.c.store_id == tables.card.c.usual_store_id,
        device.c.store_id == store.c.store_id,
        device.c.till_id == store.c.keeper_till_id,
        device.c.retired_ms.is_not(None) | device.c.forked_ms.is_not(None),
        ~exists().where(*(newer.c[name] == device.c[name] for name in same), newer.c.epoch > device.c.epoch),
    )


def _is_leased(month: Month) -> ColumnElement[bool]:
    lease = tables.lease.c
    return exists().where(lease.card_no == tables.card.c.card_no, lease.month == month)


def _tills(connection: Connection, month: Month, roaming: Mapping[str, int]) -> tuple[TillReadiness, ...]:
    store, till, device = tables.store, tables.till, tables.device
    newest = (
        select(device.c.store_id, device.c.till_id, func.max(device.c.epoch).label("epoch"))
        .group_by(device.c.store_id, device.c.till_id)
        .subquery()
    )
    rows = connection.execute(
        select(
            till.c.store_id,
            store.c.name,
            store.c.keeper_till_id,
            till.c.till_id,
            device.c.epoch,
            device.c.contact_ms,
            device.c.retired_ms,
            device.c.forked_ms,
        )
        .select_from(
            till.join(store, store.c.store_id == till.c.store_id)
            .outerjoin(newest, and_(newest.c.store_id == till.c.store_id, newest.c.till_id == till.c.till_id))
            .outerjoin(
                device,
                and_(
                    device.c.store_id == newest.c.store_id,
                    device.c.till_id == newest.c.till_id,
                    device.c.epoch == newest.c.epoch,
                ),
            )
        )
        .order_by(till.c.store_id, till.c.till_id)
    ).all()
    held = _held(connection, month)
    found = []
    for row in rows:
        epoch = row.epoch if row.retired_ms is None and row.forked_ms is None else None
        cards, sent = held.get((row.till_id, epoch or 1), (0, 0))  # Before it is enrolled, its first one's.
        found.append(
            TillReadiness(
                row.store_id,
                row.name,
                row.till_id,
                row.till_id == row.keeper_till_id,
                epoch,
                row.contact_ms,
                cards,
                sent if epoch is not None else 0,
                roaming.get(row.store_id, 0) if row.till_id == row.keeper_till_id else 0,
            )
        )
    return tuple(found)


def _held(connection: Connection, month: Month) -> dict[tuple[str, int], tuple[int, int]]:
    """By installation: cards with something left to spend of the month, and of how many all was sent."""
    lease, device = tables.lease, tables.device
    same = and_(*(device.c[name] == lease.c[name] for name in ("store_id", "till_id", "epoch")))
    unsent = case((lease.c.document_number > func.coalesce(device.c.leases_sent, 0), 1), else_=0)
    by_card = (
        select(lease.c.till_id, lease.c.epoch, lease.c.card_no, func.max(unsent).label("unsent"))
        .select_from(lease.outerjoin(device, same))
        .where(lease.c.month == month, lease.c.granted > lease.c.released)
        .group_by(lease.c.till_id, lease.c.epoch, lease.c.card_no)
        .subquery()
    )
    rows = connection.execute(
        select(
            by_card.c.till_id,
            by_card.c.epoch,
            func.count().label("cards"),
            func.sum(by_card.c.unsent).label("unsent"),
        ).group_by(by_card.c.till_id, by_card.c.epoch)
    )
    return {(row.till_id, row.epoch): (row.cards, row.cards - int(row.unsent)) for row in rows}


def _left_behind(connection: Connection, month: Month) -> tuple[LeftBehind, ...]:
    lease, use, device = tables.lease, tables.lease_use, tables.device
    key = ("store_id", "till_id", "epoch")
    rest = lease.c.granted - lease.c.released - func.coalesce(use.c.spent, 0)
    rows = connection.execute(
        select(lease.c.till_id, lease.c.epoch, func.count(lease.c.card_no.distinct()).label("cards"))
        .select_from(
            lease.join(device, and_(*(device.c[name] == lease.c[name] for name in key))).outerjoin(
                use, and_(*(use.c[name] == lease.c[name] for name in (*key, "lease_id", "pool_id")))
            )
        )
        .where(
            lease.c.month == month,
            rest > 0,
            device.c.retired_ms.is_not(None) | device.c.forked_ms.is_not(None),
        )
        .group_by(lease.c.till_id, lease.c.epoch)
        .order_by(lease.c.till_id, lease.c.epoch)
    )
    return tuple(LeftBehind(row.till_id, row.epoch, row.cards) for row in rows)
