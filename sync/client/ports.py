"""Interfaces of what syncing needs from the till. `pos.bootstrap` connects the real parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pos.crypto.documents import DocumentBody, SignedDocument
from pos.domain.journal.chain import SealedEntry
from pos.domain.sums import Sums
from sync.protocol.request_signing import StartClaim


@dataclass(frozen=True, slots=True)
class SyncIdentity:
    """This till's identity at the platform, and the key whose signatures it accepts."""

    till_id: str
    epoch: int
    suite: int
    sign: Callable[[bytes], bytes]
    federation_key: bytes
    start: StartClaim | None = None  # Of this run of the program; goes with every request.


class OutboxEntry(Protocol):
    """An entry as the ledger keeps it."""

    @property
    def sealed(self) -> SealedEntry:
        """Exact bytes in their place in the chain."""
        ...

    @property
    def signature(self) -> bytes:
        """The device's signature over the hash."""
        ...


class Outbox(Protocol):
    """The journal for the uploader. Any thread may call; every method may raise a PosError."""

    def head(self) -> tuple[int, bytes]:
        """Sequence and hash of the last entry; 0 and the genesis hash when there is none."""
        ...

    def entries_after(self, sequence: int, *, entries_max: int, bytes_max: int) -> Sequence[OutboxEntry]:
        """The entries that follow, within both bounds; but at least one when there is one."""
        ...

    def sums_upto(self, sequence: int) -> Sums:
        """Counts and sums of everything up to and with this entry."""
        ...

    def acknowledged(self) -> int:
        """The last entry the platform has counter-signed, 0 for none."""
        ...

    def acknowledge(self, sequence: int, entry_hash: bytes, countersignature: bytes, at_ms: int) -> None:
        """Keep the platform's counter-signature. Entries are kept whatever it says."""
        ...


class Inbox(Protocol):
    """Receives the federation's documents."""

    def have(self) -> dict[str, int]:
        """The number of the newest document applied, for every kind this till understands; 0 for none."""
        ...

    def apply(self, body: DocumentBody, document: SignedDocument) -> None:
        """Apply one document whose signature was verified. Raises a PosError when it cannot be."""
        ...


@dataclass(frozen=True, slots=True)
class WireRequest:
    """One HTTP request, before it goes anywhere. `path` is below the platform's address."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class WireResponse:
    """What came back: a status, a whole body, and the signature it says to carry (empty: none)."""

    status: int
    body: bytes
    signature: bytes = b""


class Transport(Protocol):
    """Sends a request and returns the response."""

    def exchange(self, request: WireRequest) -> WireResponse:
        """Send and wait. Any status is an answer. Raises MonitorUnreachable, WireTooLarge, WireUnreadable."""
        ...

    def close(self) -> None:
        """Close the connection. It may be used again."""
        ...
