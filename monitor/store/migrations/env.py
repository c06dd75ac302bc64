"""Alembic's entry: runs the migrations on the connection it is handed. It opens no database itself."""

from __future__ import annotations

from alembic import context

from monitor.store import tables

context.configure(connection=context.config.attributes["connection"], target_metadata=tables.metadata)
with context.begin_transaction():
    context.run_migrations()
