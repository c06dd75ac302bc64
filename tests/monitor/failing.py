"""A database that goes down at the worst moment, and all that a platform holds, to compare."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event, select

from monitor.platform import Platform
from monitor.store import tables


class DatabaseDown(Exception):
    """What a fake commit raises; nothing in the platform knows it, so nothing there can swallow it."""


@contextmanager
def down_at_commit(platform: Platform, *, after: int = 0) -> Iterator[None]:
    """Everything a transaction did is written, and then its commit fails; the first `after` commits pass."""
    passed = 0

    def fail(_connection: Connection) -> None:
        nonlocal passed
        if passed >= after:
            raise DatabaseDown
        passed += 1

    event.listen(platform.store.engine, "commit", fail)
    try:
        yield
    finally:
        event.remove(platform.store.engine, "commit", fail)


def everything(platform: Platform) -> dict[str, list[str]]:
    """Every row of every table."""

    def read(connection: Connection) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, table in tables.metadata.tables.items():
            rows: Any = connection.execute(select(table)).all()
            found[name] = sorted(map(repr, rows))
        return found

    return platform.store.read(read)
