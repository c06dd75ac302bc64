"""The only writer of a ledger: one connection behind a lock, which also makes every checkpoint.

Two connections that write and checkpoint at once are what the WAL-reset corruption needs, and
what makes a sale wait; so all writes go through here. It knows no entries and no rows.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from pos.errors.ledger import LedgerUnwritable
from pos.ledger.sqlite import DRIVER, Connection, Cursor, connect, in_our_words, primary_code, sqlite_errors

_IO_ERROR: Final = 10

IDLE_MS: Final = 1_500


class Writer:
    """Runs transactions one after the other.

    `check_tail` looks at a file that has failed before it is written again.
    """

    def __init__(
        self,
        path: Path,
        *,
        check_tail: Callable[[Connection], None],
        open_connection: Callable[[Path], Connection] = connect,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._path = path
        self._check_tail = check_tail
        self._open_connection = open_connection
        self._monotonic = monotonic
        self._lock = threading.RLock()
        self._connection: Connection | None = open_connection(path)
        self._closed = False
        self._written_at = monotonic()
        self._written_since_checkpoint = True

    @contextmanager
    def transaction(self) -> Iterator[Cursor]:
        """Everything inside commits together, with one sync, or not at all.

        Raises LedgerUnwritable when the disk is full, read-only or failing.
        """
        with self._lock:
            connection = self._connection or self._reopened()
            cursor = connection.cursor()
            try:
                cursor.execute("BEGIN IMMEDIATE")
                yield cursor
                cursor.execute("COMMIT")
            except BaseException as error:
                cursor.close()
                self._undo(connection, error)
                translated = in_our_words(error) if isinstance(error, DRIVER.Error) else None
                if translated is None:
                    raise
                raise translated from error
            else:
                cursor.close()
            finally:
                self._written_at = self._monotonic()
                self._written_since_checkpoint = True

    def checkpoint_if_idle(self, *, idle_ms: int = IDLE_MS) -> bool:
        """Move the WAL into the file, except during a sale. Returns whether it did."""
        if not self._lock.acquire(blocking=False):
            return False
        try:
            idle = (self._monotonic() - self._written_at) * 1000 >= idle_ms
            if not (idle and self._written_since_checkpoint and self._connection):
                return False
            self.checkpoint()
            return True
        finally:
            self._lock.release()

    def checkpoint(self) -> None:
        """Move the WAL into the file now. Readers are not waited for."""
        with self._lock, sqlite_errors():
            connection = self._connection or self._reopened()
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            self._written_since_checkpoint = False

    def reopen(self) -> None:
        """Begin anew after the disk failed. Raises LedgerUnwritable, ChainBroken."""
        with self._lock:
            self._close()
            self._reopened()

    def close(self) -> None:
        """Close the file; later writes are refused."""
        with self._lock:
            self._closed = True
            self._close()

    def _undo(self, connection: Connection, error: BaseException) -> None:
        if primary_code(error) == _IO_ERROR:
            # What a failed write or sync has left behind is unknown; only a new connection, which
            # reads the WAL again, can say. Until it has, nothing more is written.
            self._close()
        elif connection.in_transaction:
            with sqlite_errors():
                connection.execute("ROLLBACK")

    def _reopened(self) -> Connection:
        if self._closed:
            raise LedgerUnwritable(reason="closed")
        connection = self._open_connection(self._path)
        try:
            with sqlite_errors():
                # Writes the pages that may never have reached the disk once more, and syncs them.
                busy, _frames, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if busy:
                raise LedgerUnwritable(reason="busy")
            self._check_tail(connection)
        except BaseException:
            with suppress(DRIVER.Error):
                connection.close()
            raise
        self._connection = connection
        return connection

    def _close(self) -> None:
        if self._connection is not None:
            with suppress(DRIVER.Error):
                self._connection.close()
            self._connection = None
