"""What a till signed away of its leases: a column of a projection, made anew after every migration."""

from __future__ import annotations

revision = "0007"
down_revision: str | None = "0006"


def upgrade() -> None:
    """Nothing beside the projections: the column comes with them."""
