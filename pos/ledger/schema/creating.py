"""Makes the newest tables of a ledger in an empty file, or gives their SQL for a comparison."""

from __future__ import annotations

from collections.abc import Collection

from pos.ledger.schema import versions
from pos.ledger.sqlite import Connection


def create(connection: Connection) -> None:
    """Make all tables at the newest version, inside the caller's transaction."""
    for statement in statements():
        connection.execute(statement)
    connection.execute(versions.VERSION_TABLE)
    connection.execute(
        "INSERT INTO alembic_version VALUES (?)", (versions.revision(versions.SCHEMA_VERSION),)
    )
    connection.execute(f"PRAGMA user_version = {versions.SCHEMA_VERSION}")


def statements(tables: Collection[str] | None = None) -> list[str]:
    """The newest schema as SQL: all of it with its triggers, or only some tables.

    SQLAlchemy is imported here, because this takes longer than opening an existing ledger.
    """
    from sqlalchemy.dialects import sqlite
    from sqlalchemy.schema import CreateIndex, CreateTable

    from pos.ledger.schema.tables import TRIGGERS, metadata

    dialect = sqlite.dialect()
    wanted = [table for table in metadata.sorted_tables if tables is None or table.name in tables]
    return [
        *(str(CreateTable(table).compile(dialect=dialect)) for table in wanted),
        *(
            str(CreateIndex(index).compile(dialect=dialect))
            for table in wanted
            for index in sorted(table.indexes, key=lambda index: str(index.name))
        ),
        *(TRIGGERS if tables is None else ()),
    ]
