"""Connects to SQLite: our own build of it, its settings, and its errors as our errors.

The system's SQLite of Debian 12 (3.40) is inside the range in which a WAL that is reset while two
connections write can corrupt the file, so the driver is `pysqlite3`, which brings its own.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from pysqlite3 import dbapi2

from pos.errors import PosError
from pos.errors.ledger import ChainBroken, LedgerUnwritable

if TYPE_CHECKING:
    # The same interface; `pysqlite3` ships no types.
    import sqlite3

    Connection: TypeAlias = sqlite3.Connection
    Cursor: TypeAlias = sqlite3.Cursor
else:
    Connection = Cursor = Any

Row: TypeAlias = tuple[Any, ...]
Synchronous: TypeAlias = Literal["FULL", "NORMAL"]

DRIVER: Final = dbapi2
BUSY_TIMEOUT_MS: Final = 5_000

# Primary result codes: https://sqlite.org/rescode.html
_UNWRITABLE: Final = {
    3: "permission",
    5: "busy",
    6: "busy",
    8: "read_only",
    10: "io",
    13: "full",
    14: "cannot_open",
}
_DAMAGED: Final = {11: "corrupt", 26: "not_a_database"}
# What the driver says when another thread has closed the connection before; it gives no code.
_CLOSED: Final = "Cannot operate on a closed database."

_log = logging.getLogger(__name__)


def connect(
    path: Path, *, synchronous: Synchronous = "FULL", query_only: bool = False, autocheckpoint_pages: int = 0
) -> Connection:
    """Open a database for use from any thread (one at a time). We say BEGIN ourselves.

    Raises LedgerUnwritable when it cannot be opened, ChainBroken when it is no database.
    """
    with sqlite_errors():
        connection: Connection = DRIVER.connect(
            str(path), timeout=BUSY_TIMEOUT_MS / 1000, isolation_level=None, check_same_thread=False
        )
        try:
            for setting in (
                "journal_mode = WAL",
                f"synchronous = {synchronous}",
                "foreign_keys = ON",
                f"wal_autocheckpoint = {autocheckpoint_pages}",
                f"query_only = {'ON' if query_only else 'OFF'}",
            ):
                connection.execute(f"PRAGMA {setting}")
        except BaseException:
            connection.close()
            raise
    return connection


def connect_read_only(path: Path) -> Connection:
    """Open a database that must stay as it is, byte for byte. Raises LedgerUnwritable when it cannot."""
    # Without a WAL nobody is writing, and SQLite need not make files of its own beside it.
    quiet = not path.with_name(path.name + "-wal").exists()
    uri = f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if quiet else ''}"
    with sqlite_errors():
        connection: Connection = DRIVER.connect(
            uri, uri=True, isolation_level=None, timeout=BUSY_TIMEOUT_MS / 1000, check_same_thread=False
        )
    return connection


@contextmanager
def sqlite_errors() -> Iterator[None]:
    """Turn the driver's errors into ours; what is a bug of ours passes through."""
    try:
        yield
    except DRIVER.Error as error:
        translated = in_our_words(error)
        if translated is None:
            raise
        raise translated from error


def in_our_words(error: Exception) -> PosError | None:
    """Our error for a problem of the disk or the file; None means that it is a bug."""
    if str(error) == _CLOSED:
        return LedgerUnwritable(reason="closed")
    code = primary_code(error)
    if code in _UNWRITABLE:
        return LedgerUnwritable(reason=_UNWRITABLE[code], detail=str(error))
    if code in _DAMAGED:
        return ChainBroken(sequence=0, reason=_DAMAGED[code], detail=str(error))
    return None


def primary_code(error: BaseException) -> int:
    """SQLite's primary result code of an error, 0 when it has none."""
    code = getattr(error, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else 0


def is_safe_version(version: tuple[int, ...]) -> bool:
    """Say whether a SQLite is outside the range of the WAL-reset corruption (3.7.0–3.51.2)."""
    return version >= (3, 51, 3) or (3, 44, 6) <= version < (3, 45) or (3, 50, 7) <= version < (3, 51)


def report_version() -> None:
    """Log which SQLite this is, and warn when it is one that can corrupt a WAL."""
    version: tuple[int, ...] = DRIVER.sqlite_version_info
    if is_safe_version(version):
        _log.info("SQLite %s", DRIVER.sqlite_version)
    else:
        _log.warning("SQLite %s can corrupt a WAL; use 3.51.3 or later", DRIVER.sqlite_version)
