"""Checks what sales took from cards against the till's leases, then books it per card, separately.

A sale is stored by its store, a card's balance by the card (FIGURES 4.3). So ingest puts debits into
an outbox, in the same transaction as the sale, and `apply_card_debits` carries them over: at least
once, and idempotent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, delete, select

from monitor.devices.devices import Device
from monitor.journal.examining import Examined, Trouble
from monitor.store import tables
from monitor.store.engine import Store
from monitor.store.rows import add_up, insert_once
from pos.domain.cards.lease import LeaseSpend
from pos.domain.cards.lease_moves import LeaseReleased
from pos.domain.money import Fen
from pos.domain.returns.facts import ReturnedCard
from pos.domain.selling.sale import SoldCard

_LeasePool = tuple[str, str]
NOTHING: Final[Mapping[tuple[str, str, str, str], Fen]] = MappingProxyType({})


@dataclass(slots=True)
class LeaseBook:
    """The leases that a batch may use, and what is spent of each so far (fen)."""

    # By card, month, lease and pool; only this device's, less what it let go.
    granted: dict[tuple[str, str, str, str], Fen]
    spent: dict[_LeasePool, Fen]
    debited: dict[_LeasePool, Fen] = field(default_factory=lambda: defaultdict(int))
    outbox: list[dict[str, Any]] = field(default_factory=list)
    # What returns that do not count gave back in the till's own books, and what later sales took of it.
    disputed: dict[_LeasePool, Fen] = field(default_factory=dict)
    disputed_used: dict[_LeasePool, Fen] = field(default_factory=dict)
    newly_disputed: dict[_LeasePool, Fen] = field(default_factory=lambda: defaultdict(int))
    newly_used: dict[_LeasePool, Fen] = field(default_factory=lambda: defaultdict(int))
    disputed_by: dict[int, Fen] = field(default_factory=lambda: defaultdict(int))  # Sale's sequence to fen.

    def debit(self, sequence: int, card: SoldCard) -> Trouble | None:
        """Debit a sale's leases, all or none of them. Invariant I2: spent ≤ granted.

        What is above the lease because an earlier return was quarantined is disputed, not debited: the
        sale is still true, and what the card has left was already put right with that return.
        """
        for each in card.spends:
            granted = self.granted.get((card.card_no, card.month, each.lease_id, each.pool))
            if granted is None:
                return Trouble("lease.not_granted", f"no such lease of this till: pool {each.pool[:40]!a}")
            already = self.spent.get((each.lease_id, each.pool), 0)
            this_sale = sum(
                s.amount for s in card.spends if (s.lease_id, s.pool) == (each.lease_id, each.pool)
            )
            if already + this_sale > granted + self._disputed_left((each.lease_id, each.pool)):
                return Trouble("lease.overdrawn", f"{already} and {this_sale} fen of {granted}")
        debits = []
        for each in card.spends:
            key = (each.lease_id, each.pool)
            granted = self.granted[card.card_no, card.month, *key]
            amount = min(each.amount, granted - self.spent.get(key, 0))
            if above := each.amount - amount:
                self.disputed_used[key] = self.disputed_used.get(key, 0) + above
                self.newly_used[key] += above
                self.disputed_by[sequence] += above
            self.spent[key] = self.spent.get(key, 0) + amount
            self.debited[key] += amount
            debits.append(LeaseSpend(each.lease_id, each.pool, amount))
        self.outbox += _outbox_rows(sequence, card, debits)
        return None

    def release(self, facts: LeaseReleased) -> Trouble | None:
        """Make leases smaller by what the till lets go, all or none: it must hold it, and have it left."""
        for part in facts.parts:
            granted = self.granted.get((facts.card_no, facts.month, part.lease_id, part.pool))
            if granted is None:
                return Trouble("lease.not_granted", f"no such lease of this till: pool {part.pool[:40]!a}")
            left = granted - self.spent.get((part.lease_id, part.pool), 0)
            if part.amount > left:
                return Trouble("lease.released_too_much", f"{part.amount} fen of {left}")
        for part in facts.parts:
            self.granted[facts.card_no, facts.month, part.lease_id, part.pool] -= part.amount
        return None

    def dispute(self, card: ReturnedCard, undone: Sequence[LeaseSpend]) -> None:
        """Store what an uncounted return gave back at the till, at most the whole lease once."""
        for each in undone:
            key = (each.lease_id, each.pool)
            granted = self.granted.get((card.card_no, card.month, *key))
            if granted is None or each.amount <= 0:
                continue
            room = min(granted - self.disputed.get(key, 0), self.spent.get(key, 0))
            amount = max(0, min(each.amount, room))
            self.disputed[key] = self.disputed.get(key, 0) + amount
            self.newly_disputed[key] += amount

    def _disputed_left(self, key: _LeasePool) -> Fen:
        return self.disputed.get(key, 0) - self.disputed_used.get(key, 0)

    def restore(
        self, sequence: int, card: ReturnedCard, undone: Sequence[LeaseSpend], *, are_held_here: bool
    ) -> Trouble | None:
        """Undo debits of leases, all or none; for another till's leases only in the card's tables."""
        for each in undone if are_held_here else ():
            key = (each.lease_id, each.pool)
            if (card.card_no, card.month, *key) not in self.granted:
                return Trouble("lease.not_granted", f"no such lease of this till: pool {each.pool[:40]!a}")
            if self.spent.get(key, 0) < each.amount:
                return Trouble("lease.restored_too_much", f"{each.amount} fen of {self.spent.get(key, 0)}")
        for each in undone if are_held_here else ():
            key = (each.lease_id, each.pool)
            self.spent[key] -= each.amount
            self.debited[key] -= each.amount
        back = [LeaseSpend(each.lease_id, each.pool, -each.amount) for each in undone]
        self.outbox += _outbox_rows(sequence, card, back)
        return None


def open_lease_book(
    connection: Connection,
    device: Device,
    batch: Sequence[Examined],
    *,
    not_known_there: Mapping[tuple[str, str, str, str], Fen] = NOTHING,
) -> LeaseBook:
    """Read the leases of the cards in a batch, and what this device spent of them.

    `not_known_there`: what was booked as let go before the device told it, by card, month, lease and pool.
    """
    moved = [each.received or each.released for each in batch]
    cards = {(each.card_no, each.month) for each in moved if each is not None}
    cards |= {
        (each.sale.card.card_no, each.sale.card.month)
        for each in batch
        if each.sale is not None and each.sale.card is not None and each.sale.card.spends
    } | {
        (each.goods_return.card.card_no, each.goods_return.card.month)
        for each in batch
        if each.goods_return is not None and each.goods_return.card is not None
    }
    if not cards:
        return LeaseBook({}, {})
    lease, use = tables.lease, tables.lease_use
    rows = connection.execute(
        select(lease).where(
            lease.c.card_no.in_(sorted({card_no for card_no, _month in cards})),
            lease.c.month.in_(sorted({month for _card_no, month in cards})),
            *(lease.c[name] == value for name, value in device.key.items()),
        )
    )
    granted = {
        (row.card_no, row.month, row.lease_id, row.pool_id): row.granted
        - row.released
        + not_known_there.get((row.card_no, row.month, row.lease_id, row.pool_id), 0)
        for row in rows
    }
    used = connection.execute(
        select(use).where(
            *(use.c[name] == value for name, value in device.key.items()),
            use.c.lease_id.in_(sorted({lease_id for _card, _month, lease_id, _pool in granted})),
        )
    ).all()
    return LeaseBook(
        granted,
        {(row.lease_id, row.pool_id): row.spent for row in used},
        disputed={(row.lease_id, row.pool_id): row.disputed for row in used},
        disputed_used={(row.lease_id, row.pool_id): row.disputed_used for row in used},
    )


def keep_debits(connection: Connection, device: Device, book: LeaseBook) -> None:
    """Store the debits, and put them into the outbox for the cards' tables."""
    rows = [
        {
            **device.key,
            "lease_id": key[0],
            "pool_id": key[1],
            "spent": book.debited.get(key, 0),
            "disputed": book.newly_disputed.get(key, 0),
            "disputed_used": book.newly_used.get(key, 0),
        }
        for key in sorted(book.debited.keys() | book.newly_disputed.keys())
    ]
    add_up(connection, tables.lease_use, rows, sums=["spent", "disputed", "disputed_used"])
    insert_once(connection, tables.card_outbox, [{**device.key, **row} for row in book.outbox])


