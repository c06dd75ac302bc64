"""Every message of the agreement, field by field, with its limits. `codec` makes the bytes.

Strict on both ends: a field of the wrong type, a missing field and an unknown field are all
refused, so a new field is a new `PROTOCOL` number and both ends learn it together. A new path is
none: an older platform answers it with 404 `page.unknown`, and the till says that it cannot ask.
Bytes are bytes in MessagePack and base64 in JSON. Times are milliseconds since 1970 (UTC), amounts fen.
"""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

from msgspec import Meta, Struct

from pos.domain.sums import Sums

PROTOCOL: Final = 1

PATH_ENROL: Final = "/api/v1/enrol"  # JSON both ways, not signed: the till has no key on file yet.
PATH_BATCHES: Final = "/api/v1/batches"  # Signed; Batch in, BatchReply out.
PATH_COMPACT: Final = "/api/v1/compact"  # Signed; CompactBatch in, BatchReply out.
PATH_DOWNLINK: Final = "/api/v1/downlink"  # Signed; DownRequest in, DownReply out.
PATH_DAY: Final = "/api/v1/day"  # Signed; DayRequest in, DayReply out.
PATH_SALE: Final = "/api/v1/sale"  # Signed; SaleRequest in, SaleReply out.
PATH_RETURN: Final = "/api/v1/return"  # Signed; ReturnRequest in, ReturnReply out.
PATH_TAP: Final = "/api/v1/tap"  # Signed; TapRequest in, TapReply out.
PATH_RECALLS: Final = "/api/v1/recalls"  # Signed long poll; RecallWait in, DownReply out.
PATH_CREDIT: Final = "/api/v1/credit"  # Signed; CreditRequest in, CreditReply out.
PATH_CREDITS: Final = "/api/v1/credits"  # Signed; CreditsRequest in, CreditsReply out.
PATH_PING: Final = "/api/v1/ping"  # GET, JSON, not signed.

CONTENT_TYPE: Final = "application/x-huimin"  # MessagePack in one zstd frame, see `codec`.
CONTENT_TYPE_JSON: Final = "application/json"

