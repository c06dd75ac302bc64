"""The cells of a bill, read strictly: amounts, times, numbers. Each mistake is named with row and column."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pos.domain.calendar import SHANGHAI
from pos.domain.money import Fen
from pos.errors import BillNumbersLost, BillRowWrong
from pos.services.channel_bills.files import BillRow

_AMOUNT = re.compile(r"(-?)(\d{1,9})(?:\.(\d{1,2})0*)?")
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

    def text(self, column: str) -> str:
        """The cell as it is; empty when the file has no such column."""
        return self.by_column.get(column, "")

    def amount(self, *columns: str) -> Fen:
        """An amount in yuan from the first of these columns the file has, in fen; it may be below zero."""
        column = next((name for name in columns if name in self.by_column), columns[0])
        found = _AMOUNT.fullmatch(self.text(column))
        if found is None:
            raise self.wrong(column)
        sign, yuan, cents = found.groups()
        return (int(yuan) * 100 + int((cents or "").ljust(2, "0"))) * (-1 if sign else 1)

    def at_ms(self, column: str) -> int:
        """A time on Shanghai's wall clock, in milliseconds since 1970."""
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
        """The complaint about one cell."""
        return BillRowWrong(path=self.path, row=self.row, column=column, text=self.text(column)[:40])
