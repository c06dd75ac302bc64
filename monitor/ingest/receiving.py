"""Receives batches: verifies them, stores the exact bytes once, keeps what does not fit, and answers.

Nothing is dropped and nothing blocks what follows (DESIGN 6): an entry that fits the chain is
stored and acknowledged even when it is not counted; one that fits no chain is kept beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy import Connection, bindparam, select

from monitor.devices.devices import Device, lock_device, spend_nonce
from monitor.documents.approved import ApprovedCategories
from monitor.documents.publishing import read_programmes
from monitor.ingest.booking import book, check_quarantine_has_room, keep_misfits
from monitor.ingest.repairing import repair
from monitor.journal.examining import Examined, bound_elsewhere, examine, of_another_identity, unsigned
from monitor.journal.placing import place
from monitor.leases.card_debits import apply_card_debits
from monitor.leases.late_releases import after_late_releases, released_late
from monitor.leases.release_booking import topics_of
from monitor.leases.self_check import check_cards, touched_cards
from monitor.leases.slip_desk import SlipDesk
from monitor.leases.waker import Waker
from monitor.refusals import Refused
from monitor.returns.restoring import restore_elsewhere
from monitor.store import tables
from monitor.store.columns import of_till
from monitor.store.engine import Store
from pos.crypto.keys import DeviceKey
from pos.crypto.statements import countersign_statement, entry_statement
from pos.domain.journal.chain import genesis
from sync.protocol.compact import in_full
from sync.protocol.messages import (
    QUARANTINED_MAX,
    Batch,
    BatchReply,
    CompactBatch,
    Quarantined,
    WireEntry,
    WireSums,
)

_HASHES: Final = select(tables.entry.c.sequence, tables.entry.c.entry_hash).where(
    *of_till(tables.entry), tables.entry.c.sequence.between(bindparam("first"), bindparam("last"))
)


class Ingest:
    """Receives batches of authenticated devices."""

    def __init__(self, store: Store, key: DeviceKey, waker: Waker, slips: SlipDesk) -> None:
        self._store = store
        self._slips = slips
        self._key = key
        self._waker = waker
        self._approved = ApprovedCategories()

    def receive(self, batch: Batch, device: Device, *, nonce: str, now_ms: int) -> BatchReply:
        """Verify and store a batch; the reply says how far the platform holds the journal.

        Raises Refused when the request was here before, or brings more that fits no chain when the
        day's quarantine of the device is full.
        """
        return self._receive(batch, device, is_compact=False, nonce=nonce, now_ms=now_ms)

    def receive_compact(
        self, compact: CompactBatch, device: Device, *, nonce: str, now_ms: int
    ) -> BatchReply:
        """The same for a batch that is proven by its last entry's signature.

        Raises Refused also when it is not, or does not continue the chain: nothing of it is kept then,
        and the till sends the same in full.
        """
        batch = in_full(compact)
        if batch is None:
            raise Refused("batch.unproven", "an entry is of another suite")
        return self._receive(batch, device, is_compact=True, nonce=nonce, now_ms=now_ms)

    def _receive(
        self, batch: Batch, device: Device, *, is_compact: bool, nonce: str, now_ms: int
    ) -> BatchReply:
        # Re-deciding every quote takes time and needs no book, so it is done before the books are locked.
        examined = self._examine_new(batch, device, is_compact=is_compact)

        def work(connection: Connection) -> tuple[BatchReply, bool]:
            locked = lock_device(connection, device)
            spend_nonce(connection, locked, nonce, now_ms=now_ms)
            after, is_repaired = _store_batch(
                connection, batch, locked, examined, self._approved, is_compact=is_compact, now_ms=now_ms
            )
            return self._reply(connection, after, now_ms=now_ms), is_repaired

        reply, is_repaired = self._store.write(work)
        self._waker.ring(topics_of(examined.values()))
        if is_repaired or any(_touches_a_card(each) for each in examined.values()):
            self._store.write(lambda connection: apply_card_debits(connection, device))
        if touched := touched_cards(examined.values()):
            self._store.write(lambda connection: check_cards(connection, device, touched, now_ms=now_ms))
        closing = released_late(examined.values(), now_ms=now_ms)
        if closing:
            self._store.write(
                lambda connection: after_late_releases(connection, self._key, closing, now_ms=now_ms)
            )
        if is_repaired or any(
            each.goods_return and each.goods_return.elsewhere for each in examined.values()
        ):
            self._store.write(lambda connection: restore_elsewhere(connection, self._key, at_ms=now_ms))
        self._slips.heard(device, touched=touched, now_ms=now_ms)
        return reply

    def _examine_new(self, batch: Batch, device: Device, *, is_compact: bool) -> dict[int, Examined]:
        """Examine what we do not have yet, by place in the batch: a claimed sequence can come twice.

        Raises Refused when a compact batch is not proven by its last entry.
        """
        new = device.head.sequence - batch.previous_sequence  # The place of the first one we do not have.
        if new >= len(batch.entries):
            return {}
        verify = device.verifier()
        if is_compact and not _is_signed(batch.entries[-1], verify):
            raise Refused("batch.unproven", "the last entry's signature does not fit")
        programmes, approved = self._store.read(
            lambda connection: (read_programmes(connection), self._approved.in_force(connection))
        )
        found: dict[int, Examined] = {}
        for place_in_batch, entry in enumerate(batch.entries):
            if place_in_batch < new:
                continue
            examined = examine(
                entry,
                till_id=device.till_id,
                epoch=device.epoch,
                programmes=programmes,
                approved=approved,
            )
            # In full, the head proves that it is the till's; it is signed itself as well, or not counted.
            if not is_compact and not _is_signed(entry, verify):
                examined = unsigned(examined)
            elif bound_elsewhere(examined, federation_key=self._key.public_key, public_key=device.public_key):
                examined = of_another_identity(examined)
            found[place_in_batch] = examined
        return found

    def _reply(self, connection: Connection, device: Device, *, now_ms: int) -> BatchReply:
        statement = countersign_statement(
            till_id=device.till_id,
            epoch=device.epoch,
            sequence=device.head.sequence,
            entry_hash=device.head.entry_hash,
            at_ms=now_ms,
        )
        return BatchReply(
            acknowledged_sequence=device.head.sequence,
            acknowledged_hash=device.head.entry_hash,
            sums=WireSums.of(device.sums),
            quarantined=_quarantined(connection, device),
            at_ms=now_ms,
            countersignature=self._key.sign(statement),
        )


def _store_batch(
    connection: Connection,
    batch: Batch,
    device: Device,
    examined: Mapping[int, Examined],
    approved: ApprovedCategories,
    *,
    is_compact: bool,
    now_ms: int,
) -> tuple[Device, bool]:
    """Place and store a batch; return the device as it then stands, and whether an older entry now counts."""
    stored = _stored_hashes(connection, device, batch)
    placement = place(
        batch, head=device.head, stored=stored, verify=device.verifier(), is_worked_out=is_compact
    )
    if placement.misfits and is_compact:
        raise Refused("batch.unproven", "it does not continue the chain that is held here")
    if placement.misfits or placement.is_gap:
        check_quarantine_has_room(connection, device, placement, now_ms=now_ms)
        keep_misfits(connection, device, placement, batch, now_ms=now_ms)
    known = device.head.sequence - batch.previous_sequence
    fresh = [examined[known + place_in_batch] for place_in_batch in range(len(placement.fresh))]
    assert [each.wire for each in fresh] == placement.fresh
    repaired = repair(connection, device, placement.known, approved, now_ms=now_ms)
    return book(connection, repaired, fresh, now_ms=now_ms), repaired.sums != device.sums


def _is_signed(entry: WireEntry, verify: Callable[[bytes, bytes], bool]) -> bool:
    return verify(entry_statement(entry.entry_hash), entry.signature)


def _touches_a_card(each: Examined) -> bool:
    said = each.sale or each.goods_return
    return said is not None and said.card is not None


def _stored_hashes(connection: Connection, device: Device, batch: Batch) -> dict[int, bytes]:
    """The hashes we hold in a batch's place, and of the entry before it; under 0 the genesis hash."""
    hashes = {0: genesis(device.till_id, device.epoch, suite=device.suite)}
    if (
        batch.previous_sequence >= device.head.sequence
    ):  # It goes on where we are: nothing else is in its place.
        return hashes | {device.head.sequence: device.head.entry_hash}
    last = batch.previous_sequence + len(batch.entries)
    rows = connection.execute(_HASHES, {**device.of, "first": batch.previous_sequence, "last": last})
    hashes.update((sequence, entry_hash) for sequence, entry_hash in rows.all())
    return hashes


def _quarantined(connection: Connection, device: Device) -> list[Quarantined]:
    """What is stored in the chain and not counted, from this batch or an earlier one."""
    if not device.quarantined:
        return []
    item = tables.quarantine
    rows = connection.execute(
        select(item.c.sequence, item.c.code, item.c.detail)
        .where(*(item.c[name] == value for name, value in device.key.items()), item.c.in_chain)
        .order_by(item.c.sequence)
        .limit(QUARANTINED_MAX)
    )
    return [Quarantined(row.sequence, row.code, row.detail) for row in rows]
