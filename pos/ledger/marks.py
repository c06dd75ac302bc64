"""What is known about the journal: up to where it was checked, and up to where the platform has it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Final, NamedTuple

from pos.errors.ledger import ChainBroken
from pos.errors.platform import MonitorLied
from pos.ledger import journal
from pos.ledger.journal import Fetch, Head, Installation
from pos.ledger.readers import Readers
from pos.ledger.writer import Writer

TAIL_ENTRIES: Final = 200

_MARK: Final = "INSERT OR REPLACE INTO mark VALUES (1, ?, ?, ?)"
_ACKNOWLEDGED: Final = "INSERT OR REPLACE INTO acknowledged VALUES (1, ?, ?, ?, ?)"


class Acknowledged(NamedTuple):
    """The platform's signed statement: it has had the chain up to here since `at_ms`."""

    sequence: int
    entry_hash: bytes
    countersignature: bytes
    at_ms: int


class Unseen:
    """The latest instant of the entries the platform has not seen, without reading them all each time.

    Kept are the entries that are later than every one after them: with a clock that goes forward that is
    one. `upto` is the head when the program started; entries up to there are read once, when they are
    first asked about.
    """

    def __init__(self, upto: int) -> None:
        self._upto = upto
        self._window: deque[tuple[int, int]] = deque()  # Sequence and ms, sequences rising, times falling.
        self._has_older = False

    def note(self, sequence: int, at_ms: int) -> None:
        """Note an entry; two that were written at once may be noted in either order."""
        after: list[tuple[int, int]] = []
        while self._window and self._window[-1][0] > sequence:
            after.append(self._window.pop())
        if not (after and after[-1][1] >= at_ms):
            while self._window and self._window[-1][1] <= at_ms:
                self._window.pop()
            self._window.append((sequence, at_ms))
        self._window.extend(reversed(after))

    def older(self, fetch: Fetch, after: int) -> list[tuple[int, int]]:
        """Read the unseen entries from before the start; empty when that was done before."""
        if self._has_older or after >= self._upto:
            return []
        return fetch(
            "SELECT sequence, at_ms FROM journal WHERE sequence > ? AND sequence <= ? ORDER BY sequence",
            (after, self._upto),
        )

    def latest_after(self, sequence: int, older: Iterable[tuple[int, int]]) -> int:
        """The latest instant of the entries after one, 0 without any; `older` is what `older` read."""
        for each in older:
            self.note(*each)
        self._has_older = True
        while self._window and self._window[0][0] <= sequence:
            self._window.popleft()
        return self._window[0][1] if self._window else 0


class Marks:
    """Checks the chain in pieces, each once, so that the time of a start does not depend on its length."""

    def __init__(self, writer: Writer, readers: Readers, installation: Installation) -> None:
        self._writer = writer
        self._readers = readers
        self._genesis = installation.genesis()
        self._checked = self._genesis
        self.whole = True  # Everything from the first entry to `_checked` was checked.
        self.missing = False  # A journal with entries has one, unless it was removed.
        self.latest_ms = 0
        self.acknowledged = Acknowledged(0, self._genesis.entry_hash, b"", 0)

    def start(self) -> Head:
        """Check what was appended since the last mark, and return the head.

        Also the first write of a start: it shows whether the disk takes anything at all, and pays
        for the WAL's new header before a customer waits. Raises ChainBroken, LedgerUnwritable.
        """
        with self._writer.transaction() as cursor:

            def fetch(sql: str, parameters: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
                return cursor.execute(sql, parameters).fetchall()

            head = journal.head_of(fetch, self._genesis)
            journal.check_owner(fetch, self._genesis)
            self._checked, self.latest_ms, self.whole = _last_mark(fetch, self._genesis, head)
            self.missing = not self.whole
            self._checked = journal.check_from(fetch, self._checked)
            self.acknowledged = _last_acknowledged(fetch, self._genesis)
            if self.acknowledged.sequence:
                self.latest_ms = latest_known(fetch, self.acknowledged)
            if self.whole:
                cursor.execute(_MARK, (*self._checked, self.latest_ms))
        return head

    def advance(self, *, latest_ms: int, entries_max: int) -> None:
        """Read what was appended since the mark once more, check it, and move the mark.

        Does nothing while the chain before the mark is unchecked. Raises ChainBroken, LedgerUnwritable.
        """
        if not self.whole:
            return
        checked = journal.check_from(self._readers.rows, self._checked, entries_max=entries_max)
        with self._writer.transaction() as cursor:
            cursor.execute(_MARK, (*checked, latest_ms))
        self._checked, self.latest_ms = checked, latest_ms

    def verify_rest(self, *, latest_ms: int, entries_max: int) -> None:
        """Check the chain from its first entry, when no mark said that this was done before."""
        if self.whole:
            return
        checked = self._genesis
        while checked.sequence < self._checked.sequence:
            checked = journal.check_from(self._readers.rows, checked, entries_max=entries_max)
        self._checked, self.whole = checked, True
        self.advance(latest_ms=latest_ms, entries_max=entries_max)

    def acknowledge(self, new: Acknowledged) -> None:
        """Store the platform's statement. Raises MonitorLied when it is not about this chain."""
        if new.sequence <= self.acknowledged.sequence:
            return
        if journal.hash_at(self._readers.rows, new.sequence) != new.entry_hash:
            raise MonitorLied(reason="acknowledged_other_entry", sequence=new.sequence)
        with self._writer.transaction() as cursor:
            cursor.execute(_ACKNOWLEDGED, new)
        self.acknowledged = new


def latest_known(fetch: Fetch, acknowledged: Acknowledged) -> int:
    """The platform's last time, or that of a later entry it has not seen (ms since 1970).

    A sale made with a clock that was 400 days ahead no longer counts once the platform has
    counter-signed it: it was there at the platform's time.
    """
    newer = fetch("SELECT coalesce(max(at_ms), 0) FROM journal WHERE sequence > ?", (acknowledged.sequence,))
    at_ms: int = newer[0][0]
    return max(acknowledged.at_ms, at_ms)


def _last_mark(fetch: Fetch, genesis: Head, head: Head) -> tuple[Head, int, bool]:
    """Where to begin to check, the latest instant known, and whether all before it was checked."""
    marks = fetch("SELECT sequence, entry_hash, latest_ms FROM mark")
    if marks:
        sequence, entry_hash, latest_ms = marks[0]
        newer = fetch("SELECT coalesce(max(at_ms), 0) FROM journal WHERE sequence > ?", (sequence,))
        return Head(sequence, entry_hash), max(latest_ms, newer[0][0]), True
    if head.sequence == 0:
        return genesis, 0, True
    # A mark that is gone (a restored or repaired file): the end now, the rest in the background.
    latest = fetch("SELECT max(at_ms) FROM journal")
    return journal.before_tail(fetch, genesis, head, TAIL_ENTRIES), latest[0][0], False


def _last_acknowledged(fetch: Fetch, genesis: Head) -> Acknowledged:
    rows = fetch("SELECT sequence, entry_hash, countersignature, at_ms FROM acknowledged")
    if not rows:
        return Acknowledged(0, genesis.entry_hash, b"", 0)
    last = Acknowledged(*rows[0])
    if journal.hash_at(fetch, last.sequence) != last.entry_hash:
        raise ChainBroken(sequence=last.sequence, reason="differs_from_acknowledged")
    return last
