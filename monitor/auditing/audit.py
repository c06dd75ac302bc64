"""Reads every journal again from its exact bytes, and compares it with the sums. It changes nothing.

What does not fit is reported and the reading continues: one damaged journal hides nothing of another.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select

from monitor.days.day_books import TOTALS, day_sums
from monitor.days.shop_rules import RuleBook, read_shipped_rules
from monitor.documents.publishing import read_programmes
from monitor.ingest.booking import COUNTED, QUARANTINED
from monitor.journal.examining import examine
from monitor.leases.card_months import net_lease
from monitor.leases.slip_sums import over_credited
from monitor.returns.goods_returns import ReturnBook, read_sold
from monitor.store import day_tables, tables
from monitor.store.engine import Store
from pos.crypto.statements import entry_statement
from pos.crypto.suite import SUITES
from pos.domain.journal.chain import DIGESTS, genesis, seal
from pos.domain.journal.entries import EntryKind
from pos.domain.programme.programme import Programme
from pos.domain.sums import Sums
from pos.errors.ledger import EntryWrong
from sync.protocol.messages import WireEntry

_ROWS_AT_ONCE: Final = 500

_Day = tuple[str, str, int, str]  # Store, till, epoch, business date.
Progress = Callable[[str, int, int], None]
_Days = defaultdict[_Day, Counter[str]]


@dataclass(frozen=True, slots=True)
class Bad:
    """Something that does not fit, and where. `sequence` is 0 for the sums of a whole journal."""

    till_id: str
    epoch: int
    sequence: int
    code: str


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What was read, and everything that does not fit, in the order of reading."""

    journals: int
    entries: int
    sales: int
    bad: tuple[Bad, ...] = ()

    @property
    def first_bad(self) -> Bad | None:
        """The first of them."""
        return self.bad[0] if self.bad else None


def audit(store: Store, *, progress: Progress = lambda _till_id, _epoch, _entries: None) -> AuditReport:
    """Verify chains, signatures, quotes and sums of all journals.

    After an entry that breaks its chain the rest of this journal proves nothing; the next journal is still
    read. `progress` is called with each journal (till, epoch, entries) before it is read.
    """
    return store.read(lambda connection: _audit(connection, progress))


def _audit(connection: Connection, progress: Progress) -> AuditReport:
    programmes = read_programmes(connection)
    device = tables.device
    order = (device.c.store_id, device.c.till_id, device.c.epoch)
    devices = connection.execute(select(device).order_by(*order)).all()
    days: _Days = defaultdict(Counter)
    entries = sales = 0
    bad: list[Bad] = []
    unread: set[tuple[str, str, int]] = set()  # Journals that could not be added up to their end.
    for each in devices:
        progress(each.till_id, each.epoch, each.head_sequence)
        journal = _Journal(each, programmes, days)
        journal.read(connection)
        entries, sales = entries + journal.read_entries, sales + journal.sums.sales
        bad += journal.bad
        if not journal.is_whole:
            unread.add((each.store_id, each.till_id, each.epoch))
    bad += [*_wrong_days(connection, days, unread), *_wrong_cards(connection)]
    return AuditReport(len(devices), entries, sales, tuple(bad))


