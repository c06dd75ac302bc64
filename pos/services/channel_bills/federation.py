"""The federation's subsidy account as the platform exports it: one row per till and business date.

The contract with the platform's `/settlement/….csv` (UTF-8, a header, amounts in yuan with two decimals,
net of returns; a date is the business date of the entries; dates without entries may be left out):

    business_date,till_id,discount,subsidy
    2026-11-23,S01-1,2318.72,3204.00

Further columns may follow and are not read. Rows of other tills and dates may be in the file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date as calendar_date
from pathlib import Path

from pos.domain.settlement import BenefitDay
from pos.errors import BillNotOfChannel, BillRowTwice
from pos.services.channel_bills.cells import Cells
from pos.services.channel_bills.files import BillRow, bill_rows

COLUMNS = ("business_date", "till_id", "discount", "subsidy")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_federation_account(path: Path) -> tuple[BenefitDay, ...]:
    """Read a statement. Raises what `federation_days` or `bill_rows` raises."""
    return federation_days(path.name, bill_rows(path))


def federation_days(path: str, rows: Sequence[BillRow]) -> tuple[BenefitDay, ...]:
    """Read the rows of a statement. Raises BillNotOfChannel, BillRowWrong, BillRowTwice."""
    rows = [row for row in rows if any(row.cells)]
    if not rows or not set(COLUMNS) <= set(rows[0].cells):
        raise BillNotOfChannel(path=path, channel="慈善会补贴账户")
    days: dict[tuple[str, str], BenefitDay] = {}
    for row in rows[1:]:
        cells = Cells.of(path, rows[0].cells, row)
        day = BenefitDay(
            _date(cells), cells.number("till_id"), cells.amount("discount"), cells.amount("subsidy")
        )
        if (day.date, day.till_id) in days:
            raise BillRowTwice(path=path, row=row.number, number=f"{day.date} {day.till_id}")
        days[day.date, day.till_id] = day
    return tuple(days.values())


def _date(cells: Cells) -> str:
    value = cells.text("business_date")
    try:
        if _DATE.fullmatch(value):
            return calendar_date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise cells.wrong("business_date")
