"""Makes the projections again from the journal, for repair and migrations, with the till closed."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Final

from pos.domain.decoding import decode_entry
from pos.errors.ledger import LedgerMissing
from pos.ledger import projections
from pos.ledger.projections import PROJECTED
from pos.ledger.schema import versions
from pos.ledger.sqlite import Connection, connect, sqlite_errors

_PAYLOADS: Final = "SELECT payload FROM journal ORDER BY sequence"


def rebuild(path: Path) -> int:
    """Delete every projection of a ledger file and replay its journal, in one transaction.

    Returns the number of entries. The journal itself is not checked; `verify_ledger` does that.
    Raises LedgerMissing, LedgerNewer, LedgerUnwritable, EntryWrong; then nothing has changed.
    """
    if not path.is_file():
        raise LedgerMissing(path=str(path))
    versions.refuse_newer(path)
    with closing(connect(path)) as connection, sqlite_errors(), connection:
        connection.execute("BEGIN IMMEDIATE")
        return replay_into(connection)


def replay_into(connection: Connection) -> int:
    """Rebuild inside the caller's transaction."""
    for table in PROJECTED:
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 (names from our own tables)
    cursor = connection.cursor()
    entries = 0
    for entries, (payload,) in enumerate(connection.execute(_PAYLOADS), 1):  # noqa: B007 (it is returned)
        projections.apply(cursor, decode_entry(payload))
    return entries
