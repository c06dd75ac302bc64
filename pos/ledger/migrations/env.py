"""How Alembic runs our migrations: on the connection of `pos.ledger.schema.migrate`, in its transaction."""

from __future__ import annotations

from alembic import context

from pos.ledger.schema.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
