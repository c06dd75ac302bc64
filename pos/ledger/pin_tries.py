"""PINs tried at a command beside the till, stored until the till writes them into its journal.

A command cannot write the journal of a running till, but wrong PINs must still be counted. The
file is made with the first wrong one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pos.domain.people.pin_guard import PinState
from pos.ledger.sqlite import DRIVER, Connection, connect, connect_read_only, sqlite_errors

TRIES_FILE: Final = "pin-tries.db"
TRIES_MAX: Final = 1_000  # Of one taking: who tries more than that is locked by the first of them.
_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS pin_try (number INTEGER PRIMARY KEY, staff_id TEXT NOT NULL,"
    " purpose TEXT NOT NULL, is_right INTEGER NOT NULL, elapsed_ms INTEGER NOT NULL) STRICT"
)


@dataclass(frozen=True, slots=True)
class PinTry:
    """One PIN as somebody typed it, right or wrong, at an `elapsed_ms` of the machine."""

    number: int
    staff_id: str
    purpose: str
    is_right: bool
    elapsed_ms: int


class PinTries:
    """The tries of a data folder. Any process may note one; the till takes them."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / TRIES_FILE

    def note(self, staff_id: str, *, purpose: str, is_right: bool, elapsed_ms: int) -> None:
        """Note a typed PIN. Raises LedgerUnwritable; then the caller must refuse."""
        with self._opened() as connection:
            connection.execute(
                "INSERT INTO pin_try (staff_id, purpose, is_right, elapsed_ms) VALUES (?, ?, ?, ?)",
                (staff_id, purpose, int(is_right), elapsed_ms),
            )

    def waiting(self) -> tuple[PinTry, ...]:
        """The tries that are not in the journal yet, in order. Raises LedgerUnwritable, ChainBroken."""
        if not self._path.exists():
            return ()
        with self._opened() as connection:
            rows = connection.execute(
                "SELECT number, staff_id, purpose, is_right, elapsed_ms FROM pin_try ORDER BY number LIMIT ?",
                (TRIES_MAX,),
            ).fetchall()
        return tuple(PinTry(row[0], row[1], row[2], bool(row[3]), row[4]) for row in rows)

    def taken(self, upto: int) -> None:
        """Delete the tries: they are in the journal now."""
        with self._opened() as connection:
            connection.execute("DELETE FROM pin_try WHERE number <= ?", (upto,))

    @contextmanager
    def _opened(self) -> Iterator[Connection]:
        with closing(connect(self._path)) as connection, sqlite_errors():
            connection.execute(_TABLE)
            yield connection


def stored_pin_state(ledger: Path, staff_id: str) -> PinState:
    """The lock state of a person's PIN in a ledger that may be in use; empty when it cannot be read."""
    if not ledger.exists():
        return PinState()
    with closing(connect_read_only(ledger)) as connection:
        try:
            row = connection.execute(
                "SELECT wrong, rounds, locked_until_ms FROM pin_guard WHERE staff_id = ?", (staff_id,)
            ).fetchone()
        except DRIVER.Error:  # Of an earlier release, which had no such table, or damaged.
            return PinState()
    return PinState(*row) if row else PinState()
