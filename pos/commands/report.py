"""`python -m pos report day DATE`: a day's figures as text or JSON, also while the till is running."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

from pos.bootstrap import load_default_programme, open_catalogue
from pos.devices.escpos import receipt_bytes
from pos.devices.reader import plain_text
from pos.domain.calendar import read_date
from pos.domain.day import figures_to_data, plain_data
from pos.services.clock import SystemClock
from pos.services.day_file import DayFile, open_day_file
from pos.services.settings import Settings

FORMATS = ("text", "json")


def run(settings: Settings, date: str, form: str) -> int:
    """Print a day's report. Raises DateUnreadable, LedgerMissing, LedgerOlder, LedgerNewer."""
    date = read_date(date)
    with (
        closing(open_catalogue(settings)) as catalogue,
        open_day_file(settings, catalogue, load_default_programme()) as days,
    ):
        if form == "json":
            print(json.dumps(day_data(days, date), ensure_ascii=False, indent=1))
        else:
            print(day_text(days, date, settings))
    return 0


def day_data(days: DayFile, date: str) -> dict[str, Any]:
    """The figures as they are now, what came after the last close, and how every close stood."""
    reading = days.read(date)
    closes = days.reader.days.day_closes(date)
    return {
        "figures": figures_to_data(reading.figures),
        "checks": plain_data(days.checks(date)),
        "since_close": reading.since_close,
        "closes": [
            {"at": close.at_ms, "signed_by": close.approver or close.actor, **close.data} for close in closes
        ],
    }


def day_text(days: DayFile, date: str, settings: Settings) -> str:
    """As it stands on receipt paper."""
    receipt = days.papers.day(days.read(date), at_ms=SystemClock().now_ms())
    data = receipt_bytes(receipt, columns=settings.printer_columns, encoding=settings.printer_encoding)
    return plain_text(data, columns=settings.printer_columns)
