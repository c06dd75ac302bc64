"""Books slices that a till took in from a neighbour, by the giver's own signature. Idempotent.

The giver's entry usually comes in the giver's own batch. When the taker is heard first, its entry brings
the giver's, and the slice moves at once: the giver's lease gets smaller (`slice_in_transit` says by what,
until the giver is heard), the taker's is there to be spent. Nothing is believed that the giver did not sign.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, select, update

from monitor.alerts.alerts import Alert
from monitor.devices.devices import Device, find_device
from monitor.journal.examining import Examined, Trouble, trouble_of
from monitor.leases.card_debits import LeaseBook
from monitor.leases.card_months import lock_cards, note_change
from monitor.leases.release_booking import lease_slice
from monitor.store import tables
from monitor.store.lease_tables import lease_release, slice_in_transit
from monitor.store.rows import insert_once
from pos.crypto.slices import Neighbour, check_received
from pos.domain.cards.lease_moves import LeaseReceived, LeaseReleased, ReleaseCause
from pos.domain.money import Fen
from pos.errors.ledger import EntryWrong


def lock_moved(connection: Connection, fresh: Iterable[Examined]) -> None:
    """Allocate alone for every card of which a batch moves rights, before its books are read."""
    cards: dict[str, set[str]] = defaultdict(set)
    for each in fresh:
        moved = each.received or each.released
        if moved is not None:
            cards[moved.month].add(moved.card_no)
    for month in sorted(cards):
        lock_cards(connection, month, cards[month])


def slice_trouble(
    connection: Connection, device: Device, facts: LeaseReceived, leases: LeaseBook
) -> Trouble | None:
    """What is wrong with taking a slice in; when nothing is, later sales of the batch may spend it."""
    giver = find_device(connection, facts.from_till, facts.from_epoch)
    if giver is None or giver.store_id != device.store_id:
        return trouble_of("lease.no_neighbour", f"till {facts.from_till!a}, epoch {facts.from_epoch}")
    try:
        released = _proven(giver, device, facts)
    except EntryWrong as error:
        return trouble_of("lease.slice_unproven", str(error.facts["reason"]))
    held = {
        pool: leases.granted.get((facts.card_no, facts.month, facts.release_id, pool)) for pool in facts.pools
    }
    if all(amount is not None for amount in held.values()):
        return None  # The giver was heard first: it is leased already.
    if giver.retired_ms is not None or giver.forked_ms is not None:
        return Trouble("lease.giver_retired", f"till {giver.till_id}, epoch {giver.epoch}")
    for part in released.parts:
        left = _left_of(connection, giver, released, part.lease_id, part.pool)
        if left is None or part.amount > left:
            return trouble_of("lease.not_granted", f"the giver holds no such lease: pool {part.pool[:40]!a}")
    for pool, amount in facts.pools.items():
        leases.granted[facts.card_no, facts.month, facts.release_id, pool] = amount
    return None


def book_slices(connection: Connection, device: Device, counted: Sequence[Examined], *, now_ms: int) -> None:
    """Move what was taken in and is not moved yet. Their cards are locked; each entry was found good."""
    if device.retired_ms is not None or device.forked_ms is not None:
        return
    for each in counted:
        facts = each.received
        giver = None if facts is None else find_device(connection, facts.from_till, facts.from_epoch)
        if facts is None or giver is None:
            continue
        released = _proven(giver, device, facts)
        row = {
            **giver.key,
            "release_id": released.release_id,
            "card_no": released.card_no,
            "month": released.month,
            "cause": ReleaseCause.SLICE.value,
            "sequence": facts.giver.sequence,
            "amount": sum(part.amount for part in released.parts),
            "booked_ms": now_ms,
        }
        if insert_once(connection, lease_release, [row]):
            _send_off(connection, giver, released, sequence=facts.giver.sequence)
            lease_slice(connection, giver, released)
            note_change(connection, released.month, released.card_no)


def in_transit(connection: Connection, giver: Device) -> dict[tuple[str, str, str, str], Fen]:
    """What was booked for takers before this giver was heard, in fen by card, month, lease and pool.

    Its own books do not know of it yet: what it spent before it let go still fits into its lease.
    """
    sums: dict[tuple[str, str, str, str], Fen] = defaultdict(int)
    for row in connection.execute(select(slice_in_transit).where(*_of(giver))):
        sums[row.card_no, row.month, row.lease_id, row.pool_id] += row.amount
    return sums


def is_awaited(connection: Connection, giver: Device, facts: LeaseReleased, *, sequence: int) -> bool:
    """Whether the giver's entry says, in the same place, what a taker brought before."""
    rows = connection.execute(
        select(slice_in_transit).where(*_of(giver), slice_in_transit.c.release_id == facts.release_id)
    ).all()
    found = {(row.sequence, row.card_no, row.month, row.lease_id, row.pool_id, row.amount) for row in rows}
    told = {
        (sequence, facts.card_no, facts.month, part.lease_id, part.pool, part.amount) for part in facts.parts
    }
    return bool(told) and found == told


