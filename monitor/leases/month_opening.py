"""Opens months: reads cards and keepers, asks the allocator, stores leases and their documents."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, delete, func, select, update

from monitor.documents.publishing import (
    CARDS,
    LEASES,
    PROGRAMME,
    current_number,
    next_numbers,
    read_programmes,
    store_document,
)
from monitor.leases.allocator import CardMonth, Holder, NewLease, lease_id, months_to_open, open_month
from monitor.leases.card_months import LEFT_BY_FORMER, Leased, free_of, leased_of, lock_cards
from monitor.leases.month_list import MONTH_LIST, Standing, in_force, join, standing, taken_off
from monitor.leases.month_states import mark_leased
from monitor.leases.rolled_rests import rolled_of
from monitor.leases.rolling import roll_over
from monitor.leases.usual_stores import usual_stores
from monitor.store import tables
from monitor.store.engine import Store
from monitor.store.rows import insert_once
from pos.crypto.keys import DeviceKey
from pos.domain.calendar import Month
from pos.domain.cards.lease_grant import LeaseGrant, grants_to_data
from pos.domain.money import Fen
from pos.domain.programme.programme import PoolId, programme_in_force

PORTION: Final = 2_000  # Cards of one transaction.
_GRANTS_MAX: Final = 2_000  # In one document.
_card: Final = tables.card.c
_FIRST_EPOCH: Final = 1  # Leases wait for a till that was never enrolled under its first epoch.


class MonthOpener:
    """Opens each month once it is due. It can be called on every request: it remembers what is done."""

    def __init__(self, store: Store, key: DeviceKey) -> None:
        self._store = store
        self._key = key
        self._done: tuple[object, ...] = ()

    def open_due(self, now_ms: int) -> int:
        """Lease what is due and not leased yet; return the number of new leases."""
        months = months_to_open(now_ms)
        state = self._store.read(
            lambda connection: (
                months,
                current_number(connection, CARDS),
                current_number(connection, PROGRAMME),
                current_number(connection, MONTH_LIST),
                current_number(connection, LEFT_BY_FORMER),
                _installations(connection),
            )
        )
        if state == self._done:
            return 0
        opened = sum(self._open(month, now_ms=now_ms) for month in months)
        self._done = state
        return opened

    def _open(self, month: Month, *, now_ms: int) -> int:
        """In portions, each a transaction of its own: a tap in the meantime waits for one at most."""
        opened, after = 0, ""
        may_be = self._store.read(lambda connection: standing(connection, month))
        while True:
            start = after
            found, last = self._store.write(
                lambda connection, start=start: open_portion(  # type: ignore[misc]
                    connection, self._key, month, after=start, at_ms=now_ms
                )
            )
            opened += found
            if last is None:
                if may_be is Standing.RELEASED:  # Before the first portion: none was passed over.
                    self._store.write(lambda connection: mark_leased(connection, month, now_ms=now_ms))
                return opened
            after = last


def _installations(connection: Connection) -> tuple[int, int]:
    """How many there ever were, and how many are given up: a keeper that is new has leases coming."""
    device = tables.device.c
    row = connection.execute(
        select(
            func.count().label("known"),
            func.count(func.coalesce(device.retired_ms, device.forked_ms)).label("gone"),
        ).select_from(tables.device)
    ).one()
    return row.known, row.gone


def allocate_alone(connection: Connection) -> None:
    """Lock out every other allocator until this transaction ends, so that it sees our leases."""
    next_numbers(connection, "allocation")


def hand_over_unsent(connection: Connection, key: DeviceKey, to: Holder, *, at_ms: int) -> int:
    """Lease to a till's new installation what was never sent to its former ones; return how many leases.

    This frees nothing that could be spent: a till knows a lease only by its document, a
    retired installation is sent no document, and `leases_sent` was written with each answer. The
    caller allocates alone and has retired the former installations in this transaction.
    """
    lease, device = tables.lease, tables.device
    rows = connection.execute(
        select(lease)
        .join(device, and_(*(device.c[name] == lease.c[name] for name in ("store_id", "till_id", "epoch"))))
        .where(
            *_of_former(to, at_ms=at_ms),
            lease.c.document_number > device.c.leases_sent,
            lease.c.restored_from.is_(None),
        )
        .order_by(lease.c.month, lease.c.card_no, lease.c.lease_id)
    ).all()
    pools: dict[tuple[Month, str, str], dict[PoolId, Fen]] = defaultdict(dict)
    for row in rows:
        pools[row.month, row.card_no, row.lease_id][row.pool_id] = row.granted
    by_month: dict[Month, list[NewLease]] = defaultdict(list)
    for (month, card_no, old_id), parts in pools.items():
        by_month[month].append(NewLease(to, LeaseGrant(old_id, card_no, month, parts)))
    for epoch, number in sorted({(row.epoch, row.document_number) for row in rows}):
        connection.execute(
            delete(lease).where(
                *_of_former(to, at_ms=at_ms), lease.c.epoch == epoch, lease.c.document_number == number
            )
        )
    for month, leases in by_month.items():
        grant_all(connection, key, month, leases, at_ms=at_ms)
    return len(pools)


def left_with_former(connection: Connection, to: Holder, *, at_ms: int) -> tuple[int, int]:
    """How many cards have leases with a till's former installations, and over how many months from now."""
    lease = tables.lease
    row = connection.execute(
        select(
            func.count(lease.c.card_no.distinct()).label("cards"),
            func.count(lease.c.month.distinct()).label("months"),
        ).where(*_of_former(to, at_ms=at_ms))
    ).one()
    return row.cards, row.months


