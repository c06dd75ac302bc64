"""The database refuses a list of a month that nobody agreed to, and any change of it or of a closed month."""

from __future__ import annotations

from typing import Final

from alembic import op

from monitor.store.month_guards import MONTH_GUARDS
from monitor.store.office_guards import statements

revision: Final = "0018"
down_revision: Final = "0017"


def upgrade() -> None:
    """Whatever was released before was released by proposals; it stays as it is."""
    connection = op.get_bind()
    for statement in statements(connection.dialect.name, MONTH_GUARDS):
        connection.exec_driver_sql(statement)
