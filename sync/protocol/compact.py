"""The compact form of a batch and the full one. What is left out is computed again, never trusted.

Left out are each entry's place (it follows), hash (it is computed) and signature. The hash of the last
entry holds the hashes of all before it, so its signature proves every one of them and their order.
"""

from __future__ import annotations

from pos.domain.journal.chain import DIGESTS, seal
from sync.protocol.messages import Batch, CompactBatch, CompactEntry, WireEntry


def compact(batch: Batch) -> CompactBatch:
    """Leave out of a batch with at least one entry what the other end can compute."""
    return CompactBatch(
        protocol=batch.protocol,
        till_id=batch.till_id,
        epoch=batch.epoch,
        previous_sequence=batch.previous_sequence,
        previous_hash=batch.previous_hash,
        entries=[CompactEntry(each.entry_id, each.payload, each.suite) for each in batch.entries],
        last_signature=batch.entries[-1].signature,
    )


def in_full(batch: CompactBatch) -> Batch | None:
    """The batch with places and hashes, only the last entry signed; None when a suite is not known here.

    The head is not signed: what proves the batch is the last entry's own signature.
    """
    entries: list[WireEntry] = []
    sequence, previous_hash = batch.previous_sequence, batch.previous_hash
    last = len(batch.entries)
    for number, each in enumerate(batch.entries, 1):
        if each.suite not in DIGESTS:
            return None
        sequence += 1
        sealed = seal(sequence, each.entry_id, each.payload, previous_hash, suite=each.suite)
        previous_hash = sealed.entry_hash
        signature = batch.last_signature if number == last else b""
        entries.append(WireEntry(sequence, each.entry_id, each.payload, previous_hash, signature, each.suite))
    return Batch(
        protocol=batch.protocol,
        till_id=batch.till_id,
        epoch=batch.epoch,
        previous_sequence=batch.previous_sequence,
        previous_hash=batch.previous_hash,
        entries=entries,
        head_signature=b"",
    )
