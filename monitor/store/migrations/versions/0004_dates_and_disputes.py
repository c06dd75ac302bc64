"""When the platform last held all of a till; what sales took of leases that an uncounted return gave back."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0004"
down_revision: Final = "0003"


def upgrade() -> None:
    """Add the columns; of what was stored before, nothing is vouched for and nothing is disputed."""
    for table, name in (("device", "vouched_ms"), ("lease_use", "disputed"), ("lease_use", "disputed_used")):
        op.add_column(table, sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))
