"""`python -m pos report day DATE`: a day as text, JSON, Excel or PDF, also while the till is running."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from pos.bootstrap import open_catalogue
from pos.commands.delivery import deliver
from pos.devices.escpos import receipt_bytes
from pos.devices.reader import plain_text
from pos.domain.calendar import read_date
from pos.domain.days.day import plain_data
from pos.services.clock import SystemClock
from pos.services.days.day_file import DayFile, open_day_file
from pos.services.installation.settings import Settings
from pos.services.installation.shipped import load_default_programme
from pos.services.reports.day_report import DayReport
from pos.services.reports.day_source import report_on
from pos.services.reports.report_desk import ReportForm, report_bytes


def run(settings: Settings, date: str, form: str, output: Path | None = None) -> int:
    """Tell a day's report on stdout or in a file.

    Raises DateUnreadable, LedgerMissing, LedgerOlder, LedgerNewer, ReportUnwritable, ReportNeedsFile.
    """
    date = read_date(date)
    with (
        closing(open_catalogue(settings)) as catalogue,
        open_day_file(settings, catalogue, load_default_programme()) as days,
    ):
        if form in tuple(ReportForm):
            deliver(report_bytes(day_report(days, date), ReportForm(form)), output)
            return 0
        if form == "json":
            told = json.dumps(day_data(days, date), ensure_ascii=False, indent=1)
        else:
            told = day_text(days, date, settings)
    if output is None:
        print(told)
    else:
        deliver(f"{told}\n".encode(), output)
    return 0


def day_report(days: DayFile, date: str) -> DayReport:
    """The last close of a date; before there is one a draft, which the platform was not asked about."""
    paper = days.papers.on_paper(days.read(date), at_ms=SystemClock().now_ms())
    if paper.number is None:
        paper = replace(paper, checks=days.checks(date))
    return report_on(paper, days.papers.name_of)


def day_data(days: DayFile, date: str) -> dict[str, Any]:
    """The figures as they are now, what came after the last close, and how every close stood."""
    reading = days.read(date)
    closes = days.reader.days.day_closes(date)
    return {
        "figures": plain_data(reading.figures),
        "checks": plain_data(days.checks(date)),
        "since_close": reading.since_close,
        "closes": [
            {"at": close.at_ms, "signed_by": close.approver or close.actor, **close.data} for close in closes
        ],
    }


def day_text(days: DayFile, date: str, settings: Settings) -> str:
    """The day as text, as on receipt paper."""
    receipt = days.papers.day(days.read(date), at_ms=SystemClock().now_ms())
    data = receipt_bytes(receipt, columns=settings.printer_columns, encoding=settings.printer_encoding)
    return plain_text(data, columns=settings.printer_columns)
