"""The federation's subsidy account as the platform exports it: one row per till and business date.

The contract with the platform's `/settlement/….csv` (UTF-8, a header, amounts in yuan with two decimals,
net of returns; a date is the business date of the entries; dates without entries may be left out):

    营业日期,收银机,优惠,补贴
    2026-11-23,S01-1,2318.72,3204.00

Files of earlier versions have English headings and are read as well. Further columns may follow and
are not read. Rows of other tills and dates may be in the file.
"""

from __future__ import annotations

import re
from datetime import date as calendar_date
from pathlib import Path
from typing import Final

from pos.domain.settlement.three_way import BenefitDay
from pos.errors.settlement import BillNotOfChannel, BillRowTwice
from pos.services.settlement.channel_bills.cells import Cells
from pos.services.settlement.channel_bills.files import BillFile, bill_files
from pos.services.settlement.channel_bills.rows import heading_of, table_rows

# The columns, and the spellings of their headings, the newest first.
COLUMNS: Final = {
    "date": ("营业日期", "日期", "business_date"),
    "till": ("收银机", "收银机号", "till_id"),
    "discount": ("优惠", "爱心优惠", "discount"),
    "subsidy": ("补贴", "购物补贴", "subsidy"),
}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_ROW_BEGINS = re.compile("")  # There is no free text before the columns that are read.


def read_federation_account(path: Path) -> tuple[BenefitDay, ...]:
    """Read a statement. Raises what `federation_days` or `bill_files` raises."""
    files = bill_files(path)
    for file in files:
        if is_account(file):
            return federation_days(file)
    raise BillNotOfChannel(path=path.name, channel="慈善会补贴账户")


def is_account(file: BillFile) -> bool:
    """Whether a file has the headings of a statement."""
    return _named(file) is not None


def federation_days(file: BillFile) -> tuple[BenefitDay, ...]:
    """Read the rows of a statement. Raises BillNotOfChannel, BillRowWrong, BillRowTwice."""
    named = _named(file)
    if named is None:
        raise BillNotOfChannel(path=file.name, channel="慈善会补贴账户")
    heading = heading_of(file.lines[0])
    days: dict[tuple[str, str], BenefitDay] = {}
    for row in table_rows(heading, list(enumerate(file.lines, 1))[1:], starts=_ROW_BEGINS):
        cells = Cells.of(file.name, heading.names, row)
        day = BenefitDay(
            _date(cells, named["date"]),
            cells.number(named["till"]),
            cells.amount(named["discount"]),
            cells.amount(named["subsidy"]),
        )
        if (day.date, day.till_id) in days:
            raise BillRowTwice(path=file.name, row=row.number, number=f"{day.date} {day.till_id}")
        days[day.date, day.till_id] = day
    return tuple(days.values())


def _named(file: BillFile) -> dict[str, str] | None:
    """Each column's heading as this file spells it; None when one is missing."""
    names = heading_of(file.lines[0]).names if file.lines else ()
    found = {
        column: next((each for each in spellings if each in names), "")
        for column, spellings in COLUMNS.items()
    }
    return found if all(found.values()) else None


def _date(cells: Cells, column: str) -> str:
    value = cells.text(column)
    try:
        if _DATE.fullmatch(value):
            return calendar_date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise cells.wrong(column)
