"""Makes a day's report for the window or a command: from the day close to Excel or PDF."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from pos.domain.calendar import BusinessDate
from pos.domain.days.day import Reconciliation
from pos.services.clock import Clock
from pos.services.days.day_close import DayDesk
from pos.services.days.day_papers import DayPapers
from pos.services.days.day_reading import DayReading
from pos.services.reports.day_report import DayReport
from pos.services.reports.day_source import report_on
from pos.services.reports.export import write_report


class ReportForm(StrEnum):
    """The file format of a report. The value is the file name's ending."""

    XLSX = "xlsx"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class ReportDesk:
    """Makes the files of days. `make` may take a second; it is for a thread of its own."""

    days: DayDesk
    papers: DayPapers
    clock: Clock
    till_id: str
    folder: Path  # Where the files go.

    def report(self, date: BusinessDate, reconciliation: Reconciliation | None = None) -> DayReport:
        """The report of a date: its last close, or a draft with what the platform said so far.

        Raises SignInNeeded, ApprovalNeeded, ActDenied like `DayDesk.figures`.
        """
        reading = DayReading(self.days.figures(date), self.days.since_close(date))
        paper = self.papers.on_paper(reading, at_ms=self.clock.now_ms())
        if paper.number is None:
            paper = replace(paper, checks=self.days.checks(date), reconciliation=reconciliation)
        return report_on(paper, self.papers.name_of)

    def make(self, report: DayReport, form: ReportForm) -> Path:
        """Write a report; the same report overwrites its own file. Raises ReportUnwritable."""
        path = self.folder / f"日结-{self._name(report)}.{form.value}"
        write_report(path, report_bytes(report, form), make_folder=True)
        return path

    def _name(self, report: DayReport) -> str:
        return report.seal.number if report.seal else f"{self.till_id}-{report.figures.business_date}-草稿"


def report_bytes(report: DayReport, form: ReportForm) -> bytes:
    """A report as a file. The libraries are only loaded here: they take half a second."""
    if form is ReportForm.PDF:
        from pos.services.reports.pdf import day_pdf

        return day_pdf(report)
    from pos.services.reports.workbook import day_workbook

    return day_workbook(report)
