"""A bill once it is read, and whether it is the right one: of this day, of this merchant, each row once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pos.domain.calendar import BusinessDate
from pos.domain.settlement import ChannelMovement
from pos.domain.tender import TenderKind
from pos.errors import BillOfOtherDay, BillOfOtherMerchant, BillOfSeveralMerchants, BillRowTwice

_TILL_ID = re.compile(r"[A-Z0-9]{1,12}-[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Bill:
    """What one file holds: whose it is, and what moved."""

    kind: TenderKind
    file: str
    merchants: frozenset[str]
    movements: tuple[ChannelMovement, ...]


def till_named(terminal: str) -> str:
    """The till a row names; empty when it names none, or something of the channel's own."""
    return terminal if _TILL_ID.fullmatch(terminal) else ""


def check_bills(bills: Iterable[Bill], *, date: BusinessDate, merchant: str | None) -> None:
    """Refuse bills that cannot settle this day.

    Raises BillOfOtherMerchant, BillOfSeveralMerchants when nobody said whose is meant, BillOfOtherDay
    when no row of any file is of the day though there are rows, and BillRowTwice.
    """
    bills = list(bills)
    found = frozenset[str]().union(*(bill.merchants for bill in bills))
    if merchant is None and len(found) > 1:
        raise BillOfSeveralMerchants(found=", ".join(sorted(found)))
    for bill in bills:
        if merchant is not None and bill.merchants - {merchant}:
            strangers = ", ".join(sorted(bill.merchants - {merchant}))
            raise BillOfOtherMerchant(path=bill.file, expected=merchant, found=strangers)
    dates = {row.date for bill in bills for row in bill.movements}
    if dates and date not in dates:
        raise BillOfOtherDay(path=bills[0].file, date=date, found=", ".join(sorted(dates)[:3]))
    _refuse_twice(row for bill in bills for row in bill.movements)


def _refuse_twice(rows: Iterable[ChannelMovement]) -> None:
    seen: set[tuple[str, str, str]] = set()
    for row in rows:
        key = (row.direction.value, row.channel_no, row.refund_no)
        if key in seen and (row.refund_no or row.direction.value == "payment"):
            raise BillRowTwice(path=row.file, row=row.row, number=row.channel_no)
        seen.add(key)
