"""The shop's rules: a projection, which is made anew after every migration."""

from __future__ import annotations

revision = "0003"
down_revision: str | None = "0002"


def upgrade() -> None:
    """Nothing beside the projections: the table comes with them."""
