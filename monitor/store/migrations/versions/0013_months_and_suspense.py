"""Months that are released and closed, what rolls over, owners of suspense, alerts that are mended."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0013"
down_revision: Final = "0012"


def upgrade() -> None:
    """Nothing was released by people before, so months go on opening by themselves until the first is."""
    op.add_column("alert", sa.Column("closed_ms", sa.BigInteger()))
    op.create_table(
        "month_release",
        sa.Column("month", sa.String(7), primary_key=True),
        sa.Column("rules", sa.String(40), nullable=False),
        sa.Column("cards", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("proposal_id", sa.String(40), nullable=False),
        sa.Column("released_ms", sa.BigInteger(), nullable=False),
        sa.Column("leased_ms", sa.BigInteger()),
        sa.Column("closed_ms", sa.BigInteger()),
    )
    op.create_table(
        "month_list",
        sa.Column("card_no", sa.String(16), nullable=False),
        sa.Column("programme", sa.String(20), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("correction", sa.BigInteger(), nullable=False),
        sa.Column("is_due", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("proposal_id", sa.String(40), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("card_no", "programme", "month", "correction"),
    )
    op.create_table(
        "rolled_rest",
        sa.Column("card_no", sa.String(16), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("pool_id", sa.String(40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("card_no", "month", "pool_id"),
    )
    op.create_table(
        "closed_month",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("pool_id", sa.String(40), nullable=False),
        sa.Column("cards", sa.BigInteger(), nullable=False),
        sa.Column("leased", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("closed_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("month", "pool_id"),
    )
    op.create_table(
        "suspense_owner",
        sa.Column("store_id", sa.String(64), nullable=False),
        sa.Column("till_id", sa.String(32), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("named_ms", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.String(40), nullable=False),
        sa.Column("named_by", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "till_id", "epoch", "named_ms"),
    )
