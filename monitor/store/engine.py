"""Opens the database and runs transactions. Only this module knows SQLite from PostgreSQL."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from monitor.errors import SettingsRefused, StoreBusy

T = TypeVar("T")

_ATTEMPTS_MAX: Final = 8
_BUSY_TIMEOUT_MS: Final = 10_000
# Serialization failure and deadlock: the transaction was fine, its moment was not (FIGURES 4.6).
_TRY_AGAIN: Final = frozenset({"40001", "40P01"})
_RESTED_S: Final = 1.0  # A connection that was not used for so long may be closed.
_RESTS_SINCE: Final = "rests_since"
_WRITES: Final = "monitor_writes"


class Store:
    """The database: `read` and `write`. `sleep` (seconds) is a parameter so that tests do not wait."""

    def __init__(self, engine: Engine, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self.engine = engine
        # A page adds up many rows; they must be of one moment.
        self._reader = (
            engine.execution_options(isolation_level="REPEATABLE READ")
            if engine.dialect.name == "postgresql"
            else engine
        )
        self._writer = engine.execution_options(**{_WRITES: True})
        self._sleep = sleep

    @classmethod
    def open(cls, url: str) -> Store:
        """Connect to `sqlite:///…` or `postgresql://…`; makes the folder of a SQLite file.

        Raises SettingsRefused for any other engine.
        """
        return cls(_engine(url))

    def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction that sees one state of the database."""
        return self._run(self._reader, work)

    def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction; it is run again when the database asks for that.

        So `work` changes nothing but the database. Raises StoreBusy when it never gets through.
        """
        return self._run(self._writer, work)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def _run(self, engine: Engine, work: Callable[[Connection], T]) -> T:
        for attempt in range(_ATTEMPTS_MAX):
            try:
                with engine.begin() as connection:
                    return work(connection)
            except DBAPIError as error:
                if not _may_try_again(error):
                    raise
            # Jitter, so that two who collided do not collide again.
            self._sleep(random.uniform(0.005, 0.02) * 2**attempt)  # noqa: S311 - it guards no secret
        raise StoreBusy(f"数据库太忙，试了 {_ATTEMPTS_MAX} 次都没轮上，请稍后再试")


def _may_try_again(error: DBAPIError) -> bool:
    if getattr(error.orig, "sqlstate", None) in _TRY_AGAIN:
        return True
    return "database is locked" in str(error.orig)


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return _postgres(parsed.set(drivername="postgresql+psycopg"))
    if parsed.get_backend_name() != "sqlite":
        raise SettingsRefused("--database-url 只能是 sqlite:///… 或 postgresql://…")
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    driver = _sqlite_driver()
    engine = create_engine(parsed, module=driver)
    # Old SQLite can corrupt a WAL that two connections reset at once (FIGURES 1.2): no WAL for it.
    journal = "WAL" if driver.sqlite_version_info >= (3, 51, 3) else "TRUNCATE"

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # We say BEGIN ourselves, below.
        for pragma in (
            f"busy_timeout = {_BUSY_TIMEOUT_MS}",
            f"journal_mode = {journal}",
            "synchronous = FULL",
            "foreign_keys = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes the lock before it reads the head, so read-then-append is one step.
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN DEFERRED")

    return engine


def _postgres(url: URL) -> Engine:
    engine = create_engine(url)

    @event.listens_for(engine, "checkin")
    def _rests(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info[_RESTS_SINCE] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _is_alive(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
        # As `pool_pre_ping`, but a connection that was good a moment ago is not asked on every request.
        if time.monotonic() - record.info.get(_RESTS_SINCE, time.monotonic()) < _RESTED_S:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error  # The pool opens another one.

    return engine


def _sqlite_driver() -> Any:
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        from sqlite3 import dbapi2
    return dbapi2
