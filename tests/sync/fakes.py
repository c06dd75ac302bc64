"""Both ends and the line between them, in memory: an outbox, an inbox, an honest platform, a bad network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from pos.crypto.documents import DocumentBody, SignedDocument, sign_document
from pos.crypto.keys import DeviceKey
from pos.crypto.statements import answer_statement, countersign_statement, entry_statement, head_statement
from pos.crypto.suite import SUITES
from pos.domain.journal.canonical import canonical_bytes, read_canonical
from pos.domain.journal.chain import SUITE_1, SealedEntry, first_break, genesis, seal
from pos.domain.sums import Sums
from pos.errors import PosError
from pos.errors.platform import MonitorUnreachable
from sync.client.ports import SyncIdentity, WireRequest, WireResponse
from sync.protocol import codec
from sync.protocol import messages as wire
from sync.protocol import request_signing as signing
from sync.protocol.compact import in_full
from sync.protocol.errors import RequestUnsigned, WireTooLarge, WireUnreadable
from tests.sync.samples import AT_MS, EPOCH, FEDERATION_KEY, TILL, TILL_KEY

IDENTITY = SyncIdentity(TILL, EPOCH, SUITE_1, TILL_KEY.sign, FEDERATION_KEY.public_key)


@dataclass(frozen=True, slots=True)
class KeptEntry:
    sealed: SealedEntry
    signature: bytes


def sums_in(payload: bytes) -> Sums:
    return Sums(1, *read_canonical(payload)["sums"])


@dataclass
class FakeOutbox:
    """A ledger with a real chain, whose entries carry their sums in plain sight."""

    entries: list[KeptEntry] = field(default_factory=list)
    mark: int = 0
    countersignatures: list[tuple[int, bytes, bytes, int]] = field(default_factory=list)
    key: DeviceKey = TILL_KEY
    failing: PosError | None = None

    def sell(self, *, payable: int = 500, text: str = "") -> SealedEntry:
        return self.append({"sums": [1, payable, 0, 0, payable], "text": text})

    def note(self, text: str = "") -> SealedEntry:
        return self.append({"sums": [0, 0, 0, 0, 0], "text": text})

    def append(self, data: dict[str, Any]) -> SealedEntry:
        sequence, previous_hash = self.head()
        sealed = seal(sequence + 1, f"id-{sequence + 1}", canonical_bytes(data), previous_hash)
        self.entries.append(KeptEntry(sealed, self.key.sign(entry_statement(sealed.entry_hash))))
        return sealed

    def head(self) -> tuple[int, bytes]:
        if self.failing is not None:
            raise self.failing
        if not self.entries:
            return 0, genesis(TILL, EPOCH)
        return self.entries[-1].sealed.sequence, self.entries[-1].sealed.entry_hash

    def entries_after(self, sequence: int, *, entries_max: int, bytes_max: int) -> list[KeptEntry]:
        found: list[KeptEntry] = []
        for entry in self.entries[sequence : sequence + entries_max]:
            bytes_max -= len(entry.sealed.payload)
            if found and bytes_max < 0:
                break
            found.append(entry)
        return found

    def sums_upto(self, sequence: int) -> Sums:
        total = Sums()
        for entry in self.entries[:sequence]:
            total = total.plus(sums_in(entry.sealed.payload))
        return total

    def acknowledged(self) -> int:
        return self.mark

    def acknowledge(self, sequence: int, entry_hash: bytes, countersignature: bytes, at_ms: int) -> None:
        assert sequence > self.mark, "an acknowledgement that says nothing new is not written"
        self.mark = sequence
        self.countersignatures.append((sequence, entry_hash, countersignature, at_ms))


@dataclass
class FakeInbox:
    """Keeps what it is given; refuses kinds it is told to refuse."""

    numbers: dict[str, int] = field(default_factory=lambda: {"programme": 0, "cards": 0, "leases": 0})
    applied: list[DocumentBody] = field(default_factory=list)
    refusing: dict[str, Exception] = field(default_factory=dict)
    then: Callable[[], object] = lambda: None

    def have(self) -> dict[str, int]:
        return dict(self.numbers)

    def apply(self, body: DocumentBody, document: SignedDocument) -> None:
        if body.kind in self.refusing:
            raise self.refusing[body.kind]
        assert body.number > self.numbers[body.kind]
        self.numbers[body.kind] = body.number
        self.applied.append(body)
        self.then()


def document(
    kind: str, number: int, *, audience: str = "*", key: DeviceKey = FEDERATION_KEY, text: str = ""
) -> wire.WireDocument:
    signed = sign_document(
        key, kind=kind, number=number, issued_at_ms=AT_MS, audience=audience, body={"text": text}
    )
    return wire.WireDocument(signed.kind, signed.payload, signed.signature, signed.suite)


def as_signed(
    request: WireRequest, response: WireResponse, *, key: DeviceKey = FEDERATION_KEY
) -> WireResponse:
    """The answer as the platform sends it: signed for this request."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    if signing.HEADER_NONCE.lower() not in headers:
        return response
    statement = answer_statement(
        status=response.status,
        till_id=headers[signing.HEADER_TILL.lower()],
        epoch=int(headers[signing.HEADER_EPOCH.lower()]),
        nonce=headers[signing.HEADER_NONCE.lower()],
        body=response.body,
    )
    return WireResponse(response.status, response.body, key.sign(statement))


