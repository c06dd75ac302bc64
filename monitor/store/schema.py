"""Brings a database to today's tables: makes a fresh one, moves an older one on, leaves a newer one alone."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from monitor.errors import StoreNewer
from monitor.store.engine import Store

_MIGRATIONS: Final = Path(__file__).parent / "migrations"


def prepare(store: Store) -> None:
    """Run the migrations that are missing. Raises StoreNewer, with nothing changed."""
    # Alembic is needed here only, and takes its time to load.
    from alembic import command
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}

    def migrate(connection: Connection) -> None:
        found = set(MigrationContext.configure(connection).get_current_heads())
        if found - known:
            raise StoreNewer(
                f"the database is at {', '.join(sorted(found))}, which this version does not know"
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    store.write(migrate)
