"""What the shops' rules left off cash (抹零), by till and day; and those rules themselves."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0008"
down_revision: Final = "0007"


def upgrade() -> None:
    """Add column and table; no till of an earlier release rounded anything, or set such rules."""
    op.add_column("day_total", sa.Column("rounding", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_table(
        "shop_rule",
        sa.Column("store_id", sa.String(64), nullable=False),
        sa.Column("till_id", sa.String(32), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("in_force_from", sa.String(10), nullable=False),
        sa.Column("cash_rounding", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "till_id", "epoch", "sequence"),
    )
