"""Finds where a batch's entries belong in a till's chain, and which of them are proven. Pure.

One signature proves all entries before it, because each hash holds the hash before. So a batch without
a gap is accepted by the signature of its last entry. When there is a gap, or the last entry is not
signed, the entries' own signatures say how far the batch can be believed. Ingest checks whether each
entry is signed itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pos.crypto.statements import entry_statement, head_statement
from pos.domain.journal.chain import DIGESTS, seal
from sync.protocol.messages import Batch, WireEntry

Verify = Callable[[bytes, bytes], bool]


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a chain that the platform has."""

    sequence: int
    entry_hash: bytes


@dataclass(frozen=True, slots=True)
class Misfit:
    """An entry that does not fit into the chain. It is still stored byte for byte."""

    entry: WireEntry
    code: str


@dataclass(frozen=True, slots=True)
class Placement:
    """The result for a batch: entries to add after the head, and those that fit nowhere."""

    fresh: list[WireEntry] = field(default_factory=list)
    misfits: list[Misfit] = field(default_factory=list)
    known: list[WireEntry] = field(default_factory=list)  # What we hold already, by its hash.
    is_gap: bool = False  # The batch goes on after an entry we never had: nothing can be placed.


def place(
    batch: Batch, *, head: Head, stored: Mapping[int, bytes], verify: Verify, is_worked_out: bool = False
) -> Placement:
    """Place a batch's entries.

    `stored` are the hashes we hold from the batch's `previous_sequence` to its end (the genesis hash
    under 0); `verify` checks a signature of this device. `is_worked_out`: places and hashes were not
    sent, they were computed here from the bytes, and need not be computed again.
    """
    if batch.previous_sequence > head.sequence:
        return Placement(is_gap=True)
    if stored[batch.previous_sequence] != batch.previous_hash:
        return Placement(misfits=[Misfit(entry, "till.fork") for entry in batch.entries])
    fresh: list[WireEntry] = []
    known: list[WireEntry] = []
    stopped = ""
    sequence, previous_hash = batch.previous_sequence, batch.previous_hash
    checked = 0
    for entry in batch.entries:
        sequence += 1
        if not is_worked_out and not _fits(entry, sequence, previous_hash):
            stopped = "till.chain_broken"
            break
        if sequence > head.sequence:
            fresh.append(entry)
        elif stored[sequence] != entry.entry_hash:
            stopped = "till.fork"
            break
        else:
            known.append(entry)
        previous_hash = entry.entry_hash
        checked += 1
    rest = batch.entries[checked:]
    proven = len(fresh) if not rest and _head_holds(batch, verify) else _proven(fresh, verify)
    unproven = [Misfit(entry, "till.chain_broken") for entry in fresh[proven:]]
    return Placement(fresh[:proven], unproven + [Misfit(entry, stopped) for entry in rest], known)


def _fits(entry: WireEntry, sequence: int, previous_hash: bytes) -> bool:
    if entry.suite not in DIGESTS or entry.sequence != sequence:
        return False
    sealed = seal(sequence, entry.entry_id, entry.payload, previous_hash, suite=entry.suite)
    return sealed.entry_hash == entry.entry_hash


def _head_holds(batch: Batch, verify: Verify) -> bool:
    if not batch.head_signature:  # It came in the compact form.
        return False
    last = batch.entries[-1] if batch.entries else None
    statement = head_statement(
        till_id=batch.till_id,
        epoch=batch.epoch,
        sequence=last.sequence if last else batch.previous_sequence,
        entry_hash=last.entry_hash if last else batch.previous_hash,
    )
    return verify(statement, batch.head_signature)


def _proven(fresh: list[WireEntry], verify: Verify) -> int:
    """How many entries, from the first, are proven by a signature of an entry among them."""
    for count in range(len(fresh), 0, -1):
        if verify(entry_statement(fresh[count - 1].entry_hash), fresh[count - 1].signature):
            return count
    return 0
