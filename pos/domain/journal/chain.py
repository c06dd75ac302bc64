"""The hash chain of a till's journal: each entry carries the hash of the one before it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

SUITE_1: Final = 1  # Ed25519 + SHA-256 + AES-256-GCM (DESIGN 12); 2 will be SM2 + SM3 + SM4.

DIGESTS: Final[dict[int, Callable[[bytes], bytes]]] = {SUITE_1: lambda data: hashlib.sha256(data).digest()}


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """An entry's exact bytes in their place in the chain. `sequence` counts from 1 without gaps."""

    sequence: int
    entry_id: str
    payload: bytes
    previous_hash: bytes
    entry_hash: bytes
    suite: int = SUITE_1

    @property
    def short_hash(self) -> str:
        """Eight hex digits, printed on the receipt: the paper is a second witness."""
        return self.entry_hash.hex()[:8]


def genesis(till_id: str, epoch: int, *, suite: int = SUITE_1) -> bytes:
    """The hash before the first entry; binds the chain to one installation of one till."""
    return DIGESTS[suite](f"huimin-till genesis\n{till_id}\n{epoch}\n".encode())


def seal(
    sequence: int, entry_id: str, payload: bytes, previous_hash: bytes, *, suite: int = SUITE_1
) -> SealedEntry:
    """Put exact bytes into the chain."""
    header = f"{sequence}\n{entry_id}\n{len(payload)}\n".encode()
    entry_hash = DIGESTS[suite](previous_hash + header + payload)
    return SealedEntry(sequence, entry_id, payload, previous_hash, entry_hash, suite)


def first_break(entries: Iterable[SealedEntry], *, after_sequence: int = 0, after_hash: bytes) -> int | None:
    """Return the sequence number of the first entry that does not fit, or None when all fit.

    `after_hash` is the genesis hash, or the hash of an entry that was verified before.
    """
    sequence, previous_hash = after_sequence, after_hash
    for entry in entries:
        sequence += 1
        known = entry.suite in DIGESTS
        if not known or entry != seal(
            sequence, entry.entry_id, entry.payload, previous_hash, suite=entry.suite
        ):
            return sequence
        previous_hash = entry.entry_hash
    return None
