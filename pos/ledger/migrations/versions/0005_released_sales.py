"""Sales that were released: a projection, which is made anew after every migration."""

from __future__ import annotations

revision = "0005"
down_revision: str | None = "0004"


def upgrade() -> None:
    """Nothing beside the projections: the table comes with them."""
