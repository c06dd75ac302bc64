"""Brings an older ledger to the newest tables with Alembic: a backup first, then forward only.

Imported only when a file needs it; a start with a file of this release never loads Alembic.
"""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from pos.domain.calendar import shanghai
from pos.ledger.projections import PROJECTED
from pos.ledger.schema import versions
from pos.ledger.schema.creating import statements
from pos.ledger.schema.rebuild import replay_into
from pos.ledger.sqlite import DRIVER, Connection, connect, sqlite_errors

SCRIPTS: Final = Path(__file__).parents[1] / "migrations"
VERSION_FOLDERS: tuple[Path, ...] = (SCRIPTS / "versions",)


def migrate(path: Path, *, backups: Path) -> Path:
    """Back a ledger up, migrate it and rebuild its projections. Returns the backup's path.

    Either everything commits or nothing. Raises LedgerUnwritable; the backup stays in any case.
    """
    with closing(connect(path)) as connection, sqlite_errors():
        backup = back_up(connection, backups=backups)
        try:
            _upgrade(connection)
        except DBAPIError as error:
            raise (error.orig or error) from error  # What SQLAlchemy wrapped is translated like all others.
        # Into the file's header at once, where an older program looks before it opens anything.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return backup


def back_up(connection: Connection, *, backups: Path) -> Path:
    """Copy a ledger with everything that is committed: `ledger-<version>-<time of its last entry>.db`.

    An earlier backup of that name is kept. Raises LedgerUnwritable.
    """
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    last_at_ms = connection.execute("SELECT coalesce(max(at_ms), 0) FROM journal").fetchone()[0]
    stem = f"ledger-{versions.revision(version)}-{shanghai(last_at_ms):%Y%m%dT%H%M%S}"
    backups.mkdir(parents=True, exist_ok=True)
    copy, number = backups / f"{stem}.db", 1
    while copy.exists():
        number += 1
        copy = backups / f"{stem}-{number}.db"
    part = copy.with_suffix(".part")
    part.unlink(missing_ok=True)
    with sqlite_errors(), closing(DRIVER.connect(str(part))) as target:
        connection.backup(target)
        target.execute("PRAGMA journal_mode = DELETE").fetchall()  # One file, no WAL beside it.
    part.replace(copy)
    return copy


def _upgrade(connection: Connection) -> None:
    config = Config()
    options = {
        "script_location": str(SCRIPTS),
        "version_locations": os.pathsep.join(map(str, VERSION_FOLDERS)),
        "path_separator": "os",
    }
    for name, value in options.items():
        config.set_main_option(name, value.replace("%", "%%"))  # The parser of Alembic's options reads "%".
    engine = create_engine("sqlite://", module=DRIVER, creator=lambda: connection, poolclass=StaticPool)
    with engine.connect() as held:
        held.exec_driver_sql("BEGIN IMMEDIATE")
        config.attributes["connection"] = held
        command.upgrade(config, "head")
        for table in PROJECTED:
            connection.execute(f"DROP TABLE IF EXISTS {table}")
        for statement in statements(PROJECTED):
            connection.execute(statement)
        replay_into(connection)
        reached = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        connection.execute(f"PRAGMA user_version = {int(reached)}")
        held.exec_driver_sql("COMMIT")