def _of_former(to: Holder, *, at_ms: int) -> tuple[ColumnElement[bool], ...]:
    lease = tables.lease
    return (
        lease.c.store_id == to.store_id,
        lease.c.till_id == to.till_id,
        lease.c.epoch < to.epoch,
        lease.c.month >= months_to_open(at_ms)[0],
    )


def open_portion(
    connection: Connection, key: DeviceKey, month: Month, *, after: str, at_ms: int
) -> tuple[int, str | None]:
    """Lease what nobody holds of the cards after one; return how many, and the portion's last card.

    None: there are no more. It can be cut short and begun again anywhere: what is leased is not leased twice.
    """
    due = _due_cards(connection, month, _card.card_no > after)
    opened = _open_for(connection, key, month, due, at_ms=at_ms)
    return opened, due[-1][0] if len(due) == PORTION else None


def open_cards(
    connection: Connection, key: DeviceKey, month: Month, cards: Collection[str], *, at_ms: int
) -> int:
    """Lease what nobody holds of these cards, at most a portion of them; return how many leases."""
    due = _due_cards(connection, month, _card.card_no.in_(sorted(cards)))
    return _open_for(connection, key, month, due, at_ms=at_ms)


def _open_for(
    connection: Connection, key: DeviceKey, month: Month, due: list[tuple[str, str]], *, at_ms: int
) -> int:
    programme = programme_in_force(list(read_programmes(connection).values()), f"{month}-01")
    if programme is None or not due:
        return 0
    cards = [card_no for card_no, _store_id in due]
    allocate_alone(connection)
    may_be = standing(connection, month)
    if may_be is Standing.WAITING:
        return 0
    if may_be is Standing.RELEASED:
        join(connection, month, cards, now_ms=at_ms)
    roll_over(connection, month, cards, programme, now_ms=at_ms)  # Locks the earlier month first.
    lock_cards(connection, month, cards)
    new = open_month(month, _cards_of(connection, month, due), entitlement=programme.entitlement())
    grant_all(connection, key, month, new, at_ms=at_ms)
    return len(new)


def grant_all(
    connection: Connection,
    key: DeviceKey,
    month: Month,
    new: list[NewLease],
    *,
    at_ms: int,
    moved_from: str | None = None,
) -> None:
    """Store leases and make their documents. The cards are locked."""
    by_holder: dict[Holder, list[NewLease]] = defaultdict(list)
    for lease in new:
        by_holder[lease.holder].append(lease)
    for holder, leases in by_holder.items():
        for start in range(0, len(leases), _GRANTS_MAX):
            part = leases[start : start + _GRANTS_MAX]
            _grant(connection, key, holder, month, part, at_ms=at_ms, moved_from=moved_from)


def _grant(
    connection: Connection,
    key: DeviceKey,
    holder: Holder,
    month: Month,
    leases: list[NewLease],
    *,
    at_ms: int,
    restored_from: str | None = None,
    moved_from: str | None = None,
) -> None:
    grants = [lease.grant for lease in leases]
    number = store_document(
        connection,
        key,
        kind=LEASES,
        audience=holder.till_id,
        epoch=holder.epoch,
        month=month,
        at_ms=at_ms,
        body={
            "month": month,
            "grants": grants_to_data(grants),
        },
    )
    rows = [
        {
            "card_no": grant.card_no,
            "month": month,
            "lease_id": grant.lease_id,
            "pool_id": pool_id,
            "store_id": holder.store_id,
            "till_id": holder.till_id,
            "epoch": holder.epoch,
            "document_number": number,
            "granted": amount,
            "restored_from": restored_from,
            "released": 0,
            "moved_from": moved_from,
        }
        for grant in grants
        for pool_id, amount in grant.pools.items()
    ]
    stored = insert_once(connection, tables.lease, rows)
    assert stored == len(rows), "a lease was granted twice"


