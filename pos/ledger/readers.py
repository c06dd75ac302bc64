"""Read-only connections to a database, beside its writer. A reader never waits for the writer.

A connection is borrowed for one question and given back, so there are never more of them than were in
use at one time, however many threads come and go. No connection is closed while it is being used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pos.errors.ledger import LedgerUnwritable
from pos.ledger.sqlite import DRIVER, Connection, Row, connect, in_our_words, sqlite_errors


class Readers:
    """Answers questions to one file. Safe from any thread.

    Everything raises LedgerUnwritable when the disk refuses, and with the reason `closed` after `close`.
    """

    def __init__(self, path: Path, *, cache_kib: int | None = None) -> None:
        """`cache_kib` is the memory that one connection may keep pages in; None leaves it to SQLite."""
        self._path = path
        self._cache_kib = cache_kib
        # Goods are looked up at every scan, so there is no lock here: `append` and `pop` of a list are
        # atomic, and each connection is got by one `pop` alone, that of a borrower or that of `close`.
        self._idle: list[Connection] = []
        self._closed = False

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Run one question; its answer is of one moment."""
        connection = self._borrow()
        try:
            found: list[Row] = connection.execute(sql, parameters).fetchall()
        except DRIVER.Error as error:
            translated = in_our_words(error)
            if translated is None:
                raise
            raise translated from error
        finally:
            self._put_back(connection)
        return found

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        """The first row of an answer."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    @contextmanager
    def moment(self) -> Iterator[Connection]:
        """A connection for several questions; all their answers are of one moment."""
        connection = self._borrow()
        try:
            with sqlite_errors():
                connection.execute("BEGIN")
                try:
                    yield connection
                finally:
                    if connection.in_transaction:  # A disk that fails has ended it already.
                        connection.execute("ROLLBACK")
        finally:
            self._put_back(connection)

    def close(self) -> None:
        """Close the connections; one in use is closed when its answer is complete."""
        self._closed = True
        self._close_idle()

    def _borrow(self) -> Connection:
        if self._closed:
            raise LedgerUnwritable(reason="closed")
        try:
            return self._idle.pop()
        except IndexError:
            return self._open()

    def _put_back(self, connection: Connection) -> None:
        self._idle.append(connection)
        # Asked after the append: whoever closed meanwhile either saw this connection in the list or
        # had said so before.
        if self._closed:
            self._close_idle()

    def _close_idle(self) -> None:
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                return
            connection.close()

    def _open(self) -> Connection:
        connection = connect(self._path, query_only=True)
        if self._cache_kib is not None:
            connection.execute(f"PRAGMA cache_size = -{self._cache_kib}")
        return connection