@dataclass
class HonestMonitor:
    """A platform for one till, built on the agreement alone. What does not fit raises an alert."""

    entries: list[wire.WireEntry] = field(default_factory=list)
    alerts: list[str] = field(default_factory=list)
    quarantined: dict[int, wire.Quarantined] = field(default_factory=dict)
    code_not_counted: str = "sale.quote"
    documents: list[wire.WireDocument] = field(default_factory=list)
    nonces: set[str] = field(default_factory=set)
    batches: list[int] = field(default_factory=list)  # How many entries came in each.
    seen: list[wire.DownRequest] = field(default_factory=list)
    now_ms: int = AT_MS
    rewrite: Callable[[Any], Any] = lambda reply: reply  # Where a test makes it lie.
    is_of_the_first_release: bool = False
    unproven: Callable[[wire.Batch], bool] = lambda batch: False  # Which compact batches it refuses.
    not_counted: Callable[[wire.WireEntry], bool] = lambda entry: False

    def handle(self, request: WireRequest) -> WireResponse:
        return as_signed(request, self.answer(request))

    def answer(self, request: WireRequest) -> WireResponse:
        try:
            claim = signing.read_claim(request.headers)
        except RequestUnsigned as error:
            return self.refuse(401, error.code)
        verify = SUITES[SUITE_1].verifier(TILL_KEY.public_key)
        if not signing.claim_holds(
            claim, method=request.method, path=request.path, body=request.body, verify=verify
        ):
            return self.refuse(401, "request.unsigned")
        if signing.clock_is_off(claim, now_ms=self.now_ms):
            return self.refuse(401, "request.stale")
        if claim.nonce in self.nonces:
            return self.refuse(401, "request.replayed")
        self.nonces.add(claim.nonce)
        try:
            if request.path == wire.PATH_COMPACT:
                if self.is_of_the_first_release:
                    return self.refuse(404, "page.unknown")
                batch = in_full(codec.decode(request.body, wire.CompactBatch))
                assert batch is not None
                if self.wants_in_full(batch):
                    return self.refuse(422, "batch.unproven")
                reply: Any = self.take(batch)
            elif request.path == wire.PATH_BATCHES:
                reply = self.take(codec.decode(request.body, wire.Batch))
            else:
                assert request.path == wire.PATH_DOWNLINK
                reply = self.give(codec.decode(request.body, wire.DownRequest))
        except (WireUnreadable, WireTooLarge) as error:
            return self.refuse(400, error.code)
        return WireResponse(200, codec.encode(self.rewrite(reply)))

    def refuse(self, status: int, code: str) -> WireResponse:
        return WireResponse(status, codec.encode_json(wire.Refusal(code, "", self.now_ms)))

    def wants_in_full(self, batch: wire.Batch) -> bool:
        """Whether a compact batch is not proven by its last entry, or continues another chain."""
        last = batch.entries[-1]
        statement = entry_statement(last.entry_hash)
        if not SUITES[SUITE_1].verify(TILL_KEY.public_key, statement, last.signature):
            return True
        held = batch.previous_sequence <= len(self.entries)
        if held and batch.previous_hash != self.hash_at(batch.previous_sequence):
            return True
        return self.unproven(batch)

    def take(self, batch: wire.Batch) -> wire.BatchReply:
        self.batches.append(len(batch.entries))
        if batch.previous_sequence <= len(self.entries):  # Else it lost its end and asks for it again.
            self.check(batch)
            for entry in batch.entries:
                self.store(entry)
        return self.reply()

    def check(self, batch: wire.Batch) -> None:
        sealed = [
            SealedEntry(e.sequence, e.entry_id, e.payload, previous, e.entry_hash, e.suite)
            for e, previous in zip(
                batch.entries,
                [batch.previous_hash, *(e.entry_hash for e in batch.entries)],
                strict=False,
            )
        ]
        if first_break(sealed, after_sequence=batch.previous_sequence, after_hash=batch.previous_hash):
            self.alerts.append("chain")
        head = sealed[-1] if sealed else None
        if batch.previous_hash != self.hash_at(batch.previous_sequence):
            self.alerts.append("fork")
        if not batch.head_signature:
            return  # It came in the compact form, and its last entry was looked at.
        statement = head_statement(
            till_id=batch.till_id,
            epoch=batch.epoch,
            sequence=head.sequence if head else batch.previous_sequence,
            entry_hash=head.entry_hash if head else batch.previous_hash,
        )
        if not SUITES[SUITE_1].verify(TILL_KEY.public_key, statement, batch.head_signature):
            self.alerts.append("head")

    def store(self, entry: wire.WireEntry) -> None:
        if entry.sequence <= len(self.entries):
            if self.entries[entry.sequence - 1].entry_hash != entry.entry_hash:
                self.alerts.append("fork")
            return
        assert entry.sequence == len(self.entries) + 1
        self.entries.append(entry)
        if self.not_counted(entry):
            self.quarantined[entry.sequence] = wire.Quarantined(entry.sequence, self.code_not_counted, "")

    def hash_at(self, sequence: int) -> bytes:
        return self.entries[sequence - 1].entry_hash if sequence else genesis(TILL, EPOCH)

    def reply(self) -> wire.BatchReply:
        mark = len(self.entries)
        sums = Sums()
        for entry in self.entries:
            if entry.sequence not in self.quarantined:
                sums = sums.plus(sums_in(entry.payload))
        statement = countersign_statement(
            till_id=TILL, epoch=EPOCH, sequence=mark, entry_hash=self.hash_at(mark), at_ms=self.now_ms
        )
        return wire.BatchReply(
            acknowledged_sequence=mark,
            acknowledged_hash=self.hash_at(mark),
            sums=wire.WireSums.of(sums),
            quarantined=[self.quarantined[sequence] for sequence in sorted(self.quarantined)],
            at_ms=self.now_ms,
            countersignature=FEDERATION_KEY.sign(statement),
        )

    def give(self, request: wire.DownRequest) -> wire.DownReply:
        self.seen.append(request)
        return wire.DownReply(documents=list(self.documents), at_ms=self.now_ms)