def drain_outboxes(store: Store) -> int:
    """Apply debits that a killed process left in the outbox.

    Each device in its own transaction; returns how many debits were new to the cards.
    """
    waiting = tables.card_outbox
    columns = (waiting.c.store_id, waiting.c.till_id, waiting.c.epoch)
    keys = store.read(
        lambda connection: [dict(row) for row in connection.execute(select(*columns).distinct()).mappings()]
    )
    return sum(store.write(partial(_apply, key=key)) for key in keys)


def apply_card_debits(connection: Connection, device: Device) -> int:
    """Apply the debits of a device's outbox to the cards; return how many were new."""
    return _apply(connection, key=device.key)


def _apply(connection: Connection, *, key: Mapping[str, Any]) -> int:
    waiting, spend = tables.card_outbox, tables.card_spend
    mine = [waiting.c[name] == value for name, value in key.items()]
    rows = [dict(row) for row in connection.execute(select(waiting).where(*mine)).mappings()]
    if not rows:
        return 0
    new = insert_once(connection, spend, rows)
    # Not simply all of the device's: another batch may have left some since we looked.
    last = max(row["sequence"] for row in rows)
    connection.execute(delete(waiting).where(*mine, waiting.c.sequence <= last))
    return new


def _outbox_rows(
    sequence: int, card: SoldCard | ReturnedCard, spends: Sequence[LeaseSpend]
) -> list[dict[str, Any]]:
    amounts: dict[_LeasePool, Fen] = defaultdict(int)
    for each in spends:
        amounts[each.lease_id, each.pool] += each.amount
    return [
        {
            "sequence": sequence,
            "lease_id": lease_id,
            "pool_id": pool_id,
            "card_no": card.card_no,
            "month": card.month,
            "amount": amount,
        }
        for (lease_id, pool_id), amount in amounts.items()
    ]
