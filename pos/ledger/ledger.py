"""A till's ledger for all other code: append, ask, and how much of it the platform has.

One object for one file. `append` is the only way in; what was appended cannot be changed here or
by SQL. Safe from any thread. It decides nothing and knows no prices.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pos.crypto.documents import SignedDocument
from pos.domain.cards.lease import Lease
from pos.domain.journal.chain import SUITE_1, SealedEntry
from pos.domain.journal.entries import Entry, EntryKind
from pos.domain.journal.identity_entry import BoundIdentity
from pos.domain.people.pin_guard import PinState
from pos.domain.programme.programme import Programme
from pos.domain.shifts.shift import Shift
from pos.domain.shop_rules import ShopRules
from pos.domain.sums import Sums
from pos.errors import IntegrityBroken
from pos.errors.ledger import EntryConflict, LedgerUnwritable
from pos.ledger import journal, queries
from pos.ledger.binding import bound_identity
from pos.ledger.days import Days
from pos.ledger.journal import Head, Installation, NewEntry, StoredEntry
from pos.ledger.journal_search import FoundEntries, JournalQuery, search_journal
from pos.ledger.make_goods import MakeGoods
from pos.ledger.marks import TAIL_ENTRIES, Acknowledged, Marks, Unseen
from pos.ledger.print_jobs import NewPrintJob, PrintJobs
from pos.ledger.queries import StoredSale
from pos.ledger.readers import Readers
from pos.ledger.returns.goods_returns import GoodsReturns
from pos.ledger.rights import false_right
from pos.ledger.schema.newest import make_newest
from pos.ledger.sqlite import Connection, connect, report_version
from pos.ledger.verifying.replay import Bad
from pos.ledger.writer import IDLE_MS, Writer
from pos.ledger.writing import Also, EntryWriter

__all__ = ["Also", "Head", "Ledger", "NewEntry", "StoredEntry", "StoredSale"]

_ENTRIES_OF_ONE_CHECK: Final = 2_000

_log = logging.getLogger(__name__)


class Ledger:
    """The journal of one till and what follows from it. Open it with `Ledger.open`."""

    def __init__(
        self, writer: Writer, readers: Readers, installation: Installation, signer: Callable[[bytes], bytes]
    ) -> None:
        self._writer = writer
        self._readers = readers
        self._installation = installation
        self._genesis = installation.genesis()
        self._entries = EntryWriter(installation, signer)
        self._marks = Marks(writer, readers, installation)
        self.print_jobs = PrintJobs(writer, readers)
        self.days = Days(readers)
        self.returns = GoodsReturns(readers)
        self.slips = self.days.slips
        self.make_goods = MakeGoods(readers)
        # Code of the error that stopped selling. A disk that takes a write again clears its own.
        self.problem: str | None = None
        # Called with each new end of the journal, after its commit; must not wait or raise.
        self.grown: Callable[[int, bytes], None] = lambda _sequence, _entry_hash: None
        self._broken: IntegrityBroken | None = None
        self._closed = False
        self._noting = threading.Lock()
        self._in_doubt: dict[str, bytes] = {}  # Entries whose commit failed, though they may be there.
        self._head = self._marks.start()
        self._last_at_ms = self._marks.latest_ms
        self._unseen = Unseen(self._head.sequence)
        self._sales_on: tuple[str, int, int] | None = None  # Date, count, and the last sale it knows.
        self._programmes: tuple[Programme, ...] | None = None
        self._shop_rules: tuple[ShopRules, ...] | None = None

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        till_id: str,
        epoch: int,
        signer: Callable[[bytes], bytes],
        backups: Path,
        suite: int = SUITE_1,
        open_connection: Callable[[Path], Connection] = connect,
    ) -> Ledger:
        """Open a ledger, or begin one. Takes the same time whatever its size.

        `signer` signs with the device key. Raises LedgerNewer (the file stays untouched),
        LedgerUnwritable, ChainBroken when the end of the chain does not fit or belongs to another
        till or epoch.
        """
        report_version()
        make_newest(path, backups=backups, open_connection=open_connection)
        installation = Installation(till_id, epoch, suite)
        writer = Writer(
            path,
            check_tail=journal.tail_check(installation, entries=TAIL_ENTRIES),
            open_connection=open_connection,
        )
        readers = Readers(path)
        try:
            return cls(writer, readers, installation, signer)
        except BaseException:
            readers.close()
            writer.close()
            raise

    # ── Writing ────────────────────────────────────────────────────────────────────────────

    def append(
        self,
        new: NewEntry,
        *,
        print_job: NewPrintJob | None = None,
        document: SignedDocument | None = None,
        also: Also | None = None,
    ) -> SealedEntry:
        """Write a fact: entry, everything that follows from it and its paper, with one sync, or nothing.

        `document` is the signed document an entry adopts; its exact bytes are kept beside it. `also` is a
        second entry of the same fact, right behind the first, with its own paper.
        The same id with the same content again returns the stored entry. Raises EntryConflict when
        the content differs, LedgerUnwritable when the disk refuses (then nothing was written, and
        the same entry may be tried again), EntryWrong when it contradicts the leases, SaleReleased for a
        return of a sale that was released, whoever was faster, and for
        sales ChainBroken once the chain was found broken: other facts can still be written down.
        """
        if self._broken is not None and new.kind is EntryKind.SALE:
            raise self._broken
        entry: Entry | None = None
        sealed: SealedEntry | None = None
        last: Head | None = None
        try:
            with self._writer.transaction() as cursor:
                head, known = journal.head_and_known(
                    cursor, self._genesis, new.entry_id, remembered=self._head
                )
                if known:
                    sealed, last = self._again(new, journal.find(cursor, new.entry_id)), head
                else:
                    entry, sealed = self._entries.write(
                        cursor, new, behind=head, print_job=print_job, document=document
                    )
                    last = Head(sealed.sequence, sealed.entry_hash)
                    if also is not None:
                        _entry, second = self._entries.write(
                            cursor, also.entry, behind=last, print_job=also.print_job
                        )
                        last = Head(second.sequence, second.entry_hash)
        except LedgerUnwritable as error:
            sealed = self._after_failure(new, error, tried=sealed)
            if sealed is None:
                raise
        self._note(sealed, entry, at_ms=new.at_ms, last=last)
        return sealed

    def acknowledge(self, sequence: int, entry_hash: bytes, countersignature: bytes, at_ms: int) -> None:
        """Note that the platform has the chain up to here. It never goes back. Raises LedgerUnwritable."""
        before = self._marks.acknowledged
        self._marks.acknowledge(Acknowledged(sequence, entry_hash, countersignature, at_ms))
        if self._marks.acknowledged is before:
            return
        older = self._unseen.older(self._readers.rows, sequence)
        with self._noting:
            self._last_at_ms = max(at_ms, self._unseen.latest_after(sequence, older))

    # ── The journal ────────────────────────────────────────────────────────────────────────

    def head(self) -> tuple[int, bytes]:
        """Sequence number and hash of the last entry; 0 and the genesis hash when there is none."""
        return self._head

    def last_at_ms(self) -> int:
        """The latest instant this ledger knows of: of the platform's last answer, or of an entry after it.

        What the platform holds was there at its own time, whatever the till's clock said then.
        """
        return self._last_at_ms

    def platform_at_ms(self) -> int:
        """The platform's time of its last counter-signature, 0 before there is one."""
        return self._marks.acknowledged.at_ms

    @property
    def epoch(self) -> int:
        """Which installation of its till this is; the first is 1."""
        return self._installation.epoch

    def has_entry(self, entry_id: str) -> bool:
        """Whether an entry with this id was written."""
        return self._readers.row("SELECT 1 FROM journal WHERE entry_id = ?", (entry_id,)) is not None

    def entries_after(self, sequence: int, *, entries_max: int, bytes_max: int) -> list[StoredEntry]:
        """Entries after one, in order; at least one when there is one, then as `bytes_max` allows."""
        return queries.entries_after(self._readers, sequence, entries_max=entries_max, bytes_max=bytes_max)

    def search_journal(self, query: JournalQuery, *, before: int | None, limit: int) -> FoundEntries:
        """The newest entries that fit, below the sequence number `before` if one is given."""
        return search_journal(self._readers, query, before=before, limit=limit)

    def sums_upto(self, sequence: int) -> Sums:
        """Counts and sums (fen) over the entries up to and with a sequence number."""
        return queries.sums_upto(self._readers, min(sequence, self._head.sequence))

    def acknowledged(self) -> int:
        """The last entry the platform has counter-signed, or 0."""
        return self._marks.acknowledged.sequence

    # ── Sales and shifts ───────────────────────────────────────────────────────────────────

    def sale(self, sale_no: str) -> StoredSale | None:
        """The sale with a number."""
        return queries.sale_numbered(self._readers, sale_no)

    def last_sale(self) -> StoredSale | None:
        """The newest sale."""
        return next(iter(self.recent_sales(1)), None)

    def recent_sales(self, count: int) -> tuple[StoredSale, ...]:
        """The newest sales, newest first."""
        return queries.recent_sales(self._readers, count)

    def sales_on(self, business_date: str) -> int:
        """How many sales a business date has; asked at every scan, so the answer is remembered."""
        with self._noting:
            known = self._sales_on
            if known is None or known[0] != business_date:
                known = self._sales_on = (business_date, *queries.sales_on(self._readers, business_date))
            return known[1]

    def open_shift(self) -> Shift | None:
        """The open shift."""
        return queries.open_shift(self._readers)

    def next_shift_number(self) -> int:
        """The number the next shift gets."""
        shift = queries.last_shift(self._readers)
        return 1 if shift is None else shift.number + 1

    # ── What the federation sent ───────────────────────────────────────────────────────────

    def leases(self, card_no: str, month: str) -> tuple[Lease, ...]:
        """This till's leases of a card's month, oldest grant first."""
        return queries.leases(self._readers, card_no, month)

    def programmes(self) -> tuple[Programme, ...]:
        """Every programme that was adopted, in that order."""
        known = self._programmes
        if known is None:
            known = self._programmes = queries.programmes(self._readers)
        return known

    def shop_rules(self) -> tuple[ShopRules, ...]:
        """Every set of rules that was set at this till, in that order; remembered, as programmes are."""
        known = self._shop_rules
        if known is None:
            known = self._shop_rules = queries.shop_rules(self._readers)
        return known

    def pin_state(self, staff_id: str) -> PinState:
        """What stands against a person's PIN: wrong ones since the last right one."""
        return queries.pin_state(self._readers, staff_id)

    def document_number(self, kind: str) -> int:
        """The highest number of the documents of a kind (`programme`, `leases`) adopted here, or 0."""
        return queries.document_number(self._readers, kind)

    def bound_identity(self) -> BoundIdentity | None:
        """The identity this journal is bound to, or None before it is. Raises EntryWrong."""
        return bound_identity(self._readers)

    def false_right(self, *, federation_key: bytes, public_key: bytes, month: str) -> Bad | None:
        """The first programme, or lease from this month on, that the federation did not sign; or None."""
        return false_right(
            self._readers.rows, federation_key=federation_key, public_key=public_key, month=month
        )

    # ── Keeping it in order ────────────────────────────────────────────────────────────────

    def checkpoint_if_idle(self, *, idle_ms: int = IDLE_MS) -> bool:
        """Do the housekeeping a sale must not wait for; says whether there was any.

        Moves the WAL into the file, reads what was appended once more from the disk, and notes
        how far the chain is good. Raises LedgerUnwritable, ChainBroken.
        """
        if not self._writer.checkpoint_if_idle(idle_ms=idle_ms):
            return False
        with self._stopping_when_broken():
            self._marks.advance(latest_ms=self._last_at_ms, entries_max=_ENTRIES_OF_ONE_CHECK)
        return True

    def verify_rest(self) -> None:
        """Check what opening did not: the chain from its first entry. In the background, in pieces.

        Raises ChainBroken with the first entry that does not fit.
        """
        with self._stopping_when_broken():
            self._marks.verify_rest(latest_ms=self._last_at_ms, entries_max=_ENTRIES_OF_ONE_CHECK)

    @property
    def mark_was_missing(self) -> bool:
        """Whether the mark of the last check was removed: the journal's end may be cut off."""
        return self._marks.missing

    @property
    def verified(self) -> bool:
        """Whether the whole chain has been checked, now or before this start."""
        return self._marks.whole

    def close(self) -> None:
        """Store how far the chain is good and close the file.

        Errors are logged, not raised: the mark stays where it was, so the next start
        looks at the same entries and stops. Closing again does nothing.
        """
        if self._closed:
            return
        self._closed = True
        try:
            self._marks.advance(latest_ms=self._last_at_ms, entries_max=_ENTRIES_OF_ONE_CHECK)
        except (LedgerUnwritable, IntegrityBroken) as error:
            _log.critical("the ledger was closed without a mark: %s", error)
        finally:
            self._readers.close()
            self._writer.close()

    # ── Within ─────────────────────────────────────────────────────────────────────────────

    def _note(self, sealed: SealedEntry, entry: Entry | None, *, at_ms: int, last: Head | None) -> None:
        """Bring what is remembered up to date; `entry` is None when nothing new was written.

        `last` is the end of what was written with it, as far as it is known.
        """
        last = last or Head(sealed.sequence, sealed.entry_hash)
        with self._noting:
            self._in_doubt.pop(sealed.entry_id, None)
            if self.problem == LedgerUnwritable.code:
                self.problem = None
            if entry is not None or last.sequence > self._head.sequence:
                self._unseen.note(last.sequence, at_ms)
            if last.sequence > self._head.sequence:
                self._head = last
                self.grown(*self._head)
            if entry is None:
                return
            self._last_at_ms = max(self._last_at_ms, at_ms)
            if entry.kind == EntryKind.PROGRAMME_ADOPTED:
                self._programmes = None
            if entry.kind == EntryKind.SHOP_RULES_SET:
                self._shop_rules = None
            if entry.kind == EntryKind.SALE and self._sales_on is not None:
                date, count, newest = self._sales_on
                if date == entry.business_date and sealed.sequence > newest:
                    self._sales_on = date, count + 1, sealed.sequence

    def _again(self, new: NewEntry, found: StoredEntry) -> SealedEntry:
        if self._in_doubt.get(new.entry_id) == found.sealed.payload:
            # The disk failed while this entry was committed; it came through after all.
            return found.sealed
        return journal.same_again(new, found, self._installation)

    def _after_failure(
        self, new: NewEntry, error: LedgerUnwritable, *, tried: SealedEntry | None
    ) -> SealedEntry | None:
        """Nothing was written, unless a sync failed: then look what the disk really has."""
        with self._noting:
            self.problem = error.code
            self._sales_on = self._programmes = self._shop_rules = None
        if error.facts["reason"] != "io":
            return None
        if tried is not None:
            self._in_doubt[new.entry_id] = tried.payload
        try:
            self._writer.reopen()
            with self._writer.transaction() as cursor:
                _head, known = journal.head_and_known(
                    cursor, self._genesis, new.entry_id, remembered=self._head
                )
                return self._again(new, journal.find(cursor, new.entry_id)) if known else None
        except (LedgerUnwritable, EntryConflict):
            return None

    @contextmanager
    def _stopping_when_broken(self) -> Iterator[None]:
        try:
            yield
        except IntegrityBroken as error:
            self._broken, self.problem = error, error.code
            raise