@dataclass
class FaultyTransport:
    """The line. `fault` says what happens to the next exchanges; `bit` where a flip or a cut falls."""

    handle: Callable[[WireRequest], WireResponse]
    fault: str | None = None
    bit: int = 0
    carried: list[WireRequest] = field(default_factory=list)
    closed: bool = False
    meanwhile: list[Callable[[], object]] = field(
        default_factory=list
    )  # What happens at the till, one a request.

    FAULTS = (
        "request_lost", "reply_lost", "twice", "twice_second_answer", "request_cut", "reply_cut",
        "request_flipped", "reply_flipped", "older_request_first", "older_request_after", "server_error",
    )  # fmt: skip

    def exchange(self, request: WireRequest) -> WireResponse:
        if self.meanwhile:
            self.meanwhile.pop()()
        older = self.carried[self.bit % len(self.carried)] if self.carried else None
        self.carried.append(request)
        if self.fault == "request_lost":
            raise MonitorUnreachable(reason="connection")
        if self.fault == "server_error":
            return WireResponse(503, b"<html>")
        if self.fault == "request_cut":
            request = self._with_body(request, self._cut(request.body))
        if self.fault == "request_flipped":
            request = self._with_body(request, self._flipped(request.body))
        if self.fault == "older_request_first" and older is not None:
            self.handle(older)
        response = self.handle(request)
        if self.fault in ("twice", "twice_second_answer"):
            second = self.handle(request)
            response = second if self.fault == "twice_second_answer" else response
        if self.fault == "older_request_after" and older is not None:
            self.handle(older)
        if self.fault == "reply_lost":
            raise MonitorUnreachable(reason="timeout")
        if self.fault == "reply_cut":
            return replace(response, body=self._cut(response.body))
        if self.fault == "reply_flipped":
            return replace(response, body=self._flipped(response.body))
        return response

    def close(self) -> None:
        self.closed = True

    @staticmethod
    def _with_body(request: WireRequest, body: bytes) -> WireRequest:
        return WireRequest(request.method, request.path, request.headers, body)

    def _cut(self, body: bytes) -> bytes:
        return body[: self.bit % len(body)]

    def _flipped(self, body: bytes) -> bytes:
        changed = bytearray(body)
        place = self.bit % (len(body) * 8)
        changed[place // 8] ^= 1 << (place % 8)
        return bytes(changed)
