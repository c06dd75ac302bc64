"""Reads a till's days from its data folder, also while the till runs. It writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from pos.domain.calendar import BusinessDate, month_of
from pos.domain.days.day import DayChecks
from pos.domain.programme.programme import Programme
from pos.errors.ledger import LedgerMissing, LedgerOlder
from pos.ledger import queries
from pos.ledger.days import Days
from pos.ledger.goods.catalogue import Catalogue
from pos.ledger.readers import Readers
from pos.ledger.schema import versions
from pos.services.days.day_papers import DayPapers
from pos.services.days.day_reading import DayReader, DayReading, check_day
from pos.services.installation.identity import LEDGER_FILE, load_identity
from pos.services.installation.settings import Settings
from pos.services.words.override_words import name_in


@dataclass(frozen=True, slots=True)
class DayFile:
    """The days of a ledger file. `papers` draws them as receipt paper."""

    readers: Readers
    reader: DayReader
    papers: DayPapers

    def read(self, date: BusinessDate) -> DayReading:
        """A date's figures as they are now."""
        return self.reader.read(date, queries.programmes(self.readers))

    def checks(self, date: BusinessDate) -> DayChecks:
        """What deciding every sale again finds. Which sales were made offline is not known here."""
        return check_day(
            self.reader.days.entries_of_day(date),
            self.reader.programmes(queries.programmes(self.readers)),
            lambda card_no: queries.leases(self.readers, card_no, month_of(date)),
            offline_sales=None,
        )


@contextmanager
def open_day_file(settings: Settings, catalogue: Catalogue, default: Programme) -> Iterator[DayFile]:
    """Open a folder's ledger for reading. Raises LedgerMissing, LedgerOlder, LedgerNewer, ChainBroken."""
    path = settings.data_dir / LEDGER_FILE
    if not path.is_file():
        raise LedgerMissing(path=str(path))
    versions.refuse_newer(path)
    identity = load_identity(settings.data_dir)
    till_id = settings.till_id if identity is None else identity.till_id

    def name_of(staff_id: str) -> str:
        return name_in(catalogue, staff_id)

    with closing(Readers(path)) as readers:
        # Asked of SQLite, for a running till may have the newest header in its WAL.
        version = readers.row("PRAGMA user_version")
        if version is None or version[0] < versions.SCHEMA_VERSION:
            raise LedgerOlder(path=str(path))
        reader = DayReader(Days(readers), till_id, settings.store_name, default)
        yield DayFile(readers, reader, DayPapers(reader, name_of))
