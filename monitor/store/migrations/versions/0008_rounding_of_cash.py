"""What the shops' rules left off cash (抹零), by till and day."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0008"
down_revision: Final = "0007"


def upgrade() -> None:
    """Add the column; no till of an earlier release rounded anything."""
    op.add_column("day_total", sa.Column("rounding", sa.BigInteger(), nullable=False, server_default="0"))
