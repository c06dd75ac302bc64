"""Goods taken in against a slip: a projection, which is made anew after every migration."""

from __future__ import annotations

revision = "0006"
down_revision: str | None = "0005"


def upgrade() -> None:
    """Nothing beside the projections: the table comes with them."""
