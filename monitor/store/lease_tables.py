"""The tables of rights that move: what is free, what was recalled, what was let go."""

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

GROWING: Final = (lease_release,)
