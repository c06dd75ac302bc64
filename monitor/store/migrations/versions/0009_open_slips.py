"""Goods taken in against slips that are still to be paid."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0009"
down_revision: Final = "0008"


def upgrade() -> None:
    """Add the table; no till of before gave such slips."""
    op.create_table(
        "open_slip",
        sa.Column("store_id", sa.String(64), nullable=False),
        sa.Column("till_id", sa.String(32), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("slip_no", sa.String(40), nullable=False),
        sa.Column("return_id", sa.String(64), nullable=False),
        sa.Column("sale_no", sa.String(40), nullable=False),
        sa.Column("payable", sa.BigInteger(), nullable=False),
        sa.Column("given_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "till_id", "epoch", "slip_no"),
    )
