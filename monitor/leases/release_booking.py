"""Books what tills let go: a lease gets smaller, and its amount is free, or a neighbour's slice. Idempotent.

A release is looked at when its till's books are open (`LeaseBook.release`): what is not held, or more
than is left, is quarantined and frees nothing. Neither does what a retired or forked installation signs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from monitor.devices.devices import Device
from monitor.journal.examining import Examined
from monitor.leases.card_months import add_free, lock_cards, note_change
from monitor.store import tables
from monitor.store.lease_tables import lease_recall, lease_release
from monitor.store.rows import insert_once
from pos.domain.cards.lease_moves import LeaseReleased, ReleaseCause


def book_lease_releases(
    connection: Connection, device: Device, counted: Sequence[Examined], *, now_ms: int
) -> None:
    """Book the releases among entries that count. The device is locked."""
    if device.retired_ms is not None or device.forked_ms is not None:
        return
    found = [(each.wire.sequence, each.released) for each in counted if each.released is not None]
    cards: dict[str, set[str]] = defaultdict(set)
    for _sequence, facts in found:
        cards[facts.month].add(facts.card_no)
    for month in sorted(cards):
        lock_cards(connection, month, cards[month])
    for sequence, facts in found:
        _book(connection, device, sequence, facts, now_ms=now_ms)


def topics_of(examined: Iterable[Examined]) -> set[str]:
    """What to wake after a batch: whoever waits for one of its cards."""
    moved = (each.received or each.released for each in examined)
    return {card_topic(each.card_no, each.month) for each in moved if each is not None}


def card_topic(card_no: str, month: str) -> str:
    """The topic of those who wait for a card."""
    return f"card {card_no} {month}"


def _book(
    connection: Connection, device: Device, sequence: int, facts: LeaseReleased, *, now_ms: int
) -> None:
    row = {
        **device.key,
        "release_id": facts.release_id,
        "card_no": facts.card_no,
        "month": facts.month,
        "cause": facts.cause.value,
        "sequence": sequence,
        "amount": sum(part.amount for part in facts.parts),
        "booked_ms": now_ms,
    }
    if not insert_once(connection, lease_release, [row]):
        return
    lease = tables.lease
    for part in facts.parts:
        connection.execute(
            update(lease)
            .where(
                lease.c.card_no == facts.card_no,
                lease.c.month == facts.month,
                lease.c.lease_id == part.lease_id,
                lease.c.pool_id == part.pool,
            )
            .values(released=lease.c.released + part.amount)
        )
    if facts.cause is ReleaseCause.SLICE:
        lease_slice(connection, device, facts)
    else:
        add_free(connection, facts.month, facts.card_no, facts.by_pool())
    if facts.cause is ReleaseCause.RECALL:
        _answer_recall(connection, device, sequence, facts, now_ms=now_ms)
    note_change(connection, facts.month, facts.card_no)


def lease_slice(connection: Connection, device: Device, facts: LeaseReleased) -> None:
    """A neighbour's new lease has the id of the release; it has it already, so no document is made."""
    rows = [
        {
            "card_no": facts.card_no,
            "month": facts.month,
            "lease_id": facts.release_id,
            "pool_id": pool,
            "store_id": device.store_id,
            "till_id": facts.to_till,
            "epoch": facts.to_epoch,
            "document_number": 0,
            "granted": amount,
            "restored_from": None,
            "released": 0,
            "moved_from": f"{device.till_id}/{device.epoch}",
        }
        for pool, amount in sorted(facts.by_pool().items())
    ]
    stored = insert_once(connection, tables.lease, rows)
    assert stored == len(rows), "a slice was leased twice"


def _answer_recall(
    connection: Connection, device: Device, sequence: int, facts: LeaseReleased, *, now_ms: int
) -> None:
    connection.execute(
        update(lease_recall)
        .where(
            lease_recall.c.card_no == facts.card_no,
            lease_recall.c.month == facts.month,
            *(lease_recall.c[name] == value for name, value in device.key.items()),
            lease_recall.c.number == facts.number,
            lease_recall.c.answered_ms.is_(None),
        )
        .values(
            answered_ms=now_ms,
            answered_sequence=sequence,
            is_in_use=any(amount > 0 for amount in facts.left_open.values()),
        )
    )


def is_neighbour(connection: Connection, device: Device, facts: LeaseReleased) -> bool:
    """Whether a slice goes to another installation of the same store; a retired one may have spent it."""
    known = tables.device
    row: Any = connection.execute(
        select(known.c.retired_ms).where(
            known.c.store_id == device.store_id,
            known.c.till_id == facts.to_till,
            known.c.epoch == facts.to_epoch,
        )
    ).one_or_none()
    return row is not None and (facts.to_till, facts.to_epoch) != (device.till_id, device.epoch)


def is_booked(connection: Connection, device: Device, release_id: str) -> bool:
    """Whether an earlier entry of this installation has let go under the same id."""
    found = select(lease_release.c.sequence).where(
        *(lease_release.c[name] == value for name, value in device.key.items()),
        lease_release.c.release_id == release_id,
    )
    return connection.execute(found).first() is not None
