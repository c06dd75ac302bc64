"""Checks that the platform's answer to a batch agrees with the till's ledger. It changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pos.crypto.statements import countersign_statement
from pos.crypto.suite import SUITES
from pos.domain.journal.chain import genesis
from pos.domain.sums import Sums
from pos.errors.platform import MonitorLied
from sync.client.ports import Outbox, SyncIdentity
from sync.protocol.messages import BatchReply, Quarantined


def check_reply(reply: BatchReply, outbox: Outbox, identity: SyncIdentity) -> None:
    """Compare an answer with the journal. Raises MonitorLied with the first reason that holds:

    `countersignature` (not the federation's), `beyond` (more entries than this till has: false,
    or this ledger is an old copy), `hash` (another entry in that place), `quarantined` (a list
    that makes no sense), `sums`.
    """
    mark = reply.acknowledged_sequence
    statement = countersign_statement(
        till_id=identity.till_id,
        epoch=identity.epoch,
        sequence=mark,
        entry_hash=reply.acknowledged_hash,
        at_ms=reply.at_ms,
    )
    if not SUITES[identity.suite].verify(identity.federation_key, statement, reply.countersignature):
        raise MonitorLied(reason="countersignature")
    if mark > outbox.head()[0]:
        raise MonitorLied(reason="beyond", sequence=mark)
    if reply.acknowledged_hash != own_hash(outbox, identity, mark):
        raise MonitorLied(reason="hash", sequence=mark)
    sequences = [each.sequence for each in reply.quarantined]
    if sequences != sorted(set(sequences)) or (sequences and sequences[-1] > mark):
        raise MonitorLied(reason="quarantined", sequence=mark)
    if reply.sums.sums() != counted_sums(outbox, mark, reply.quarantined):
        raise MonitorLied(reason="sums", sequence=mark)


def own_hash(outbox: Outbox, identity: SyncIdentity, sequence: int) -> bytes:
    """The hash this till has at a place of its chain that is not beyond its head."""
    if sequence == 0:
        return genesis(identity.till_id, identity.epoch, suite=identity.suite)
    entry = outbox.entries_after(sequence - 1, entries_max=1, bytes_max=1)[0].sealed
    assert entry.sequence == sequence, f"the outbox gave entry {entry.sequence} for {sequence}"
    return entry.entry_hash


def counted_sums(outbox: Outbox, mark: int, quarantined: Sequence[Quarantined]) -> Sums:
    """The till's own sums up to the mark, less those of the entries the platform does not count."""
    sums = outbox.sums_upto(mark)
    for first, last in _stretches(quarantined):
        sums = _less(sums, _less(outbox.sums_upto(last), outbox.sums_upto(first - 1)))
    return sums


def _stretches(quarantined: Sequence[Quarantined]) -> Iterator[tuple[int, int]]:
    # Entries in a row are asked for at once: a till with a wrong programme has many of them.
    first = last = 0
    for each in quarantined:
        if first and each.sequence == last + 1:
            last = each.sequence
            continue
        if first:
            yield first, last
        first = last = each.sequence
    if first:
        yield first, last


def _less(sums: Sums, part: Sums) -> Sums:
    return Sums(*(whole - minus for whole, minus in zip(sums, part, strict=True)))
