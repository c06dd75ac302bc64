"""Brings a ledger file to the newest tables when it is opened: creates, migrates, or leaves it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from pos.errors.ledger import ChainBroken, LedgerNewer
from pos.ledger.schema import versions
from pos.ledger.schema.creating import create
from pos.ledger.sqlite import Connection, connect, sqlite_errors


def make_newest(
    path: Path, *, backups: Path, open_connection: Callable[[Path], Connection] = connect
) -> None:
    """Leave a file with the newest tables: created when missing, migrated (after a backup) when older.

    Raises LedgerNewer (the file stays untouched), LedgerUnwritable, ChainBroken.
    """
    versions.refuse_newer(path)
    with closing(open_connection(path)) as connection, sqlite_errors():
        # Once more through SQLite: the newest header may still be in the WAL.
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        if found > versions.SCHEMA_VERSION:
            raise LedgerNewer(path=str(path), found=found, known=versions.SCHEMA_VERSION)
        if found == 0:
            if connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                raise ChainBroken(sequence=0, reason="not_a_ledger")
            connection.execute("BEGIN IMMEDIATE")
            create(connection)
            connection.execute("COMMIT")
    if 0 < found < versions.SCHEMA_VERSION:
        from pos.ledger.schema.migrate import migrate

        migrate(path, backups=backups)
