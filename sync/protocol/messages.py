"""Every message of the agreement, field by field, with its limits. Not how it travels: that is `codec`.

Strict on both ends: a field of the wrong type, a missing field and an unknown field are all
refused, so a new field is a new `PROTOCOL` number and both ends learn it together. Bytes are
bytes in MessagePack and base64 in JSON. Times are milliseconds since 1970 (UTC), amounts fen.
"""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

from msgspec import Meta, Struct

from pos.domain.sums import Sums

PROTOCOL: Final = 1

PATH_ENROL: Final = "/api/v1/enrol"  # JSON both ways, not signed: the till has no key on file yet.
PATH_BATCHES: Final = "/api/v1/batches"  # Signed; Batch in, BatchReply out.
PATH_DOWNLINK: Final = "/api/v1/downlink"  # Signed; DownRequest in, DownReply out.
PATH_PING: Final = "/api/v1/ping"  # GET, JSON, not signed.

CONTENT_TYPE: Final = "application/x-huimin"  # MessagePack in one zstd frame, see `codec`.
CONTENT_TYPE_JSON: Final = "application/json"

ENTRIES_MAX: Final = 500  # In one batch.
PAYLOAD_BYTES_MAX: Final = (
    8 * 1024 * 1024
)  # Of one entry: a sale of 200 lines has 60 kB, a hub's month of leases some MB.
QUARANTINED_MAX: Final = 10_000  # In one reply. A till with more has been told enough.

_WHOLE_MAX = 2**53 - 1  # The same limit as in the entries' canonical JSON.

Whole: TypeAlias = Annotated[int, Meta(ge=0, le=_WHOLE_MAX)]
Positive: TypeAlias = Annotated[int, Meta(ge=1, le=_WHOLE_MAX)]
Amount: TypeAlias = Annotated[
    int, Meta(ge=-_WHOLE_MAX, le=_WHOLE_MAX)
]  # Sums may fall below zero by returns.
SuiteId: TypeAlias = Annotated[int, Meta(ge=1, le=255)]
# A till's id stands in HTTP headers and in signed statements of several lines: no space, no line end.
TillId: TypeAlias = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9._-]{1,32}\Z")]
Word: TypeAlias = Annotated[str, Meta(min_length=1, max_length=64)]
Text: TypeAlias = Annotated[str, Meta(max_length=300)]
Hash: TypeAlias = Annotated[bytes, Meta(min_length=32, max_length=32)]
PublicKey: TypeAlias = Annotated[bytes, Meta(min_length=32, max_length=128)]
Signature: TypeAlias = Annotated[bytes, Meta(min_length=1, max_length=128)]


class EnrolRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """A till presents itself with a one-time code and the public half of the key it made."""

    protocol: Positive
    code: Word
    till_id: TillId
    public_key: PublicKey
    suite: SuiteId
    program_version: Word


class EnrolReply(Struct, frozen=True, forbid_unknown_fields=True):
    """Who the till is from now on, and whose signature it may believe."""

    till_id: TillId
    epoch: Positive
    store_id: Word
    store_name: Text
    card_issuer: Word
    federation_key: PublicKey
    at_ms: Whole


class WireEntry(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One sealed entry: exact bytes, place in the chain, and the device's signature over its hash."""

    sequence: Positive
    entry_id: Word
    payload: Annotated[bytes, Meta(min_length=1, max_length=PAYLOAD_BYTES_MAX)]
    entry_hash: Hash
    signature: Signature
    suite: SuiteId


class Batch(Struct, frozen=True, forbid_unknown_fields=True):
    """Consecutive entries after the one the platform acknowledged.

    `previous_sequence`/`previous_hash` name the entry before the first one (0 and the genesis
    hash at the beginning). `head_signature` signs `head_statement` of the last entry; in a batch
    without entries (a till that only asks for the equality check) of the previous one.
    """

    protocol: Positive
    till_id: TillId
    epoch: Positive
    previous_sequence: Whole
    previous_hash: Hash
    entries: Annotated[list[WireEntry], Meta(max_length=ENTRIES_MAX)]
    head_signature: Signature


class WireSums(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Counts, and amounts in fen, as in `pos.domain.sums`."""

    entries: Whole
    sales: Whole
    market: Amount
    discount: Amount
    subsidy: Amount
    payable: Amount

    @classmethod
    def of(cls, sums: Sums) -> WireSums:
        """Write sums for the wire."""
        return cls(*sums)

    def sums(self) -> Sums:
        """Read them back."""
        return Sums(self.entries, self.sales, self.market, self.discount, self.subsidy, self.payable)


class Quarantined(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """An entry the platform holds, byte for byte, but does not count. `code` is stable."""

    sequence: Positive
    code: Word
    detail: Text


class BatchReply(Struct, frozen=True, forbid_unknown_fields=True):
    """How far the platform holds this till's journal, and what it made of it.

    - `acknowledged_sequence`/`acknowledged_hash`: its high-water mark, all entries up to there are
      stored, quarantined ones too (0 and the genesis hash when it has none). It may lie below the
      batch (the platform lost something: the till sends again from there), inside, at its end, or
      above (the till forgot that it had sent more).
    - `quarantined`: every entry of this till and epoch up to the mark that is not counted, from
      this batch or an earlier one, by rising sequence.
    - `sums`: over the entries up to the mark that are counted. So on both ends: sums = the till's
      own sums up to the mark less those of the quarantined entries.
    - `countersignature`: the federation key over `countersign_statement` of till, epoch, mark,
      hash and `at_ms`; also when the mark is 0.
    """

    acknowledged_sequence: Whole
    acknowledged_hash: Hash
    sums: WireSums
    quarantined: Annotated[list[Quarantined], Meta(max_length=QUARANTINED_MAX)]
    at_ms: Whole
    countersignature: Signature


class DownRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """Asks for documents newer than those the till adopted: by kind, the highest number, 0 for none."""

    protocol: Positive
    till_id: TillId
    epoch: Positive
    last_sequence: Whole
    have: Annotated[dict[Word, Whole], Meta(max_length=32)]


class WireDocument(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A document with the federation's signature, as `pos.crypto.documents` opens it."""

    kind: Word
    payload: Annotated[bytes, Meta(min_length=1, max_length=16 * 1024 * 1024)]
    signature: Signature
    suite: SuiteId


class DownReply(Struct, frozen=True, forbid_unknown_fields=True):
    """Documents newer than what was asked with, by rising number within each kind."""

    documents: Annotated[list[WireDocument], Meta(max_length=1_000)]
    at_ms: Whole


class Refusal(Struct, frozen=True):
    """Body (JSON) of every answer that is not 200. `at_ms` lets a till with a wrong clock say so.

    Not strict: a proxy or a newer platform may say more, and a refusal must still be understood.
    """

    code: str
    detail: str = ""
    at_ms: int = 0


class Pong(Struct, frozen=True):
    """Body (JSON) of a ping's answer: the platform lives, and this is its time."""

    ok: bool
    at_ms: int
