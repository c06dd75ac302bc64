"""Slices that a taker proved before their giver was heard."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0016"
down_revision: Final = "0015"


def upgrade() -> None:
    """No till took a slice in before."""
    op.create_table(
        "slice_in_transit",
        sa.Column("store_id", sa.String(64), nullable=False),
        sa.Column("till_id", sa.String(32), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("release_id", sa.String(120), nullable=False),
        sa.Column("lease_id", sa.String(64), nullable=False),
        sa.Column("pool_id", sa.String(40), nullable=False),
        sa.Column("card_no", sa.String(16), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "till_id", "epoch", "release_id", "lease_id", "pool_id"),
    )
