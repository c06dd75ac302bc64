"""Reads every journal again from its exact bytes, and compares it with the sums. It changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from monitor.booking import COUNTED, QUARANTINED
from monitor.examining import examine
from monitor.publishing import read_programmes
from monitor.store import tables
from monitor.store.engine import Store
from pos.crypto.statements import entry_statement
from pos.crypto.suite import SUITES
from pos.domain.chain import DIGESTS, genesis, seal
from pos.domain.programme import Programme
from pos.domain.sums import Sums
from sync.protocol.messages import WireEntry

_ROWS_AT_ONCE: Final = 500


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
    days: Counter[tuple[str, str, str]] = Counter()
    entries = sales = 0
    for number, each in enumerate(devices, 1):
        progress(f"{each.till_id} / {each.epoch}: {each.head_sequence} entries")
        journal = _Journal(each, programmes, days)
        bad = journal.read(connection)
        entries, sales = entries + journal.read_entries, sales + journal.sums.sales
        if bad is not None:
            return AuditReport(number, entries, sales, bad)
    return AuditReport(len(devices), entries, sales, _wrong_day(connection, days))


class _Journal:
    """Reads one journal from its genesis on."""

    def __init__(
        self, device: Row[Any], programmes: Mapping[str, Programme], days: Counter[tuple[str, str, str]]
    ) -> None:
        self._device = device
        self._programmes = programmes
        self._days = days  # What customers paid, by store, till and day; filled while reading.
        self.read_entries = 0
        self.sums = Sums()

    def read(self, connection: Connection) -> Bad | None:
        """Read the journal; return the first thing that does not fit."""
        with closing(self._rows(connection)) as rows:  # PostgreSQL keeps a cursor open until then.
            return self._read(rows)

    def _read(self, rows: Iterator[Row[Any]]) -> Bad | None:
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
            if (code := self._count(row)) is not None:
                return self._bad(row.sequence, code)
            previous_hash = row.entry_hash
        if (self.read_entries, previous_hash) != (device.head_sequence, device.head_hash):
            return self._bad(self.read_entries, "audit.head")
        if self.sums != Sums(*(getattr(device, name) for name in Sums._fields)):
            return self._bad(0, "audit.sums")
        return None

    def _count(self, row: Row[Any]) -> str | None:
        """Decide an entry again and add it up; return a code when it should not have been counted."""
        if row.state == QUARANTINED:
            return None
        wire = WireEntry(row.sequence, row.entry_id, row.payload, row.entry_hash, row.signature, row.suite)
        examined = examine(
            wire, till_id=self._device.till_id, epoch=self._device.epoch, programmes=self._programmes
        )
        if examined.trouble is not None:
            return examined.trouble.code
        self.sums = self.sums.plus(examined.sums)
        if examined.sale is not None and row.state == COUNTED:
            key = (self._device.store_id, self._device.till_id, row.business_date)
            self._days[key] += examined.sale.totals.payable
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


def _wrong_day(connection: Connection, days: Counter[tuple[str, str, str]]) -> Bad | None:
    """The first roll-up that is not the sum of its sales."""
    day = tables.day_total
    key_and_sum = (day.c.store_id, day.c.till_id, day.c.business_date, day.c.payable)
    stored = {(row[0], row[1], row[2]): row[3] for row in connection.execute(select(*key_and_sum))}
    for key in sorted(stored.keys() | days.keys()):
        if stored.get(key, 0) != days[key]:
            return Bad(key[1], 0, 0, f"audit.day {key[2]}")
    return None
