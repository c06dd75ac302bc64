"""A bill that was read, and several of them put together: one day, one merchant, each row once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from pos.domain.calendar import BusinessDate
from pos.domain.paying.tender import TenderKind
from pos.domain.settlement.three_way import ChannelBill, ChannelMovement, Direction, Doubt, OddRow
from pos.errors.settlement import BillOfOtherDay, BillOfOtherMerchant, BillRowWrong
from pos.services.settlement.channel_bills.cells import Cells, odd_row
from pos.services.settlement.channel_bills.rows import BillRow

_TILL_ID = re.compile(r"[A-Z0-9]{1,12}-[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Bill:
    """One bill file: its merchant, the movements of money, and the rows that could not be read."""

    kind: TenderKind
    file: str
    movements: tuple[ChannelMovement, ...]
    odd: tuple[OddRow, ...] = ()


def till_named(terminal: str) -> str:
    """The till a row names; empty when it names none, or something of the channel's own."""
    return terminal if _TILL_ID.fullmatch(terminal) else ""


def read_rows(
    path: str,
    header: Sequence[str],
    rows: Iterable[BillRow],
    movement: Callable[[Cells], ChannelMovement | OddRow],
) -> tuple[list[tuple[Cells, ChannelMovement]], list[OddRow]]:
    """Read each row; one that cannot be read, or is not done, is set aside, so that the others settle.

    Raises BillRowWrong of the first one when none at all can be read, and BillNumbersLost.
    """
    read: list[tuple[Cells, ChannelMovement]] = []
    not_done: list[OddRow] = []
    problems = []
    for row in rows:
        try:
            cells = Cells.of(path, header, row)
            told = movement(cells)
        except BillRowWrong as problem:
            problems.append(problem)
            continue
        if isinstance(told, OddRow):
            not_done.append(told)
        else:
            read.append((cells, told))
    if problems and not (read or not_done):
        raise problems[0]
    return read, [*not_done, *(odd_row(problem) for problem in problems)]


def put_together(bills: Sequence[Bill], *, date: BusinessDate, merchant: str | None) -> ChannelBill:
    """Make one bill of those of a channel, for the settlement of one day.

    `merchant`: whose rows are meant (a merchant number or a shop's); others are left out. A row that
    is in several files counts once when they agree; when they do not, a person must decide.
    Raises BillOfOtherMerchant when a file has rows and none of them is the merchant's, and
    BillOfOtherDay when no row of any file is of the day though there are rows.
    """
    if merchant is not None:
        bills = [_only_of(merchant, bill) for bill in bills]
    dates = {row.date for bill in bills for row in bill.movements}
    if dates and date not in dates:
        raise BillOfOtherDay(path=bills[0].file, date=date, found=_listed(dates))
    odd = _still_open(bills)
    once: dict[tuple[str, ...], ChannelMovement] = {}
    doubtful: set[tuple[str, ...]] = set()
    for bill in bills:
        here: set[tuple[str, ...]] = set()
        for row in bill.movements:
            key = _key(row)
            first = once.setdefault(key, row)
            if key in here:
                odd.append(_question(Doubt.TWICE, row, first))
            elif first is not row and not _agree(first, row):
                odd.append(_question(Doubt.DIFFERS, row, first))
                doubtful.add(key)
            here.add(key)
    return ChannelBill(tuple(row for key, row in once.items() if key not in doubtful), tuple(odd))


def _still_open(bills: Sequence[Bill]) -> list[OddRow]:
    """The odd rows; what is not done only once, and not when another file says that it is done by now."""
    done = {row.refund_no for bill in bills for row in bill.movements if row.refund_no}
    told: dict[str, OddRow] = {}
    odd = []
    for row in (row for bill in bills for row in bill.odd):
        if row.doubt is Doubt.NOT_DONE and row.number:
            if row.number in done or row.number in told:
                continue
            told[row.number] = row
        odd.append(row)
    return odd


def _only_of(merchant: str, bill: Bill) -> Bill:
    mine = tuple(row for row in bill.movements if merchant in (row.merchant, row.shop))
    if bill.movements and not mine:
        found = {row.merchant for row in bill.movements}
        raise BillOfOtherMerchant(path=bill.file, expected=merchant, found=_listed(found))
    return replace(bill, movements=mine)


def _key(row: ChannelMovement) -> tuple[str, ...]:
    """What makes a movement that movement, whichever file tells of it."""
    return row.direction.value, row.channel_no, row.refund_no


def _said(row: ChannelMovement) -> tuple[object, ...]:
    """What two files must agree on. A refund's time is when it was asked for, or when it had arrived."""
    at_ms = row.at_ms if row.direction is Direction.PAYMENT else None
    return row.amount, row.order_no, row.merchant, at_ms


def _agree(one: ChannelMovement, other: ChannelMovement) -> bool:
    """Whether two files say the same of a movement; of fees and what arrives only where both know it."""
    known = (one.settled, other.settled), (one.fee, other.fee), (one.shared, other.shared)
    return _said(one) == _said(other) and all(a is None or b is None or a == b for a, b in known)


def _question(doubt: Doubt, row: ChannelMovement, first: ChannelMovement) -> OddRow:
    return OddRow(row.file, row.row, doubt, "", row.channel_no, other_file=first.file, other_row=first.row)


def _listed(found: Iterable[str]) -> str:
    return "、".join(sorted(found)[:3])
