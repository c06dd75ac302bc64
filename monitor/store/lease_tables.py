"""The tables of rights that move: what is free, recalled, let go, and what make-good slips took."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Index, PrimaryKeyConstraint, String, Table

from monitor.store.columns import fen, metadata, till_key

# One row for each card and month that anybody allocated: who locks it, allocates alone. `version` rises
# with each change, so that whoever waits for one need not lock.
card_month: Final = Table(
    "card_month",
    metadata,
    Column("card_no", String(16), nullable=False),
    Column("month", String(7), nullable=False),
    Column("version", BigInteger, nullable=False),
    PrimaryKeyConstraint("card_no", "month"),
)

# What was let go and is not leased again: the platform's until the next tap.
free_right: Final = Table(
    "free_right",
    metadata,
    Column("card_no", String(16), nullable=False),
    Column("month", String(7), nullable=False),
    Column("pool_id", String(40), nullable=False),
    fen("amount"),
    PrimaryKeyConstraint("card_no", "month", "pool_id"),
)

# A question to the installation that leads the key; the asker is whose cashier has the card.
lease_recall: Final = Table(
    "lease_recall",
    metadata,
    Column("card_no", String(16), nullable=False),
    Column("month", String(7), nullable=False),
    *till_key(),
    Column("number", BigInteger, nullable=False),  # Of the document that asks.
    Column("asker_till_id", String(32), nullable=False),
    Column("asker_epoch", BigInteger, nullable=False),
    Column("asked_ms", BigInteger, nullable=False),
    Column("answered_ms", BigInteger),
    Column("answered_sequence", BigInteger),  # The entry of the holder that answers.
    Column("is_in_use", Boolean(create_constraint=False), nullable=False),  # An open basket kept some of it.
    PrimaryKeyConstraint("card_no", "month", "store_id", "till_id", "epoch", "number"),
)

# Each release that was booked, so that none is booked twice. `cause` is the entry's, or "retired".
lease_release: Final = Table(
    "lease_release",
    metadata,
    *till_key(),
    Column("release_id", String(120), nullable=False),
    Column("card_no", String(16), nullable=False),
    Column("month", String(7), nullable=False),
    Column("cause", String(20), nullable=False),
    Column("sequence", BigInteger, nullable=False),  # 0: two people decided it, no entry did.
    fen("amount"),  # Of all pools.
    Column("booked_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("store_id", "till_id", "epoch", "release_id"),
)
Index("lease_release_by_card", lease_release.c.card_no, lease_release.c.month)

# A claim for a benefit that a sale did not get; the installation that leads the key made the sale and the
# slip. `state` is `SlipState`, `why` says what it waits for or why nothing is due. One for each sale.
make_good: Final = Table(
    "make_good",
    metadata,
    Column("card_no", String(16), nullable=False),
    Column("month", String(7), nullable=False),
    *till_key(),
    Column("sale_id", String(64), nullable=False),
    Column("slip_no", String(40), nullable=False),
    Column("sale_no", String(40), nullable=False),
    Column("reason", String(40), nullable=False),  # Of the till: why it gave nothing.
    Column("sequence", BigInteger, nullable=False),  # Of the slip's entry.
    Column("sale_sequence", BigInteger, nullable=False),
    Column("sold_ms", BigInteger, nullable=False),
    Column("claimed_ms", BigInteger, nullable=False),
    Column("state", String(12), nullable=False),
    Column("why", String(20)),
    Column("decided_ms", BigInteger),
    Column("credit_id", String(40), nullable=False),
    fen("amount"),  # What is credited, promised or paid; 0 before.
    Column("paying_store_id", String(64)),  # Whom it is promised to, later: who paid it.
    Column("paying_till_id", String(32)),
    Column("paying_epoch", BigInteger),
    Column("promised_ms", BigInteger),
    Column("paid_sequence", BigInteger),  # Of the entry that paid it.
    Column("paid_ms", BigInteger),
    PrimaryKeyConstraint("card_no", "month", "store_id", "till_id", "epoch", "sale_id"),
)
Index("make_good_by_credit", make_good.c.credit_id)
Index("make_good_by_state", make_good.c.state, make_good.c.sold_ms)
Index("make_good_by_sale", make_good.c.store_id, make_good.c.till_id, make_good.c.epoch, make_good.c.sale_id)

# What a credit takes of the card's month: as good as leased, and never free again.
make_good_debit: Final = Table(
    "make_good_debit",
    metadata,
    Column("card_no", String(16), nullable=False),
    Column("month", String(7), nullable=False),
    Column("credit_id", String(40), nullable=False),
    Column("pool_id", String(40), nullable=False),
    fen("amount"),
    PrimaryKeyConstraint("card_no", "month", "credit_id", "pool_id"),
)

# Whose word a card's slips wait for; `what` is "unheard" or "recall", or "own" for the slip's own till.
make_good_wait: Final = Table(
    "make_good_wait",
    metadata,
    *till_key(),
    Column("card_no", String(16), nullable=False),
    Column("month", String(7), nullable=False),
    Column("what", String(12), nullable=False),
    PrimaryKeyConstraint("store_id", "till_id", "epoch", "card_no", "month"),
)

# What a taker proved before its giver was heard: the lease is smaller already, the giver's entry is awaited.
slice_in_transit: Final = Table(
    "slice_in_transit",
    metadata,
    *till_key(),
    Column("release_id", String(120), nullable=False),
    Column("lease_id", String(64), nullable=False),
    Column("pool_id", String(40), nullable=False),
    Column("card_no", String(16), nullable=False),
    Column("month", String(7), nullable=False),
    Column("sequence", BigInteger, nullable=False),  # The place of the giver's entry.
    fen("amount"),
    PrimaryKeyConstraint("store_id", "till_id", "epoch", "release_id", "lease_id", "pool_id"),
)

GROWING: Final = (lease_release, slice_in_transit)