def arrived(connection: Connection, giver: Device, release_id: str) -> None:
    """The giver was heard: its own books know of the slice now."""
    connection.execute(
        delete(slice_in_transit).where(*_of(giver), slice_in_transit.c.release_id == release_id)
    )


def denied_slices(
    connection: Connection, giver: Device, counted: Iterable[Examined], *, last: int, now_ms: int
) -> list[Alert]:
    """An alert for each slice whose place in the giver's journal holds something else."""
    told = {each.released.release_id for each in counted if each.released is not None}
    rows = connection.execute(
        select(slice_in_transit.c.release_id, slice_in_transit.c.sequence, slice_in_transit.c.card_no)
        .where(*_of(giver), slice_in_transit.c.sequence <= last)
        .distinct()
    )
    return [
        Alert(
            code="lease.slice_denied",
            store_id=giver.store_id,
            till_id=giver.till_id,
            about=f"{giver.till_id}/{giver.epoch}/{row.release_id}",
            facts={"sequence": row.sequence, "tail": row.card_no[-4:]},
            raised_ms=now_ms,
        )
        for row in rows
        if row.release_id not in told
    ]


def _proven(giver: Device, taker: Device, facts: LeaseReceived) -> LeaseReleased:
    introduced = Neighbour(giver.till_id, giver.epoch, giver.suite, giver.public_key)
    return check_received(facts, introduced, to_till=taker.till_id, to_epoch=taker.epoch)


def _left_of(
    connection: Connection, giver: Device, released: LeaseReleased, lease_id: str, pool: str
) -> Fen | None:
    """What the giver's lease holds, spent or not; what it had spent when it let go, it alone knows."""
    lease = tables.lease
    row: Any = connection.execute(
        select(lease.c.granted, lease.c.released).where(
            lease.c.card_no == released.card_no,
            lease.c.month == released.month,
            lease.c.lease_id == lease_id,
            lease.c.pool_id == pool,
            *(lease.c[name] == value for name, value in giver.key.items()),
        )
    ).one_or_none()
    return None if row is None else int(row.granted - row.released)


def _send_off(connection: Connection, giver: Device, released: LeaseReleased, *, sequence: int) -> None:
    lease = tables.lease
    rows = []
    for part in released.parts:
        connection.execute(
            update(lease)
            .where(
                lease.c.card_no == released.card_no,
                lease.c.month == released.month,
                lease.c.lease_id == part.lease_id,
                lease.c.pool_id == part.pool,
            )
            .values(released=lease.c.released + part.amount)
        )
        rows.append(
            {
                **giver.key,
                "release_id": released.release_id,
                "lease_id": part.lease_id,
                "pool_id": part.pool,
                "card_no": released.card_no,
                "month": released.month,
                "sequence": sequence,
                "amount": part.amount,
            }
        )
    insert_once(connection, slice_in_transit, rows)


def _of(giver: Device) -> list[Any]:
    return [slice_in_transit.c[name] == value for name, value in giver.key.items()]