class _Journal:
    """Reads one journal from its genesis on."""

    def __init__(self, device: Row[Any], programmes: Mapping[str, Programme], days: _Days) -> None:
        self._device = device
        self._programmes = programmes
        self._days = days  # The totals of each day; filled while reading.
        self.read_entries = 0
        self.sums = Sums()
        self.bad: list[Bad] = []
        self.is_whole = False  # Every entry was read and added up.
        self._rules = RuleBook(read_shipped_rules())

    def read(self, connection: Connection) -> None:
        """Read the journal and note what does not fit."""
        device = self._device
        if device.suite not in SUITES:
            return self._note(0, "audit.key")
        try:
            verify = SUITES[device.suite].verifier(device.public_key)
        except ValueError:  # No key of this suite has these bytes.
            return self._note(0, "audit.key")
        odd_ids = _odd_ids(connection, device)
        with closing(self._rows(connection)) as rows:  # PostgreSQL keeps a cursor open until then.
            return self._read(connection, rows, verify, odd_ids)

    def _read(
        self,
        connection: Connection,
        rows: Iterator[Row[Any]],
        verify: Callable[[bytes, bytes], bool],
        odd_ids: Mapping[int, str],
    ) -> None:
        device = self._device
        previous_hash = genesis(device.till_id, device.epoch, suite=device.suite)
        unproven: list[int] = []  # Without a signature of their own: a later one must prove them.
        for row in rows:
            self.read_entries += 1
            if row.sequence != self.read_entries or row.suite not in DIGESTS:
                return self._note(self.read_entries, "audit.chain")
            entry_id = odd_ids.get(row.sequence, row.entry_id)
            sealed = seal(row.sequence, entry_id, row.payload, previous_hash, suite=row.suite)
            if sealed.entry_hash != row.entry_hash:
                return self._note(row.sequence, "audit.chain")
            if not row.signature:
                unproven.append(row.sequence)
            elif verify(entry_statement(row.entry_hash), row.signature):
                unproven.clear()
            else:
                self._note(row.sequence, "audit.signature")
            if (code := self._count(connection, row)) is not None:
                self._note(row.sequence, code)
            previous_hash = row.entry_hash
        for sequence in unproven:
            self._note(sequence, "audit.signature")
        if (self.read_entries, previous_hash) != (device.head_sequence, device.head_hash):
            return self._note(self.read_entries, "audit.head")
        # An entry that should not have been counted was not added up here, so the sums differ for it.
        self.is_whole = all(each.code == "audit.signature" for each in self.bad)
        if self.is_whole and self.sums != Sums(*(getattr(device, name) for name in Sums._fields)):
            self._note(0, "audit.sums")
        return None

    def _count(self, connection: Connection, row: Row[Any]) -> str | None:
        """Decide an entry again and add it up; return a code when it should not have been counted."""
        if row.state == QUARANTINED and row.kind != EntryKind.SHOP_RULES_SET:
            return None
        wire = WireEntry(row.sequence, row.entry_id, row.payload, row.entry_hash, row.signature, row.suite)
        examined = examine(
            wire, till_id=self._device.till_id, epoch=self._device.epoch, programmes=self._programmes
        )
        broken_rule = self._rules.check(examined)
        if row.state == QUARANTINED:
            return None
        if examined.trouble is not None:
            return examined.trouble.code
        if broken_rule is not None:
            return broken_rule.code
        if (facts := examined.goods_return) is not None:
            try:
                sold = read_sold(connection, {facts.sale_no}, self._device, before=row)
            except EntryWrong:  # The sale's own journal names it.
                return "return.sale_unknown"
            trouble = ReturnBook(self._device, (), sold).check(examined)
            if trouble is not None:
                return trouble.code
        self.sums = self.sums.plus(examined.sums)
        if row.state == COUNTED:
            key = (self._device.store_id, self._device.till_id, self._device.epoch, row.business_date)
            self._days[key].update(day_sums(examined, received_ms=row.received_ms))
        return None

    def _rows(self, connection: Connection) -> Generator[Row[Any]]:
        entry, device = tables.entry, self._device
        query = (
            select(entry)
            .where(
                entry.c.store_id == device.store_id,
                entry.c.till_id == device.till_id,
                entry.c.epoch == device.epoch,
            )
            .order_by(entry.c.sequence)
            .execution_options(yield_per=_ROWS_AT_ONCE)
        )
        with connection.execute(query) as result:
            yield from result

    def _note(self, sequence: int, code: str) -> None:
        self.bad.append(Bad(self._device.till_id, self._device.epoch, sequence, code))


def _odd_ids(connection: Connection, device: Row[Any]) -> dict[int, str]:
    """Ids of entries that stand in no column, by sequence: kept where it is said that they do not count."""
    item = tables.quarantine
    rows = connection.execute(
        select(item.c.sequence, item.c.payload).where(
            item.c.store_id == device.store_id,
            item.c.till_id == device.till_id,
            item.c.epoch == device.epoch,
            item.c.in_chain,
            item.c.payload.is_not(None),
        )
    )
    return {row.sequence: row.payload.decode(errors="replace") for row in rows}


def _wrong_days(
    connection: Connection, days: _Days, unread: Collection[tuple[str, str, int]]
) -> Iterator[Bad]:
    """Roll-ups that are not the sum of their entries; not of journals that could not be read whole."""
    day = day_tables.day_total
    stored = {
        (row.store_id, row.till_id, row.epoch, row.business_date): Counter(
            {n: getattr(row, n) for n in TOTALS}
        )
        for row in connection.execute(select(day))
    }
    nothing: Counter[str] = Counter()
    for key in sorted(stored.keys() | days.keys()):
        if key[:3] in unread:
            continue
        if stored.get(key, nothing) != days.get(key, nothing):  # Counters: what is missing is 0.
            yield Bad(key[1], key[2], 0, f"audit.day {key[3]}")


def _wrong_cards(connection: Connection) -> Iterator[Bad]:
    """Cards that used more than their leases, or less than 0, or whose make-goods go over the month."""
    lease, spend = tables.lease, tables.card_spend
    whole = {
        (row.card_no, row.month, row.pool_id): int(row.granted)
        for row in connection.execute(
            select(
                lease.c.card_no, lease.c.month, lease.c.pool_id, func.sum(net_lease()).label("granted")
            ).group_by(lease.c.card_no, lease.c.month, lease.c.pool_id)
        )
    }
    used = connection.execute(
        select(
            *(spend.c.card_no, spend.c.month, spend.c.pool_id),
            func.sum(spend.c.amount).label("amount"),
            func.max(spend.c.till_id).label("till_id"),
        )
        .group_by(spend.c.card_no, spend.c.month, spend.c.pool_id)
        .order_by(spend.c.card_no, spend.c.month, spend.c.pool_id)
    )
    for row in used:
        if not 0 <= row.amount <= whole.get((row.card_no, row.month, row.pool_id), 0):
            yield Bad(row.till_id, 0, 0, f"audit.card {row.card_no[-4:]} {row.month}")
    for each in over_credited(connection):
        yield Bad("", 0, 0, f"audit.card {each.card_no[-4:]} {each.month}")
