"""The version of a file's tables, and the version that this program knows. It changes nothing.

The version is SQLite's `user_version`, which is read from the file's header without
opening it as a database: a file of a newer program must stay as it is, byte for byte.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pos.errors.ledger import ChainBroken, LedgerNewer, LedgerUnwritable

SCHEMA_VERSION: Final = 7  # The newest migration; also SQLite's user_version of a file.

# As Alembic looks for it; a ledger has it before Alembic ever comes.
VERSION_TABLE: Final = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"

_HEADER_BYTES: Final = 100
_MAGIC: Final = b"SQLite format 3\x00"
_USER_VERSION: Final = slice(60, 64)


def version_of(path: Path) -> int:
    """The version of a file's tables; 0 for one that is empty or does not exist.

    Raises ChainBroken when it is no SQLite database, LedgerUnwritable when it may not be read.
    """
    if not path.exists():
        return 0
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
    except OSError as error:
        raise LedgerUnwritable(reason="cannot_open", detail=str(error)) from error
    if not header:
        return 0
    if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC):
        raise ChainBroken(sequence=0, reason="not_a_database")
    return int.from_bytes(header[_USER_VERSION], "big")


def refuse_newer(path: Path) -> int:
    """The version of a file this program knows. Raises LedgerNewer, ChainBroken; touches nothing."""
    found = version_of(path)
    if found > SCHEMA_VERSION:
        raise LedgerNewer(path=str(path), found=found, known=SCHEMA_VERSION)
    return found


def revision(version: int) -> str:
    """The name of a migration."""
    return f"{version:04d}"
