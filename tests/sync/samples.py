"""Messages and keys that never change: golden bytes are made of them. No secret and no person in them."""

from __future__ import annotations

from pos.crypto.keys import DeviceKey
from pos.crypto.statements import countersign_statement, entry_statement, head_statement
from pos.domain.journal.chain import SUITE_1, genesis, seal
from pos.domain.sums import Sums
from sync.protocol import messages as wire

TILL = "S01-1"
EPOCH = 1
AT_MS = 1_793_000_000_000

TILL_KEY = DeviceKey(SUITE_1, bytes(range(32)))
FEDERATION_KEY = DeviceKey(SUITE_1, bytes(range(32, 64)))

FIRST = seal(1, "0190-a", '{"kind":"试"}'.encode(), genesis(TILL, EPOCH))
SECOND = seal(2, "0190-b", b"{}", FIRST.entry_hash)

BATCH = wire.Batch(
    protocol=wire.PROTOCOL,
    till_id=TILL,
    epoch=EPOCH,
    previous_sequence=0,
    previous_hash=genesis(TILL, EPOCH),
    entries=[
        wire.WireEntry(
            each.sequence, each.entry_id, each.payload, each.entry_hash,
            TILL_KEY.sign(entry_statement(each.entry_hash)), each.suite,
        )
        for each in (FIRST, SECOND)
    ],
    head_signature=TILL_KEY.sign(
        head_statement(till_id=TILL, epoch=EPOCH, sequence=2, entry_hash=SECOND.entry_hash)
    ),
)  # fmt: skip

COMPACT_BATCH = wire.CompactBatch(
    protocol=wire.PROTOCOL,
    till_id=TILL,
    epoch=EPOCH,
    previous_sequence=0,
    previous_hash=genesis(TILL, EPOCH),
    entries=[wire.CompactEntry(each.entry_id, each.payload, each.suite) for each in (FIRST, SECOND)],
    last_signature=TILL_KEY.sign(entry_statement(SECOND.entry_hash)),
)

BATCH_REPLY = wire.BatchReply(
    acknowledged_sequence=2,
    acknowledged_hash=SECOND.entry_hash,
    sums=wire.WireSums.of(Sums(entries=1, sales=1, market=1000, discount=400, subsidy=100, payable=500)),
    quarantined=[wire.Quarantined(2, "sale.quote", "line 1: 3 is not 4")],
    at_ms=AT_MS,
    countersignature=FEDERATION_KEY.sign(
        countersign_statement(
            till_id=TILL, epoch=EPOCH, sequence=2, entry_hash=SECOND.entry_hash, at_ms=AT_MS
        )
    ),
)

DOWN_REQUEST = wire.DownRequest(
    protocol=wire.PROTOCOL, till_id=TILL, epoch=EPOCH, last_sequence=2, have={"programme": 1, "cards": 0}
)

DOWN_REPLY = wire.DownReply(
    documents=[wire.WireDocument("programme", b"{}", b"\x01" * 64, SUITE_1)], at_ms=AT_MS
)

ENROL_REQUEST = wire.EnrolRequest(
    protocol=wire.PROTOCOL,
    code="7F3K-9Q2M",
    till_id=TILL,
    public_key=TILL_KEY.public_key,
    suite=SUITE_1,
    program_version="0.1.0",
)

ENROL_REPLY = wire.EnrolReply(
    till_id=TILL,
    epoch=EPOCH,
    store_id="S01",
    store_name="浆洗街店",
    card_issuer="510107",
    federation_key=FEDERATION_KEY.public_key,
    at_ms=AT_MS,
)

DAY_REQUEST = wire.DayRequest(protocol=wire.PROTOCOL, till_id=TILL, epoch=EPOCH, business_date="2026-11-23")

DAY_REPLY = wire.DayReply(
    business_date="2026-11-23",
    entries=2,
    quarantined=0,
    sales=1,
    late_sales=0,
    returns=1,
    market=-300,
    discount=0,
    subsidy=0,
    payable=-300,
    last_sequence=2,
    last_hash=SECOND.entry_hash,
    head_sequence=2,
    head_hash=SECOND.entry_hash,
    contribution=wire.WireContribution("2026-10", 498),
    at_ms=AT_MS,
)

SALE_REQUEST = wire.SaleRequest(wire.PROTOCOL, TILL, EPOCH, "S02-1-20261123-0007")

SALE_REPLY = wire.SaleReply(payload=b"{}", returned={"1": 1000}, refunded={"cash": 300}, at_ms=AT_MS)

RETURN_REQUEST = wire.ReturnRequest(
    wire.PROTOCOL, TILL, EPOCH, "0190-c", "S02-1-20261123-0007", {"1": 1000}, {"2": 500}
)

RETURN_REPLY = wire.ReturnReply("0190-c", AT_MS)
