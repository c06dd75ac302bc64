"""Reads every journal again from its exact bytes, and compares it with the sums. It changes nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select

from monitor.booking import COUNTED, QUARANTINED
from monitor.day_books import TOTALS, day_sums
from monitor.examining import examine
from monitor.goods_returns import ReturnBook, read_sold
from monitor.publishing import read_programmes
from monitor.store import day_tables, tables
from monitor.store.engine import Store
from pos.crypto.statements import entry_statement
from pos.crypto.suite import SUITES
from pos.domain.chain import DIGESTS, genesis, seal
from pos.domain.programme import Programme
from pos.domain.sums import Sums
from sync.protocol.messages import WireEntry

_ROWS_AT_ONCE: Final = 500

_Day = tuple[str, str, int, str]  # Store, till, epoch, business date.
_Days = defaultdict[_Day, Counter[str]]


@dataclass(frozen=True, slots=True)
class Bad:
    """The first thing that does not fit, and where. `sequence` is 0 for the sums of a whole journal."""

    till_id: str
    epoch: int
    sequence: int
    code: str


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What was read, and the first thing that does not fit."""

    journals: int
    entries: int
    sales: int
    first_bad: Bad | None


def audit(store: Store, *, progress: Callable[[str], None] = lambda _words: None) -> AuditReport:
    """Verify chains, signatures, quotes and sums of all journals; stop at the first that fails.

    `progress` is told each journal before it is read.
    """
    return store.read(lambda connection: _audit(connection, progress))


def _audit(connection: Connection, progress: Callable[[str], None]) -> AuditReport:
    programmes = read_programmes(connection)
    device = tables.device
    order = (device.c.store_id, device.c.till_id, device.c.epoch)
    devices = connection.execute(select(device).order_by(*order)).all()
    days: _Days = defaultdict(Counter)
    entries = sales = 0
    for number, each in enumerate(devices, 1):
        progress(f"{each.till_id} / {each.epoch}: {each.head_sequence} entries")
        journal = _Journal(each, programmes, days)
        bad = journal.read(connection)
        entries, sales = entries + journal.read_entries, sales + journal.sums.sales
        if bad is not None:
            return AuditReport(number, entries, sales, bad)
    bad = _wrong_day(connection, days) or _wrong_card(connection)
    return AuditReport(len(devices), entries, sales, bad)


class _Journal:
    """Reads one journal from its genesis on."""

    def __init__(self, device: Row[Any], programmes: Mapping[str, Programme], days: _Days) -> None:
        self._device = device
        self._programmes = programmes
        self._days = days  # The totals of each day; filled while reading.
        self.read_entries = 0
        self.sums = Sums()

    def read(self, connection: Connection) -> Bad | None:
        """Read the journal; return the first thing that does not fit."""
        with closing(self._rows(connection)) as rows:  # PostgreSQL keeps a cursor open until then.
            return self._read(connection, rows)

    def _read(self, connection: Connection, rows: Iterator[Row[Any]]) -> Bad | None:
        device = self._device
        verify = SUITES[device.suite].verifier(device.public_key)
        previous_hash = genesis(device.till_id, device.epoch, suite=device.suite)
        for row in rows:
            self.read_entries += 1
            if row.sequence != self.read_entries or row.suite not in DIGESTS:
                return self._bad(self.read_entries, "audit.chain")
            sealed = seal(row.sequence, row.entry_id, row.payload, previous_hash, suite=row.suite)
            if sealed.entry_hash != row.entry_hash:
                return self._bad(row.sequence, "audit.chain")
            if not verify(entry_statement(row.entry_hash), row.signature):
                return self._bad(row.sequence, "audit.signature")
            if (code := self._count(connection, row)) is not None:
                return self._bad(row.sequence, code)
            previous_hash = row.entry_hash
        if (self.read_entries, previous_hash) != (device.head_sequence, device.head_hash):
            return self._bad(self.read_entries, "audit.head")
        if self.sums != Sums(*(getattr(device, name) for name in Sums._fields)):
            return self._bad(0, "audit.sums")
        return None

    def _count(self, connection: Connection, row: Row[Any]) -> str | None:
        """Decide an entry again and add it up; return a code when it should not have been counted."""
        if row.state == QUARANTINED:
            return None
        wire = WireEntry(row.sequence, row.entry_id, row.payload, row.entry_hash, row.signature, row.suite)
        examined = examine(
            wire, till_id=self._device.till_id, epoch=self._device.epoch, programmes=self._programmes
        )
        if examined.trouble is not None:
            return examined.trouble.code
        if (facts := examined.goods_return) is not None:
            sold = read_sold(connection, {facts.sale_no}, self._device, before=row)
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

    def _bad(self, sequence: int, code: str) -> Bad:
        return Bad(self._device.till_id, self._device.epoch, sequence, code)


def _wrong_day(connection: Connection, days: _Days) -> Bad | None:
    """The first roll-up that is not the sum of its entries."""
    day = day_tables.day_total
    stored = {
        (row.store_id, row.till_id, row.epoch, row.business_date): Counter(
            {n: getattr(row, n) for n in TOTALS}
        )
        for row in connection.execute(select(day))
    }
    nothing: Counter[str] = Counter()
    for key in sorted(stored.keys() | days.keys()):
        if stored.get(key, nothing) != days.get(key, nothing):  # Counters: what is missing is 0.
            return Bad(key[1], key[2], 0, f"audit.day {key[3]}")
    return None


def _wrong_card(connection: Connection) -> Bad | None:
    """The first till that holds a lease of a card and pool which used more than its month, or less than 0."""
    lease, spend = tables.lease, tables.card_spend
    whole = {
        (row.card_no, row.month, row.pool_id): int(row.granted)
        for row in connection.execute(
            select(
                lease.c.card_no, lease.c.month, lease.c.pool_id, func.sum(lease.c.granted).label("granted")
            )
            .where(lease.c.restored_from.is_(None))
            .group_by(lease.c.card_no, lease.c.month, lease.c.pool_id)
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
            return Bad(row.till_id, 0, 0, f"audit.card {row.card_no[-4:]} {row.month}")
    return None
