"""Sale numbers can be looked up, and a device knows the last lease document it was sent.

What an older platform had made for a device counts as sent: it did not write down what it answered.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0002"
down_revision: Final = "0001"


def upgrade() -> None:
    """Add the index and the column."""
    op.create_index("sale_by_number", "sale", ["store_id", "till_id", "sale_no"])
    op.add_column("device", sa.Column("leases_sent", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE device SET leases_sent = COALESCE((SELECT max(document.number) FROM document"
        " WHERE document.kind = 'leases' AND document.audience = device.till_id), 0)"
    )
