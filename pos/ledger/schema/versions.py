"""Which version of the ledger's tables a file has, and making it the newest: created, or migrated.

The version stands in SQLite's `user_version`, which is read from the file's header without
opening it as a database: a file of a newer program must stay as it is, byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import closing
from pathlib import Path
from typing import Final

from pos.errors import ChainBroken, LedgerNewer, LedgerUnwritable
from pos.ledger.sqlite import Connection, connect, sqlite_errors

SCHEMA_VERSION: Final = 6  # The newest migration; also SQLite's user_version of a file.

# As Alembic looks for it; a ledger has it before Alembic ever comes.
VERSION_TABLE: Final = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"

_HEADER_BYTES: Final = 100
_MAGIC: Final = b"SQLite format 3\x00"
_USER_VERSION: Final = slice(60, 64)


def version_of(path: Path) -> int:
    """The version of a file's tables; 0 for one that is empty or does not exist.

    Raises ChainBroken when it is no SQLite database, LedgerUnwritable when it may not be read.
    """
    if not path.exists():
        return 0
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
    except OSError as error:
        raise LedgerUnwritable(reason="cannot_open", detail=str(error)) from error
    if not header:
        return 0
    if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC):
        raise ChainBroken(sequence=0, reason="not_a_database")
    return int.from_bytes(header[_USER_VERSION], "big")


def refuse_newer(path: Path) -> int:
    """The version of a file this program knows. Raises LedgerNewer, ChainBroken; touches nothing."""
    found = version_of(path)
    if found > SCHEMA_VERSION:
        raise LedgerNewer(path=str(path), found=found, known=SCHEMA_VERSION)
    return found


def make_newest(
    path: Path, *, backups: Path, open_connection: Callable[[Path], Connection] = connect
) -> None:
    """Leave a file with the newest tables: begun when there is none, migrated (after a backup) when older.

    Raises LedgerNewer (the file stays untouched), LedgerUnwritable, ChainBroken.
    """
    refuse_newer(path)
    with closing(open_connection(path)) as connection, sqlite_errors():
        # Once more through SQLite: the newest header may still be in the WAL.
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        if found > SCHEMA_VERSION:
            raise LedgerNewer(path=str(path), found=found, known=SCHEMA_VERSION)
        if found == 0:
            if connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                raise ChainBroken(sequence=0, reason="not_a_ledger")
            connection.execute("BEGIN IMMEDIATE")
            create(connection)
            connection.execute("COMMIT")
    if 0 < found < SCHEMA_VERSION:
        from pos.ledger.schema.migrate import migrate

        migrate(path, backups=backups)


def create(connection: Connection) -> None:
    """Make all tables at the newest version, inside the caller's transaction."""
    for statement in statements():
        connection.execute(statement)
    connection.execute(VERSION_TABLE)
    connection.execute("INSERT INTO alembic_version VALUES (?)", (revision(SCHEMA_VERSION),))
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def statements(tables: Collection[str] | None = None) -> list[str]:
    """The newest schema as SQL: all of it with its triggers, or only some tables.

    SQLAlchemy is loaded here, for it takes longer than opening a ledger that is there already.
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


def revision(version: int) -> str:
    """The name of a migration."""
    return f"{version:04d}"
