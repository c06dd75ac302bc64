"""Brings an older ledger to the newest tables with Alembic: a backup first, then forward only.

Imported only when a file needs it; a start with a file of this release never loads Alembic.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from pos.ledger.sqlite import DRIVER, connect, sqlite_errors

SCRIPTS: Final = Path(__file__).parent / "migrations"


def migrate(
    path: Path,
    *,
    backups: Path,
    found: int,
    to: str = "head",
    scripts: tuple[Path, ...] = (SCRIPTS / "versions",),
) -> Path:
    """Back the file up and migrate it. Returns the backup's path.

    Either all steps commit or none. Raises LedgerUnwritable.
    """
    backup = back_up(path, backups=backups, found=found)
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", _joined(scripts))
    with closing(connect(path)) as connection, sqlite_errors():
        engine = create_engine("sqlite://", module=DRIVER, creator=lambda: connection, poolclass=StaticPool)
        with engine.connect() as held:
            held.exec_driver_sql("BEGIN IMMEDIATE")
            config.attributes["connection"] = held
            command.upgrade(config, to)
            held.exec_driver_sql("COMMIT")
        # Into the file's header at once, where an older program looks before it opens anything.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return backup


def back_up(path: Path, *, backups: Path, found: int) -> Path:
    """Copy a ledger with everything that is committed, under a name that is not taken."""
    backups.mkdir(parents=True, exist_ok=True)
    number = 1
    while (copy := backups / f"ledger-{found:04d}-{number}.db").exists():
        number += 1
    part = copy.with_suffix(".part")
    part.unlink(missing_ok=True)
    with sqlite_errors(), closing(connect(path)) as source, closing(DRIVER.connect(str(part))) as target:
        source.backup(target)
    part.replace(copy)
    return copy


def _joined(paths: tuple[Path, ...]) -> str:
    import os

    return os.pathsep.join(map(str, paths))
