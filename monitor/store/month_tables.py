"""The tables of months: released lists, what rolled over, what closed months came to; owners of suspense.

Rows are added and never changed, but for the two times of a released month. A correction is a new row.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, PrimaryKeyConstraint, String, Table

from monitor.store.columns import fen, metadata, till_key

# A month that two people released; from the first of them on, no month is leased without being released.
month_release: Final = Table(
    "month_release",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("rules", String(40), nullable=False),  # The programme's version it was computed by.
    Column("cards", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),  # Of the list's card numbers, see `month_list.digest_of`.
    Column("proposal_id", String(40), nullable=False),
    Column("released_ms", BigInteger, nullable=False),
    Column("leased_ms", BigInteger),  # When every card of the list had its leases.
    Column("closed_ms", BigInteger),  # When no till held anything of it any more.
)

# Who is entitled in a month. The newest correction of a card counts; 0 is the released list itself.
month_list: Final = Table(
    "month_list",
    metadata,
    Column("card_no", String(16), nullable=False),
    Column("programme", String(20), nullable=False),  # Whose enrolment: "card".
    Column("month", String(7), nullable=False),
    Column("correction", BigInteger, nullable=False),
    Column("is_due", Boolean(create_constraint=False), nullable=False),
    Column("proposal_id", String(40), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("card_no", "programme", "month", "correction"),
)

# What was left of a card's closed month and is part of `month`, the one after it. Written once.
rolled_rest: Final = Table(
    "rolled_rest",
    metadata,
    Column("card_no", String(16), nullable=False),
    Column("month", String(7), nullable=False),
    Column("pool_id", String(40), nullable=False),
    fen("amount"),
    Column("at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("card_no", "month", "pool_id"),
)

# What a closed month came to over all cards.
closed_month: Final = Table(
    "closed_month",
    metadata,
    Column("month", String(7), nullable=False),
    Column("pool_id", String(40), nullable=False),
    Column("cards", BigInteger, nullable=False),  # That used something.
    fen("leased"),
    fen("used"),
    Column("closed_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("month", "pool_id"),
)

# Who looks after what a retired installation still sent. The newest row counts.
suspense_owner: Final = Table(
    "suspense_owner",
    metadata,
    *till_key(),
    Column("named_ms", BigInteger, nullable=False),
    Column("owner", String(40), nullable=False),  # An account.
    Column("named_by", String(40), nullable=False),
    PrimaryKeyConstraint("store_id", "till_id", "epoch", "named_ms"),
)

GROWING: Final = (suspense_owner,)
