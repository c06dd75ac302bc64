"""A platform on the loopback address that enrols whoever asks and answers batches as a test wants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pos.bootstrap import enrol
from pos.crypto.statements import countersign_statement
from pos.domain.decoding import decode_entry
from pos.domain.journal.chain import genesis
from pos.domain.journal.entries import EntryKind
from pos.domain.sums import Sums
from pos.services.platform.enrolment import Enrolment
from sync.client.ports import WireRequest, WireResponse
from sync.protocol import codec
from sync.protocol import messages as wire
from sync.protocol.compact import in_full
from tests.shop import FEDERATION, MORNING_MS, Shop
from tests.sync.client.loopback import serving
from tests.sync.fakes import as_signed

Says = Callable[[wire.Batch], tuple[int, bytes]]  # How far it holds the chain, and with which hash.


def knows_nothing(batch: wire.Batch) -> tuple[int, bytes]:
    """It holds no entry yet."""
    return 0, genesis(batch.till_id, batch.epoch)


def knows_another_entry(batch: wire.Batch) -> tuple[int, bytes]:
    """In the place of the last entry it holds another one."""
    return batch.previous_sequence + len(batch.entries), b"\x07" * 32


def is_ahead(batch: wire.Batch) -> tuple[int, bytes]:
    """It holds more entries than there are here."""
    return batch.previous_sequence + len(batch.entries) + 5, b"\x07" * 32


def _batch(request: WireRequest) -> wire.Batch:
    """The batch of a request, in either form."""
    if request.path != wire.PATH_COMPACT:
        return codec.decode(request.body, wire.Batch)
    batch = in_full(codec.decode(request.body, wire.CompactBatch))
    assert batch is not None
    return batch


def sums_of(entries: list[wire.WireEntry]) -> Sums:
    """Counts and sums over entries, as the platform makes them."""
    sums = Sums()
    for each in entries:
        entry = decode_entry(each.payload)
        totals = entry.data.get("totals") if entry.kind == EntryKind.SALE else None
        part = [totals[name] for name in ("market", "discount", "subsidy", "payable")] if totals else [0] * 4
        sums = sums.plus(Sums(1, int(totals is not None), *part))
    return sums


class Federation:
    """Enrols with rising epochs; the same key gets the same epoch again."""

    def __init__(self) -> None:
        self.says: Says = knows_nothing
        self.refusal = ""
        self.clock_ms = MORNING_MS  # What its refusals say the time is.
        self.forged = False
        self.keeps = False  # Keep what comes and say so, as the real platform does, instead of `says`.
        self.held: list[wire.WireEntry] = []
        self.signs = True  # Else somebody else answers in its place.
        self.keys: list[bytes] = []
        self.store_id = "S01"

    def handle(self, request: WireRequest) -> WireResponse:
        """Answer a request, with the federation's signature."""
        response = self._answer(request)
        return as_signed(request, response, key=FEDERATION) if self.signs else response

    def _answer(self, request: WireRequest) -> WireResponse:
        if request.path == wire.PATH_ENROL:
            return self._enrol(codec.decode_json(request.body, wire.EnrolRequest))
        if self.refusal:
            return WireResponse(403, codec.encode_json(wire.Refusal(self.refusal, "", self.clock_ms)))
        if request.path == wire.PATH_DOWNLINK:
            return WireResponse(200, codec.encode(wire.DownReply(documents=[], at_ms=MORNING_MS)))
        batch = _batch(request)
        if self.keeps:
            self.held[batch.previous_sequence :] = batch.entries
        kept = (len(self.held), self.held[-1].entry_hash) if self.held else knows_nothing(batch)
        sequence, entry_hash = kept if self.keeps else self.says(batch)
        statement = countersign_statement(
            till_id=batch.till_id,
            epoch=batch.epoch,
            sequence=sequence,
            entry_hash=entry_hash,
            at_ms=MORNING_MS,
        )
        reply = wire.BatchReply(
            acknowledged_sequence=sequence,
            acknowledged_hash=entry_hash,
            sums=wire.WireSums.of(sums_of(self.held)),
            quarantined=[],
            at_ms=MORNING_MS,
            countersignature=b"\x01" * 64 if self.forged else FEDERATION.sign(statement),
        )
        return WireResponse(200, codec.encode(reply))

    def _enrol(self, request: wire.EnrolRequest) -> WireResponse:
        if request.public_key not in self.keys:
            self.keys.append(request.public_key)
        reply = wire.EnrolReply(
            till_id=request.till_id,
            epoch=self.keys.index(request.public_key) + 1,
            store_id=self.store_id,
            store_name="浆洗街店",
            card_issuer="6201",
            federation_key=FEDERATION.public_key,
            at_ms=MORNING_MS,
        )
        return WireResponse(200, codec.encode_json(reply))


@contextmanager
def federation_with(folder: Path) -> Iterator[tuple[Federation, Shop]]:
    """A federation that answers, and a shop that has its address but is not enrolled."""
    federation = Federation()
    with serving(federation.handle) as url:
        yield federation, Shop(folder / "till", monitor_url=url)


def enrol_again(shop: Shop) -> Enrolment:
    """Enrol a till that is enrolled already."""
    return enrol(shop.settings, "123", again=True)
