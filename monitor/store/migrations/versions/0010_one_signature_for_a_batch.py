"""Entries without a signature of their own, which a later entry of the journal proves.

No table changes. But a platform of before would take such entries for forged when it audits them, so it
must see that this database is of a later version, and leave it alone.
"""

from __future__ import annotations

from typing import Final

revision: Final = "0010"
down_revision: Final = "0009"


def upgrade() -> None:
    """Only say that from now on `entry.signature` may be empty."""
