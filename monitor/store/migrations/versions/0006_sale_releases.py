"""Whose right it is to take a sale's goods back: moved by the selling till's signed entry alone."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0006"
down_revision: Final = "0005"


def upgrade() -> None:
    """Add the table. What was permitted before stays so; whatever is asked from now on needs an entry."""
    op.create_table(
        "sale_release",
        sa.Column("store_id", sa.String(64), nullable=False),
        sa.Column("till_id", sa.String(32), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("sale_no", sa.String(40), nullable=False),
        sa.Column("asked_ms", sa.BigInteger(), nullable=False),
        sa.Column("told_number", sa.BigInteger(), nullable=False),
        sa.Column("released_sequence", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("store_id", "till_id", "epoch", "sale_no"),
    )