ENTRIES_MAX: Final = 500  # In one batch.
PAYLOAD_BYTES_MAX: Final = (
    8 * 1024 * 1024
)  # Of one entry: a sale of 200 lines has 60 kB, a hub's month of leases some MB.
ENTRY_ID_CHARACTERS_MAX: Final = (
    1_000  # Ours have 26 and more; what is longer than that is odd, not unreadable.
)
QUARANTINED_MAX: Final = 10_000  # The most of them in one reply.

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
Date: TypeAlias = Annotated[str, Meta(pattern=r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")]
SaleNo: TypeAlias = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9._-]{1,32}-[0-9]{8}-[0-9]{4,6}\Z")]
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
    """The till's new identity, and the key whose signatures it may accept."""

    till_id: TillId
    epoch: Positive
    store_id: Word
    store_name: Text
    card_issuer: Word
    federation_key: PublicKey
    at_ms: Whole


class WireEntry(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One sealed entry: exact bytes, place in the chain, and the device's signature over its hash.

    Types are strict, values are not: an entry that is empty, or unsigned, or makes no sense in another
    way is one the platform keeps aside; if it were no message, it would block all entries behind it.
    """

    sequence: Whole
    entry_id: Annotated[str, Meta(max_length=ENTRY_ID_CHARACTERS_MAX)]
    payload: Annotated[bytes, Meta(max_length=PAYLOAD_BYTES_MAX)]
    entry_hash: Annotated[bytes, Meta(max_length=128)]
    signature: Annotated[bytes, Meta(max_length=1_024)]
    suite: Annotated[int, Meta(ge=0, le=255)]


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


class CompactEntry(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One sealed entry without what follows from the entries before it, see `CompactBatch`."""

    entry_id: Annotated[str, Meta(max_length=ENTRY_ID_CHARACTERS_MAX)]
    payload: Annotated[bytes, Meta(max_length=PAYLOAD_BYTES_MAX)]
    suite: Annotated[int, Meta(ge=0, le=255)]


class CompactBatch(Struct, frozen=True, forbid_unknown_fields=True):
    """A batch without hashes and with one signature: how entries travel when nothing is wrong with them.

    The first entry's sequence is `previous_sequence` + 1, and so on; each hash is computed from the bytes
    and the hash before; `last_signature` is the last entry's own signature, which the till made when it
    wrote it. It proves all entries of the batch and their order, as each hash holds the one before.

    What is lost: an entry that is not the last of its batch has no signature of its own at the platform.
    To prove that one to a third party, show the entries after it up to the next signed one
    as well (at most 499). And the platform no longer sees when the signature of such an entry is damaged
    in the till's ledger; the till's own `verify` does. Nothing else: the till keeps every signature.

    A batch that this signature does not prove, or that does not continue the chain the platform holds, is
    refused whole with `batch.unproven`, and nothing of it is kept. The till then sends the same entries as
    a `Batch`, in which each is signed, so that what can be believed is taken and the rest set aside.
    A platform of the first releases answers this path with 404 `page.unknown`: the till sends a `Batch`.
    """

    protocol: Positive
    till_id: TillId
    epoch: Positive
    previous_sequence: Whole
    previous_hash: Hash
    entries: Annotated[list[CompactEntry], Meta(min_length=1, max_length=ENTRIES_MAX)]
    last_signature: Signature


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
    """Up to where the platform has this till's journal, and what it did with it.

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


class DayRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """Asks what the platform has of one business date of this installation, to sign the day with."""

    protocol: Positive
    till_id: TillId
    epoch: Positive
    business_date: Date


class WireContribution(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What was given in a whole month per 10,000 fen of the public's turnover."""

    month: Annotated[str, Meta(pattern=r"\A[0-9]{4}-[0-9]{2}\Z")]
    per_10000: Whole


class DayReply(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One day as the platform counts it, net of returns, up to the entry `head_sequence`.

    - `entries`: of this date, counted. `quarantined`: of this date, held and not counted.
    - `sales` are sale entries, `returns` are returns and voids; amounts in fen, net. `late_sales`
      reached the platform more than ten minutes after they were made.
    - `last_sequence`/`last_hash`: of the last entry of this date (0 and 32 zero bytes without one).
    - `head_sequence`/`head_hash`: how far the platform holds the journal: what is not there yet
      cannot be in the figures.
    - `contribution`: the measured figure of the last whole month, None before there is one.
    - `rounding`: what the shop's rule left off cash. Not sent while it is 0: only a till that writes
      it has any, so that one of an earlier release never meets the field. `made_good`, what was handed out
      of make-goods, in the same way.
    """

    business_date: Date
    entries: Whole
    quarantined: Whole
    sales: Whole
    late_sales: Whole
    returns: Whole
    market: Amount
    discount: Amount
    subsidy: Amount
    payable: Amount
    last_sequence: Whole
    last_hash: Hash
    head_sequence: Whole
    head_hash: Hash
    contribution: WireContribution | None
    at_ms: Whole
    rounding: Amount = 0
    made_good: Amount = 0


class SaleRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """Asks for a sale of another ledger, to take goods back."""

    protocol: Positive
    till_id: TillId
    epoch: Positive
    sale_no: SaleNo


class WirePromise(Struct, frozen=True, forbid_unknown_fields=True):
    """Goods for which the asking till has a permit but sent no return yet: only that till knows whether
    it will. Units as in `SaleReply`.
    """

    quantities: Annotated[dict[Word, Positive], Meta(min_length=1, max_length=1_000)]
    refunded: Annotated[dict[Word, Whole], Meta(max_length=32)]


class SaleReply(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The sale's exact bytes as its till wrote them, and what came back or is promised to some till.

    `returned` is thousandths by line number (as text), `refunded` fen by way of paying; `own` says which
    part of both is only promised, and to the till that asks, by the id of the return's entry.
    """

    payload: Annotated[bytes, Meta(min_length=1, max_length=PAYLOAD_BYTES_MAX)]
    returned: Annotated[dict[Word, Whole], Meta(max_length=1_000)]
    refunded: Annotated[dict[Word, Whole], Meta(max_length=32)]
    at_ms: Whole
    own: Annotated[dict[Word, WirePromise], Meta(max_length=1_000)] = {}


class ReturnRequest(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Asks to take goods of a sale back here. `return_id` is the id the return's entry will have.

    `known` is what the till knew to have come back, in thousandths by line number: if it is no
    longer so, the till would reckon wrong. `withdrawn` are promises to this till that it will not use.
    """

    protocol: Positive
    till_id: TillId
    epoch: Positive
    return_id: Word
    sale_no: SaleNo
    quantities: Annotated[dict[Word, Positive], Meta(min_length=1, max_length=1_000)]
    known: Annotated[dict[Word, Whole], Meta(max_length=1_000)]
    withdrawn: Annotated[list[Word], Meta(max_length=1_000)] = []


class ReturnReply(Struct, frozen=True, forbid_unknown_fields=True):
    """Permitted: no other till is, until the return came or is asked for again with the same id."""

    return_id: Word
    at_ms: Whole


class Refusal(Struct, frozen=True):
    """Body (JSON) of every answer that is not 200. `at_ms` lets a till with a wrong clock say so.

    Not strict: a proxy or a newer platform may say more, and a refusal must still be understood.
    """

    code: str
    detail: str = ""
    at_ms: int = 0


class Pong(Struct, frozen=True):
    """Body (JSON) of a ping's answer: the platform works, and this is its time."""

    ok: bool
    at_ms: int
