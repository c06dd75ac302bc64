"""The platform's tables. Those that grow with sales can be split by store; no table numbers its own keys.

`GROWING` tables have `store_id` first in their primary key and in every unique constraint, their
keys come from the till, and no foreign key leaves the store: so they can be partitioned or
sharded by store on any of the engines we may meet. A card's rights live in tables keyed by card.
The rest is small reference data. Amounts are fen, times are milliseconds since 1970 (UTC).
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
)

from monitor.store import columns, day_tables, lease_tables, month_tables, office_tables, register_tables
from monitor.store.columns import fen, till_key

metadata: Final = columns.metadata

_HASH: Final = LargeBinary(32)


# ── Reference data: small, the same everywhere ─────────────────────────────────────────────────

federation = Table(
    "federation",
    metadata,
    Column("federation_id", SmallInteger, primary_key=True, autoincrement=False),  # Always 1.
    Column("name", String(60), nullable=False),
    Column("card_issuer", String(4), nullable=False),
)

counter = Table(
    "counter",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

store = Table(
    "store",
    metadata,
    Column("store_id", String(64), primary_key=True),
    Column("name", String(60), nullable=False),
    Column("street", String(60), nullable=False),
    Column("operator_name", String(60), nullable=False),
    Column("keeper_till_id", String(32), nullable=False),  # Holds the leases of the store's cards.
)

till = Table(
    "till",
    metadata,
    Column("till_id", String(32), primary_key=True),
    Column("store_id", String(64), nullable=False),
)

enrolment_code = Table(
    "enrolment_code",
    metadata,
    Column("code_hash", _HASH, primary_key=True),
    Column("till_id", String(32), nullable=False),
    Column("issued_ms", BigInteger, nullable=False),
    Column("expires_ms", BigInteger, nullable=False),
    Column("used_key", LargeBinary(128)),  # The public key that took it; null: still good.
    Column("used_epoch", BigInteger),
)

programme = Table(
    "programme",
    metadata,
    Column("version", String(40), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("effective_from", String(10)),
    Column("content", Text, nullable=False),
    Column("published_ms", BigInteger, nullable=False),
)

document = Table(
    "document",
    metadata,
    Column("kind", String(40), nullable=False),
    Column("audience", String(32), nullable=False),
    Column("epoch", BigInteger, nullable=False),  # 0 for documents to every till.
    Column("number", BigInteger, nullable=False),
    Column("month", String(7)),  # Of leases: after this time the document is not needed.
    Column("payload", LargeBinary, nullable=False),
    Column("signature", LargeBinary(128), nullable=False),
    Column("suite", SmallInteger, nullable=False),
    PrimaryKeyConstraint("kind", "audience", "epoch", "number"),
)

# ── Cards: keyed by card, never in one transaction's way with another store's sales ────────────

card = Table(
    "card",
    metadata,
    Column("card_no", String(16), primary_key=True),
    Column("masked_name", String(60), nullable=False),
    Column("valid_from", String(10), nullable=False),
    Column("valid_to", String(10), nullable=False),
    Column("status", String(20), nullable=False),
    Column("usual_store_id", String(64)),  # Null: no store is usual, so no lease is made.
    Column("change_number", BigInteger, nullable=False),
)
Index("card_by_change", card.c.change_number)

lease = Table(
    "lease",
    metadata,
    Column("card_no", String(16), nullable=False),
    Column("month", String(7), nullable=False),
    Column("lease_id", String(40), nullable=False),
    Column("pool_id", String(40), nullable=False),
    Column("store_id", String(64), nullable=False),
    Column("till_id", String(32), nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("document_number", BigInteger, nullable=False),
    fen("granted"),
    # The return at another till whose restoration this is; null: a part of the card's month itself.
    Column("restored_from", String(120)),
    Column("released", BigInteger, nullable=False, server_default="0"),  # Signed away by its holder.
    Column("moved_from", String(120)),  # What it came from, when another till held it before; null: nobody.
    PrimaryKeyConstraint("card_no", "month", "lease_id", "pool_id"),
)

card_spend = Table(
    "card_spend",
    metadata,
    Column("card_no", String(16), nullable=False),
    Column("month", String(7), nullable=False),
    *till_key(),
    Column("sequence", BigInteger, nullable=False),
    Column("lease_id", String(40), nullable=False),
    Column("pool_id", String(40), nullable=False),
    fen("amount"),
    PrimaryKeyConstraint(
        "card_no", "month", "store_id", "till_id", "epoch", "sequence", "lease_id", "pool_id"
    ),
)

# ── What grows with sales ──────────────────────────────────────────────────────────────────────

device = Table(
    "device",
    metadata,
    *till_key(),
    Column("public_key", LargeBinary(128), nullable=False),
    Column("suite", SmallInteger, nullable=False),
    Column("program_version", String(64), nullable=False),
    Column("enrolled_ms", BigInteger, nullable=False),
    Column("retired_ms", BigInteger),  # A later epoch took over; what still comes is suspense.
    Column("start_id", String(32)),  # The start of the program that spoke last; null: none was ever named.
    Column("forked_ms", BigInteger),  # Two starts lived at once: nothing new is sent to either.
    Column("contact_ms", BigInteger),
    # The last lease document that was put into an answer: what came later it cannot know.
    Column("leases_sent", BigInteger, nullable=False, server_default="0"),
    # The last document about released sales that it adopted, with everything told that it did before.
    Column("released_seen", BigInteger, nullable=False, server_default="0"),
    # When we last held everything the till had: what it makes later is dated later. 0: never yet.
    Column("vouched_ms", BigInteger, nullable=False, server_default="0"),
    Column("told_sequence", BigInteger, nullable=False),  # How far the till said its journal goes.
    Column("upload_ms", BigInteger),
    Column("head_sequence", BigInteger, nullable=False),
    Column("head_hash", _HASH, nullable=False),
    # Sums over what counts, up to the head: what the till compares with its own (DESIGN 6).
    Column("entries", BigInteger, nullable=False),
    Column("sales", BigInteger, nullable=False),
    fen("market"),
    fen("discount"),
    fen("subsidy"),
    fen("payable"),
    Column("quarantined", BigInteger, nullable=False),
    PrimaryKeyConstraint("store_id", "till_id", "epoch"),
)

device_start = Table(
    "device_start",
    metadata,
    *till_key(),
    Column("start_id", String(32), nullable=False),
    Column("began_at_ms", BigInteger, nullable=False),  # By the till's clock, of its first request.
    Column("first_ms", BigInteger, nullable=False),
    Column("last_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("store_id", "till_id", "epoch", "start_id"),
)

request_nonce = Table(
    "request_nonce",
    metadata,
    *till_key(),
    Column("nonce", String(32), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("store_id", "till_id", "epoch", "nonce"),
)

entry = Table(
    "entry",
    metadata,
    *till_key(),
    Column("sequence", BigInteger, nullable=False),
    Column("entry_id", String(64), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("business_date", String(10), nullable=False),
    Column("state", String(12), nullable=False),  # counted, quarantined or suspense
    Column("suite", SmallInteger, nullable=False),
    Column("entry_hash", _HASH, nullable=False),
    Column("signature", LargeBinary(128), nullable=False),
    Column("payload", LargeBinary, nullable=False),  # The exact bytes; never encoded again.
    Column("received_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("store_id", "till_id", "epoch", "sequence"),
)
# Not unique: an id that comes twice is a finding for a person, and both entries are kept.
Index("entry_by_id", entry.c.store_id, entry.c.till_id, entry.c.epoch, entry.c.entry_id)

sale = Table(
    "sale",
    metadata,
    *till_key(),
    Column("sequence", BigInteger, nullable=False),
    Column("sale_no", String(40), nullable=False),
    Column("business_date", String(10), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("card_no", String(16)),
    Column("programme", String(40), nullable=False),
    Column("state", String(12), nullable=False),  # counted or suspense
    fen("market"),
    fen("discount"),
    fen("subsidy"),
    fen("payable"),
    PrimaryKeyConstraint("store_id", "till_id", "epoch", "sequence"),
)
# Not unique: a number that comes twice is a finding for a person, and both sales are kept.
Index("sale_by_number", sale.c.store_id, sale.c.till_id, sale.c.sale_no)

lease_use = Table(
    "lease_use",
    metadata,
    *till_key(),
    Column("lease_id", String(40), nullable=False),
    Column("pool_id", String(40), nullable=False),
    fen("spent"),
    # What returns that do not count gave back in the till's own books, and what sales after them took of it.
    Column("disputed", BigInteger, nullable=False, server_default="0"),
    Column("disputed_used", BigInteger, nullable=False, server_default="0"),
    PrimaryKeyConstraint("store_id", "till_id", "epoch", "lease_id", "pool_id"),
)

card_outbox = Table(
    "card_outbox",
    metadata,
    *till_key(),
    Column("sequence", BigInteger, nullable=False),
    Column("lease_id", String(40), nullable=False),
    Column("pool_id", String(40), nullable=False),
    Column("card_no", String(16), nullable=False),
    Column("month", String(7), nullable=False),
    fen("amount"),
    PrimaryKeyConstraint("store_id", "till_id", "epoch", "sequence", "lease_id", "pool_id"),
)

quarantine = Table(
    "quarantine",
    metadata,
    *till_key(),
    Column("sequence", BigInteger, nullable=False),
    Column("item_hash", _HASH, nullable=False),  # Of all its bytes: the same item is kept once.
    Column("in_chain", Boolean(create_constraint=False), nullable=False),  # Then its bytes are in `entry`.
    Column("code", String(64), nullable=False),
    Column("detail", String(300), nullable=False),
    Column("entry_id", String(64)),
    Column("entry_hash", _HASH),
    Column("signature", LargeBinary(128)),
    Column("suite", SmallInteger),
    Column("payload", LargeBinary),
    Column("received_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("store_id", "till_id", "epoch", "sequence", "item_hash"),
)

alert = Table(
    "alert",
    metadata,
    Column("store_id", String(64), nullable=False),
    Column("alert_id", String(160), nullable=False),  # Says what it is about, so the same is raised once.
    Column("code", String(64), nullable=False),
    Column("level", String(10), nullable=False),
    Column("till_id", String(32)),
    Column("facts", Text, nullable=False),
    Column("raised_ms", BigInteger, nullable=False),
    Column("closed_ms", BigInteger),  # What it says is mended; raised again, it is open again.
    PrimaryKeyConstraint("store_id", "alert_id"),
)

GROWING: Final = (
    device,
    device_start,
    request_nonce,
    entry,
    sale,
    lease_use,
    card_outbox,
    quarantine,
    alert,
    *day_tables.GROWING,
    *lease_tables.GROWING,
    *month_tables.GROWING,
)

OFFICE: Final = office_tables.TABLES
REGISTER: Final = register_tables.TABLES
