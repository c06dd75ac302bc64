"""Reads the cells of a bill strictly: amounts, times, numbers. Each mistake is named by row and column."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pos.domain.calendar import SHANGHAI
from pos.domain.money import Fen
from pos.domain.settlement.three_way import Doubt, OddRow
from pos.errors.settlement import BillNumbersLost, BillRowWrong
from pos.services.settlement.channel_bills.rows import BillRow

_AMOUNT = re.compile(r"(-?)(\d{1,9})(?:\.(\d{1,2})0*)?")
_FINE = re.compile(r"(-?)(\d{1,9})(?:\.(\d{1,5})0*)?")
_NUMBER = re.compile(r"[\w@|*.-]{1,64}", re.ASCII)
_LOST = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_TIMES = ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M")  # The latter two: saved again by Excel.
_NONE = ("", "0")  # How WeChat says that there is no such number.


@dataclass(frozen=True, slots=True)
class Cells:
    """One row with the names of its columns. Every method raises BillRowWrong naming row and column."""

    path: str
    row: int
    by_column: Mapping[str, str]

    @classmethod
    def of(cls, path: str, header: Sequence[str], row: BillRow) -> Cells:
        """Put cells under their columns; a row with too few or too many cells is refused."""
        if len(row.cells) != len(header):
            raise BillRowWrong(path=path, row=row.number, column=header[0], text=",".join(row.cells)[:40])
        return cls(path, row.number, dict(zip(header, row.cells, strict=True)))

    def has(self, *columns: str) -> bool:
        """Whether the file has one of these columns."""
        return any(name in self.by_column for name in columns)

    def text(self, column: str) -> str:
        """The cell as it is; empty when the file has no such column."""
        return self.by_column.get(column, "")

    def amount(self, *columns: str) -> Fen:
        """An amount in yuan from the first of these columns the file has, in fen; it may be below zero.

        A variant of a file that has none of the columns says nothing of them: 0.
        """
        if not self.has(*columns):
            return 0
        return self._parts(_AMOUNT, 2, *columns)

    def fine_amount(self, *columns: str) -> int:
        """A fee in yuan with up to five decimals, in thousandths of a fen; 0 without such a column."""
        if not self.has(*columns):
            return 0
        return self._parts(_FINE, 5, *columns)

    def at_ms(self, *columns: str) -> int:
        """A time on Shanghai's wall clock, of the first of these cells that has one, in ms since 1970."""
        column = next((name for name in columns if self.text(name)), columns[0])
        for pattern in _TIMES:
            try:
                at = datetime.strptime(self.text(column), pattern).replace(tzinfo=SHANGHAI)
            except ValueError:
                continue
            if 2000 <= at.year <= 2199:
                return (at - datetime.fromtimestamp(0, SHANGHAI)) // timedelta(milliseconds=1)
        raise self.wrong(column)

    def number(self, column: str) -> str:
        """An order's number; it must be there. Raises BillNumbersLost when a spreadsheet has rounded it."""
        value = self.number_or_empty(column)
        if not value:
            raise self.wrong(column)
        return value

    def number_or_empty(self, column: str) -> str:
        """An order's number, or empty."""
        value = self.text(column)
        if value in _NONE:
            return ""
        if _LOST.fullmatch(value):
            raise BillNumbersLost(path=self.path, row=self.row, column=column, text=value)
        if not _NUMBER.fullmatch(value):
            raise self.wrong(column)
        return value

    def wrong(self, column: str) -> BillRowWrong:
        """The error about one cell."""
        return BillRowWrong(path=self.path, row=self.row, column=column, text=self.text(column)[:40])

    def not_done(self, column: str, number: str) -> OddRow:
        """The settlement sheet's record of a movement that the channel did not do; `column` has its state."""
        return OddRow(self.path, self.row, Doubt.NOT_DONE, column, self.text(column)[:40], number=number)

    def _parts(self, pattern: re.Pattern[str], decimals: int, *columns: str) -> int:
        column = next(name for name in columns if name in self.by_column)
        found = pattern.fullmatch(self.text(column))
        if found is None:
            raise self.wrong(column)
        sign, yuan, rest = found.groups()
        unit: int = 10**decimals
        value = int(yuan) * unit + int((rest or "").ljust(decimals, "0"))
        return -value if sign else value


def odd_row(problem: BillRowWrong) -> OddRow:
    """The settlement sheet's record of a row that could not be read."""
    facts = problem.facts
    return OddRow(
        str(facts["path"]), int(str(facts["row"])), Doubt.UNREADABLE, str(facts["column"]), str(facts["text"])
    )