def lease_again(
    connection: Connection,
    key: DeviceKey,
    *,
    card_no: str,
    month: Month,
    pools: Mapping[PoolId, Fen],
    otherwise: Holder,
    restored_from: str,
    at_ms: int,
) -> None:
    """Lease what a return at another till gave back to a card: to its keeper, or `otherwise`.

    The caller allocates alone, and knows that the till which holds the spent lease restores nothing.
    """
    card = tables.card
    store_id = connection.execute(select(card.c.usual_store_id).where(card.c.card_no == card_no)).scalar()
    holder = _keepers(connection).get(store_id or "", otherwise)
    digest = hashlib.sha256(f"huimin restored lease\n{restored_from}\n".encode()).hexdigest()
    grant = LeaseGrant(f"L{month.replace('-', '')}-{digest[:20]}", card_no, month, dict(pools))
    _grant(
        connection, key, holder, month, [NewLease(holder, grant)], at_ms=at_ms, restored_from=restored_from
    )


def _due_cards(connection: Connection, month: Month, which: ColumnElement[bool]) -> list[tuple[str, str]]:
    """The next of some cards that are due this month and have a usual store, with that."""
    card = tables.card
    due = connection.execute(
        select(card.c.card_no, card.c.usual_store_id)
        .where(which, card.c.usual_store_id.is_not(None), in_force(month), ~taken_off(month))
        .order_by(card.c.card_no)
        .limit(PORTION)
    )
    return [(row.card_no, row.usual_store_id) for row in due]


def _cards_of(connection: Connection, month: Month, due: list[tuple[str, str]]) -> list[CardMonth]:
    """The cards with the keeper of their usual store, and what is leased or free."""
    keepers = _keepers(connection)
    cards = [card_no for card_no, _store_id in due]
    leased, free = leased_of(connection, month, cards), free_of(connection, month, cards)
    usual = dict(due)
    new = [card_no for card_no in cards if card_no not in leased]
    moved = {
        card_no: store_id
        for card_no, store_id in usual_stores(connection, month, new).items()
        if store_id != usual[card_no] and store_id in keepers
    }
    for card_no, store_id in moved.items():
        connection.execute(
            update(tables.card).where(tables.card.c.card_no == card_no).values(usual_store_id=store_id)
        )
    usual |= moved
    found, rolled = [], rolled_of(connection, month, cards)
    for card_no in cards:
        if usual[card_no] not in keepers:
            continue
        known = leased.get(card_no, Leased({}, 0))
        taken = {
            pool: known.taken(pool) + free.get(card_no, {}).get(pool, 0)
            for pool in known.amounts.keys() | known.credited.keys() | free.get(card_no, {}).keys()
        }
        more = rolled.get(card_no, {})
        found.append(CardMonth(card_no, keepers[usual[card_no]], taken, known.leases, more))
    return found


def _keepers(connection: Connection) -> dict[str, Holder]:
    """Who keeps each store's leases: its keeper's newest installation, or the first that is yet to come.

    A store whose keeper was given up, or lives twice, has none until it is enrolled again: what nobody is
    leased meanwhile goes to whoever has the cardholder in front of them.
    """
    store, device = tables.store, tables.device
    newest = (
        select(device.c.store_id, device.c.till_id, func.max(device.c.epoch).label("epoch"))
        .group_by(device.c.store_id, device.c.till_id)
        .subquery()
    )
    same = and_(newest.c.store_id == store.c.store_id, newest.c.till_id == store.c.keeper_till_id)
    rows = connection.execute(
        select(store.c.store_id, store.c.keeper_till_id, newest.c.epoch)
        .select_from(
            store.outerjoin(newest, same).outerjoin(
                device,
                and_(*(device.c[name] == newest.c[name] for name in ("store_id", "till_id", "epoch"))),
            )
        )
        .where(device.c.retired_ms.is_(None), device.c.forked_ms.is_(None))
    )
    return {row.store_id: Holder(row.store_id, row.keeper_till_id, row.epoch or _FIRST_EPOCH) for row in rows}


def grant_on_tap(
    connection: Connection,
    key: DeviceKey,
    holder: Holder,
    *,
    card_no: str,
    month: Month,
    pools: Mapping[PoolId, Fen],
    ordinal: int,
    moved_from: str,
    at_ms: int,
) -> None:
    """Lease amounts (fen) of one card to one installation. The card is locked; `ordinal` is the lease's."""
    grant = LeaseGrant(lease_id(month, card_no, ordinal), card_no, month, dict(pools))
    _grant(connection, key, holder, month, [NewLease(holder, grant)], at_ms=at_ms, moved_from=moved_from)
