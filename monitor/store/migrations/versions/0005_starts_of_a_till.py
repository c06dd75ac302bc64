"""Which start of its program a till speaks from, and since when two of them lived at once."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0005"
down_revision: Final = "0004"


def upgrade() -> None:
    """Add the table and the columns; tills of the first releases name no start, so nothing is known yet."""
    op.add_column("device", sa.Column("start_id", sa.String(32)))
    op.add_column("device", sa.Column("forked_ms", sa.BigInteger()))
    op.create_table(
        "device_start",
        sa.Column("store_id", sa.String(64), nullable=False),
        sa.Column("till_id", sa.String(32), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("start_id", sa.String(32), nullable=False),
        sa.Column("began_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("first_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "till_id", "epoch", "start_id"),
    )
