"""The tables of the first release. A fresh file is made at the newest version, so this changes nothing."""

from __future__ import annotations

revision = "0001"
down_revision: str | None = None


def upgrade() -> None:
    """Nothing to do: there is no older ledger."""
