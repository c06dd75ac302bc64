"""Stores the open basket and the held sales before the screen shows them. Not part of the ledger.

Every call has written before it returns, so a killed program finds exactly what it showed. It does
not force each scan to the disk (no fsync): a power cut may lose the last seconds of an unpaid basket,
never a sale. What cannot be read is set aside as a file and reported, because an old basket is no
reason not to open the shop.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import msgspec

from pos.domain.selling.basket import Basket
from pos.errors.ledger import ChainBroken
from pos.errors.selling import HoldUnknown
from pos.ledger.sqlite import DRIVER, Connection, connect, sqlite_errors

_log = logging.getLogger(__name__)

_TABLES: Final = (
    "CREATE TABLE IF NOT EXISTS draft (only INTEGER PRIMARY KEY CHECK (only = 1), basket BLOB NOT NULL)",
    """CREATE TABLE IF NOT EXISTS held (
        number INTEGER PRIMARY KEY, basket BLOB NOT NULL, held_at_ms INTEGER NOT NULL, held_by TEXT NOT NULL
    )""",
)
_SHAPE: Final = "SELECT only, draft.basket, number, held.basket, held_at_ms, held_by FROM draft, held LIMIT 1"
# A checkpoint syncs, which a scan must not wait for: it is done in idle time, and here (16 MB) only
# when a till is never idle.
_CHECKPOINT_PAGES: Final = 4_000
IDLE_MS: Final = 1_500


@dataclass(frozen=True, slots=True)
class HeldSale:
    """A held sale. `by` is the staff id of who did it."""

    number: int
    basket: Basket
    held_at_ms: int
    by: str


class KnowsEntries(Protocol):
    """What recovering a draft needs from a ledger."""

    def has_entry(self, entry_id: str) -> bool:
        """Whether an entry with this id was written."""
        ...


class Drafts:
    """One open basket and any number of held ones. Safe from any thread. All raise LedgerUnwritable."""

    def __init__(self, path: Path, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._monotonic = monotonic
        self._written_at: float | None = None  # None: nothing since the last checkpoint.
        self._lock = threading.RLock()
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(Basket).decode
        self.set_aside: list[Path] = []  # Files with what could not be read at this start.
        self._connection = self._open()

    def save(self, basket: Basket) -> None:
        """Make this the open basket."""
        encoded = self._encode(basket)
        with self._lock, sqlite_errors():
            self._connection.execute("INSERT OR REPLACE INTO draft VALUES (1, ?)", (encoded,))
            self._written_at = self._monotonic()

    def load(self) -> Basket | None:
        """The open basket as it was last saved."""
        with self._lock, sqlite_errors():
            row = self._connection.execute("SELECT basket FROM draft").fetchone()
            if row is None:
                return None
            basket = self._read(row[0], "draft")
            if basket is None:
                self._connection.execute("DELETE FROM draft")
            return basket

    def clear(self) -> None:
        """Forget the open basket: it was paid or dropped."""
        with self._lock, sqlite_errors():
            self._connection.execute("DELETE FROM draft")

    def hold(self, basket: Basket, *, at_ms: int, by: str) -> HeldSale:
        """Hold a basket. If it was the open one, there is no open one after that."""
        encoded = self._encode(basket)
        with self._lock, sqlite_errors(), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            cursor = self._connection.execute(
                "INSERT INTO held (basket, held_at_ms, held_by) VALUES (?, ?, ?)", (encoded, at_ms, by)
            )
            open_basket = self.load()
            if open_basket is not None and open_basket.sale_id == basket.sale_id:
                self._connection.execute("DELETE FROM draft")
        number = cursor.lastrowid
        assert number is not None
        return HeldSale(number, basket, at_ms, by)

    def held(self) -> tuple[HeldSale, ...]:
        """The held sales, oldest first."""
        with self._lock, sqlite_errors():
            rows = self._connection.execute(
                "SELECT number, basket, held_at_ms, held_by FROM held ORDER BY number"
            )
            found = [
                (number, self._read(encoded, f"held-{number}"), *rest) for number, encoded, *rest in rows
            ]
            for number, basket, *_rest in found:
                if basket is None:
                    self._connection.execute("DELETE FROM held WHERE number = ?", (number,))
        return tuple(HeldSale(n, basket, at_ms, by) for n, basket, at_ms, by in found if basket is not None)

    def take(self, number: int) -> Basket:
        """Bring a held sale back: from now on it is the open basket. Raises HoldUnknown."""
        with self._lock, sqlite_errors(), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            row = self._connection.execute("SELECT basket FROM held WHERE number = ?", (number,)).fetchone()
            basket = None if row is None else self._read(row[0], f"held-{number}")
            if row is not None:
                self._connection.execute("DELETE FROM held WHERE number = ?", (number,))
            if basket is not None:
                self._connection.execute("INSERT OR REPLACE INTO draft VALUES (1, ?)", (row[0],))
        if basket is None:
            raise HoldUnknown(number=number)
        return basket

    def forget(self, number: int) -> None:
        """Delete a held sale that was given up. A missing one is not an error."""
        with self._lock, sqlite_errors():
            self._connection.execute("DELETE FROM held WHERE number = ?", (number,))

    def checkpoint_if_idle(self, *, idle_ms: int = IDLE_MS) -> bool:
        """Move the WAL into the file and sync it, except while goods are scanned. Returns whether it did."""
        with self._lock, sqlite_errors():
            written_at = self._written_at
            if written_at is None or (self._monotonic() - written_at) * 1000 < idle_ms:
                return False
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            self._written_at = None
        return True

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _open(self) -> Connection:
        try:
            return self._connect()
        except (DRIVER.DatabaseError, ChainBroken) as error:
            _log.warning("drafts cannot be read and are set aside: %s", error)
        aside = self._aside(self._path.name)
        for suffix in ("", "-wal", "-shm"):
            part = self._path.with_name(self._path.name + suffix)
            if part.exists():
                part.replace(aside.with_name(aside.name + suffix))
        return self._connect()

    def _connect(self) -> Connection:
        connection = connect(self._path, synchronous="NORMAL", autocheckpoint_pages=_CHECKPOINT_PAGES)
        try:
            with sqlite_errors():
                for table in _TABLES:
                    connection.execute(table)
                connection.execute(_SHAPE).fetchall()
        except BaseException:
            connection.close()
            raise
        return connection

    def _read(self, encoded: bytes, what: str) -> Basket | None:
        try:
            try:
                return self._decode(encoded)
            except msgspec.ValidationError:
                return _of_an_earlier_release(encoded)
        except (msgspec.MsgspecError, AttributeError, TypeError, ValueError) as error:
            kept = self._aside(f"{self._path.name}.{what}")
            kept.write_bytes(encoded)
            _log.warning("a basket cannot be read and is kept in %s: %s", kept.name, error)
            return None

    def _aside(self, name: str) -> Path:
        number = 1
        while (path := self._path.with_name(f"{name}.unreadable-{number}")).exists():
            number += 1
        self.set_aside.append(path)
        return path


def _of_an_earlier_release(encoded: bytes) -> Basket:
    """A basket in which a kind of 其他 has its id under the name of that time. Raises MsgspecError."""
    plain = msgspec.msgpack.decode(encoded, type=dict[str, Any])
    for money in (*(plain.get("tenders") or ()), plain.get("asked") or {}):
        method = money.get("method") or {}
        if "method_id" in method:
            method["id"] = method.pop("method_id")
    return msgspec.convert(plain, Basket)


def recover_draft(ledger: KnowsEntries, drafts: Drafts) -> Basket | None:
    """The open basket after a start. One that was already committed is not offered again."""
    basket = drafts.load()
    if basket is not None and ledger.has_entry(basket.sale_id):
        drafts.clear()
        return None
    return basket
