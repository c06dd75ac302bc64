"""How PINs were tried out: a projection, which is made anew after every migration."""

from __future__ import annotations

revision = "0004"
down_revision: str | None = "0003"


def upgrade() -> None:
    """Nothing beside the projections: the table comes with them."""
