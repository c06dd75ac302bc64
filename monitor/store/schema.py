"""Brings a database to the newest tables: makes a new one, migrates an older one, leaves a newer one."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

from monitor.errors import StoreNewer
from monitor.store.engine import Store

HEAD: Final = "0018"  # The newest migration.

_MIGRATIONS: Final = Path(__file__).parent / "migrations"
_VERSION_TABLE: Final = "alembic_version"


def prepare(store: Store) -> None:
    """Run the migrations that are missing. Raises StoreNewer, with nothing changed."""
    if store.read(_version) != HEAD:
        store.write(migrate)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_VERSION_TABLE):
        return None
    found: str | None = connection.execute(text(f"SELECT version_num FROM {_VERSION_TABLE}")).scalar()  # noqa: S608 (constants)
    return found


def migrate(connection: Connection, revision: str = "head") -> None:
    """Run the migrations up to one, in the caller's transaction. Raises StoreNewer."""
    # Alembic takes its time to load, and is needed once in a release.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    found = _version(connection)
    if found is not None and found not in known:
        raise StoreNewer(f"数据库已被更新版本的平台改写过（表版本 {found}），请先升级本平台")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
