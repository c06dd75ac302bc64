"""Makes the papers of shifts and days for the print queue, from the ledger alone, so a crash loses none."""

from __future__ import annotations

from dataclasses import dataclass

from pos.domain.days.day import DayFigures
from pos.domain.days.day_closed import DayClosed
from pos.domain.journal.entries import Entry
from pos.domain.returns.mirror import date_of
from pos.domain.selling.receipt import Receipt
from pos.domain.shifts.shift import close_number
from pos.domain.shifts.shift_close import ShiftClosed
from pos.errors.selling import SaleUnknown
from pos.ledger.days import Days
from pos.ledger.print_jobs import JobKind, PrintJob
from pos.services.days.day_reading import DayReader, DayReading
from pos.services.days.day_slip import DayOnPaper, day_slip
from pos.services.printing.print_queue import Compose
from pos.services.printing.receipts import ShopFacts
from pos.services.returns.goods_slip_paper import OpenSlip, open_slips
from pos.services.shifts.shift_slips import NameOf, shift_slip, x_slip
from pos.services.shifts.shift_state import x_report


@dataclass(frozen=True, slots=True)
class DayPapers:
    """Makes the papers. Safe from any thread: it only reads."""

    reader: DayReader
    name_of: NameOf

    def composers(self) -> dict[JobKind, Compose]:
        """Who makes which paper."""
        return {
            JobKind.X_REPORT: self._x_report,
            JobKind.SHIFT_SLIP: self._shift_slip,
            JobKind.DAY_SLIP: self._day_slip,
            JobKind.DAY_REPRINT: self._day_slip,
        }

    def day(self, reading: DayReading, *, at_ms: int) -> Receipt:
        """A day as it is now; once it was closed, the paper of its last close with what came after."""
        paper = self.on_paper(reading, at_ms=at_ms)
        return day_slip(paper, self._shop, self.name_of, reprint=paper.number is not None)

    def on_paper(self, reading: DayReading, *, at_ms: int) -> DayOnPaper:
        """What stands on the paper of a day: its last close with what came after, or as it is now."""
        closes = self._days.day_closes(reading.figures.business_date)
        if not closes:
            return DayOnPaper(reading.figures, at_ms, open_slips=self._open_slips(reading.figures))
        return self._closed(closes[-1], since_close=reading.since_close)

    @property
    def _days(self) -> Days:
        return self.reader.days

    @property
    def _shop(self) -> ShopFacts:
        return ShopFacts(store_name=self.reader.store_name, till_id=self.reader.till_id)

    def _x_report(self, job: PrintJob, *, again: bool) -> Receipt:  # noqa: ARG002 (each X report is of its own moment)
        shift_id, sequence, sight = job.subject.split("@")
        book = self.reader.shift_book(shift_id, upto=int(sequence))
        figures, tally = book.shift(shift_id), book.shift_tally(shift_id)
        if figures is None or tally is None:
            raise SaleUnknown(sale_no=shift_id)
        report = x_report(
            figures,
            tally,
            at_ms=job.created_ms,
            sees_all=sight == "all",
            open_slips=open_slips(self._days.slips, upto=int(sequence)),
        )
        return x_slip(report, self._shop, self.name_of)

    def _shift_slip(self, job: PrintJob, *, again: bool) -> Receipt:
        ended = self._days.shift_end(job.subject)
        figures = self.reader.shift_book(job.subject).shift(job.subject)
        if ended is None or figures is None:
            raise SaleUnknown(sale_no=job.subject)
        return shift_slip(
            figures,
            ended.facts(ShiftClosed),
            self._shop,
            self.name_of,
            short_hash=self._days.hash_at(ended.sequence).hex()[:8],
            reprint=again,
        )

    def _day_slip(self, job: PrintJob, *, again: bool) -> Receipt:
        for close in self._days.day_closes(date_of(job.subject)):
            if self._number(close) == job.subject:
                again = again or job.kind is JobKind.DAY_REPRINT
                return day_slip(self._closed(close), self._shop, self.name_of, reprint=again)
        raise SaleUnknown(sale_no=job.subject)

    def _closed(self, close: Entry, *, since_close: int = 0) -> DayOnPaper:
        closed = close.facts(DayClosed)
        figures = closed.figures
        return DayOnPaper(
            figures,
            close.at_ms,
            number=self._number(close),
            signed_by=close.approver or close.actor,
            short_hash=self._days.hash_at(close.sequence).hex()[:8],
            explanation=closed.explanation,
            checks=closed.checks,
            reconciliation=closed.reconciliation,
            since_close=since_close,
            open_slips=self._open_slips(figures),
        )

    def _open_slips(self, figures: DayFigures) -> tuple[OpenSlip, ...]:
        """What was still to be paid after the last entry of a day."""
        return open_slips(self._days.slips, upto=figures.last_sequence)

    def _number(self, close: Entry) -> str:
        revision = close.facts(DayClosed).revision
        return close_number(self.reader.till_id, close.business_date, revision, epoch=close.epoch)
