"""The secret of a second factor is stored sealed, which takes more letters. Nobody had one before."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0014"
down_revision: Final = "0013"


def upgrade() -> None:
    """Make the column wide enough; SQLite copies the table for that."""
    with op.batch_alter_table("account") as account:
        account.alter_column("totp_secret", type_=sa.String(200), existing_type=sa.String(64))
