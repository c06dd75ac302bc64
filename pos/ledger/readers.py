"""Reading a ledger beside its writer: a few connections that cannot write. They wait for nobody."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pos.errors import LedgerUnwritable
from pos.ledger.sqlite import Connection, Row, connect, sqlite_errors


class Readers:
    """Answers questions to the ledger. Safe from any thread; everything raises LedgerUnwritable."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._idle: list[Connection] = []
        self._closed = False

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Run one question; its answer is of one moment."""
        with sqlite_errors(), self._connection() as connection:
            found: list[Row] = connection.execute(sql, parameters).fetchall()
        return found

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        """The first row of an answer."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def close(self) -> None:
        """Give the connections back; one that is being used is closed when its answer is there."""
        with self._lock:
            self._closed = True
            for connection in self._idle:
                connection.close()
            self._idle.clear()

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        with self._lock:
            if self._closed:
                raise LedgerUnwritable(reason="closed")
            connection = self._idle.pop() if self._idle else None
        if connection is None:
            connection = connect(self._path, query_only=True)
        try:
            yield connection
        finally:
            self._give_back(connection)

    def _give_back(self, connection: Connection) -> None:
        with self._lock:
            if self._closed:
                connection.close()
            else:
                self._idle.append(connection)
