"""Returns, payments, shift ends and day closes: projections, which are made anew after every migration."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision: str | None = "0001"


def upgrade() -> None:
    """What stands beside the journal itself: its index by date, for the day close."""
    op.create_index("journal_by_date", "journal", ["business_date", "sequence"])
