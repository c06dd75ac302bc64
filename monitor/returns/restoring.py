"""Leases a card's amount again after a return at another till, once that is safe (DESIGN 5).

Safe means: the selling till is gone, or it released the sale by an entry of its own (before there were
such: it adopted the document that asks for it), and has sent everything from before. So no fen of a
card's month is there twice.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, Row, and_, exists, or_, select, update

from monitor.leases.allocator import Holder, months_to_open
from monitor.leases.month_opening import allocate_alone, lease_again
from monitor.returns.return_permits import Key
from monitor.store import tables
from monitor.store.day_tables import return_permit, sale_release
from pos.crypto.keys import DeviceKey
from pos.domain.decoding import decode_entry
from pos.domain.journal.entries import EntryKind
from pos.domain.money import Fen
from pos.domain.programme.programme import PoolId
from pos.domain.returns.facts import ReturnFacts
from pos.errors.ledger import EntryWrong

_KEY = ("store_id", "till_id", "epoch")


def restore_elsewhere(connection: Connection, key: DeviceKey, *, at_ms: int) -> int:
    """Lease again what is safe by now; return how many returns were restored."""
    if not _due(connection):
        return 0
    allocate_alone(connection)
    restored = 0
    for row in _due(connection):  # Again: who came before us may have done it.
        restored += _restore(connection, key, row, at_ms=at_ms)
    return restored


def _due(connection: Connection) -> list[Row[Any]]:
    device, permit = tables.device, return_permit
    home = and_(*(device.c[name] == permit.c[name] for name in _KEY))
    return list(
        connection.execute(
            select(permit)
            .join(device, home)
            .where(
                permit.c.is_used,
                ~permit.c.is_restored,
                or_(
                    device.c.retired_ms.is_not(None),
                    device.c.released_seen >= permit.c.told_number,
                    exists().where(
                        *(sale_release.c[name] == permit.c[name] for name in (*_KEY, "sale_no")),
                        sale_release.c.released_sequence.is_not(None),
                    ),
                ),
            )
            .order_by(permit.c.asked_ms, permit.c.return_id)
        )
    )


def _restore(connection: Connection, key: DeviceKey, permit: Row[Any], *, at_ms: int) -> bool:
    entry, spend = tables.entry, tables.card_spend
    asker = Holder(permit.asker_store_id, permit.asker_till_id, permit.asker_epoch)
    own = (asker.store_id, asker.till_id, asker.epoch)
    brought = connection.execute(
        select(entry.c.sequence, entry.c.payload).where(
            *(entry.c[name] == value for name, value in zip(_KEY, own, strict=True)),
            entry.c.entry_id == permit.return_id,
        )
    ).first()
    assert brought is not None, "a used permit without its return"
    card = decode_entry(brought.payload).facts(ReturnFacts).card
    pools: dict[PoolId, Fen] = defaultdict(int)
    if card is not None and card.month >= months_to_open(at_ms)[0]:
        if _waits(connection, own, brought.sequence):
            return False  # The card's own books come first; asked again with the next batch.
        rows = connection.execute(
            select(spend.c.pool_id, spend.c.amount).where(
                spend.c.card_no == card.card_no,
                spend.c.month == card.month,
                *(spend.c[name] == value for name, value in zip(_KEY, own, strict=True)),
                spend.c.sequence == brought.sequence,
            )
        )
        for row in rows:
            pools[row.pool_id] -= row.amount
        home = (permit.store_id, permit.till_id, permit.epoch)
        if any(pools.values()) and not taken_back_in_dispute(connection, home, permit.sale_no):
            lease_again(
                connection,
                key,
                card_no=card.card_no,
                month=card.month,
                pools=pools,
                otherwise=asker,
                restored_from=f"{asker.till_id}/{asker.epoch}/{permit.return_id}",
                at_ms=at_ms,
            )
    same = ("store_id", "till_id", "epoch", "sale_no", "return_id")
    connection.execute(
        update(return_permit)
        .where(*(return_permit.c[name] == getattr(permit, name) for name in same))
        .values(is_restored=True)
    )
    return True


def _waits(connection: Connection, own: tuple[str, str, int], sequence: int) -> bool:
    outbox = tables.card_outbox
    return (
        connection.execute(
            select(outbox.c.sequence).where(
                *(outbox.c[name] == value for name, value in zip(_KEY, own, strict=True)),
                outbox.c.sequence == sequence,
            )
        ).first()
        is not None
    )


def taken_back_in_dispute(
    connection: Connection, home: Key, sale_no: str, *, before: int | None = None
) -> bool:
    """Whether the selling till took goods of the sale back too, in an entry that is not counted.

    `before` asks for what it did before an entry of its journal.
    """
    entry, item = tables.entry, tables.quarantine
    rows = connection.execute(
        select(entry.c.payload)
        .join(item, and_(*(entry.c[name] == item.c[name] for name in (*_KEY, "sequence"))))
        .where(
            *(item.c[name] == value for name, value in zip(_KEY, home, strict=True)),
            *(() if before is None else (item.c.sequence < before,)),
            item.c.in_chain,
            entry.c.kind == EntryKind.RETURN.value,
        )
    )
    for payload in rows.scalars():
        try:
            if decode_entry(payload).data.get("sale_no") == sale_no:
                return True
        except EntryWrong:
            continue
    return False
