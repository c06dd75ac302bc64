"""Reading a ledger beside its writer: a pool of connections that cannot write, through SQLAlchemy."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import QueuePool

from pos.ledger.sqlite import DRIVER, Row, connect, sqlite_errors


def reading_engine(path: Path) -> Engine:
    """An engine whose connections refuse to write. A reader sees one moment until it is done."""
    engine = create_engine(
        "sqlite://",
        module=DRIVER,
        creator=partial(connect, path, query_only=True),
        poolclass=QueuePool,
        pool_size=4,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN DEFERRED")

    return engine


class Readers:
    """Answers questions to the ledger. Safe from any thread; never waits for the writer."""

    def __init__(self, path: Path) -> None:
        self._engine = reading_engine(path)

    @property
    def engine(self) -> Engine:
        """For questions that are put together by SQLAlchemy."""
        return self._engine

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Run one question whose text is a constant."""
        with sqlite_errors():
            pooled = self._engine.raw_connection()
            try:
                found: list[Row] = _driver(pooled.dbapi_connection).execute(sql, parameters).fetchall()
            finally:
                pooled.close()
        return found

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        """The first row of an answer."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()


def _driver(connection: DBAPIConnection | None) -> Any:
    assert connection is not None
    return connection
