"""Rights that move: what was released of each lease, what is free, recalls and releases."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0011"
down_revision: Final = "0010"


def upgrade() -> None:
    """Nothing was released before: each lease is whole."""
    op.add_column("lease", sa.Column("released", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("lease", sa.Column("moved_from", sa.String(120)))
    op.create_table(
        "card_month",
        *_card_month(),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("card_no", "month"),
    )
    op.create_table(
        "free_right",
        *_card_month(),
        sa.Column("pool_id", sa.String(40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("card_no", "month", "pool_id"),
    )
    op.create_table(
        "lease_recall",
        *_card_month(),
        *_till_key(),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("asker_till_id", sa.String(32), nullable=False),
        sa.Column("asker_epoch", sa.BigInteger(), nullable=False),
        sa.Column("asked_ms", sa.BigInteger(), nullable=False),
        sa.Column("answered_ms", sa.BigInteger()),
        sa.Column("answered_sequence", sa.BigInteger()),
        sa.Column("is_in_use", sa.Boolean(create_constraint=False), nullable=False),
        sa.PrimaryKeyConstraint("card_no", "month", "store_id", "till_id", "epoch", "number"),
    )
    op.create_table(
        "lease_release",
        *_till_key(),
        sa.Column("release_id", sa.String(120), nullable=False),
        *_card_month(),
        sa.Column("cause", sa.String(20), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("booked_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "till_id", "epoch", "release_id"),
    )
    op.create_index("lease_release_by_card", "lease_release", ["card_no", "month"])


def _card_month() -> tuple[sa.Column[str], sa.Column[str]]:
    return (
        sa.Column("card_no", sa.String(16), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
    )


def _till_key() -> tuple[sa.Column[str], sa.Column[str], sa.Column[int]]:
    return (
        sa.Column("store_id", sa.String(64), nullable=False),
        sa.Column("till_id", sa.String(32), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
    )
