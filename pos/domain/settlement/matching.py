"""Finds which rows of the till and of a channel's bill are the same movement of money. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import TypeVar

from pos.domain.calendar import BusinessDate
from pos.domain.paying.tender import TenderKind
from pos.domain.settlement.three_way import (
    ChannelBill,
    ChannelMovement,
    ChannelSettlement,
    Ground,
    Matching,
    Standing,
    TillMovement,
    Verdict,
    arrival_of,
    days_between,
    sum_of_channel,
    sum_of_till,
)
from pos.errors.settlement import BillOfSeveralMerchants

TAIL_DIGITS = 4  # Of a payment code or an order number, as receipts and tills show it.
WINDOW_MS = 600_000  # A cashier confirms within minutes; clocks of tills are off by less than that.

_Row = TypeVar("_Row", TillMovement, ChannelMovement)


def match(
    ours: Sequence[TillMovement],
    theirs: Sequence[ChannelMovement],
    *,
    date: BusinessDate,
    today: BusinessDate,
    window_ms: int = WINDOW_MS,
) -> tuple[Matching, ...]:
    """Compare the rows of one channel, for the settlement of `date`, in the order things happened.

    Rows of the days before and after may be given, so that what crossed midnight finds its partner.
    Numbers decide first. Only payments that a person has seen or is still to look for, whose number the
    channel never heard, are then looked for by amount within `window_ms` of their time; their ground
    says so. What was confirmed takes a row before what is unclear.
    """
    desk = _Desk(date=date, today=today, ours=ours, theirs=theirs)
    desk.take_reversed()
    desk.pair(Ground.REFUND_NUMBER, _refund_number, _refund_number)
    desk.pair(Ground.ORDER_NUMBER, _order_and_amount, _order_and_amount)
    desk.pair(Ground.ORDER_NUMBER, _order_number, _order_number)
    desk.pair(Ground.CHANNEL_NUMBER, _channel_number, _channel_number)
    desk.pair(Ground.TAIL, _tail_shown, _tail_of_channel, window_ms=window_ms)
    desk.pair(Ground.AMOUNT_AND_TIME, _amount_seen, _amount, window_ms=window_ms)
    return desk.finished()


def settle_channel(
    kind: TenderKind,
    ours: Sequence[TillMovement],
    bill: ChannelBill | None,
    *,
    date: BusinessDate,
    today: BusinessDate,
    till_id: str,
) -> ChannelSettlement:
    """Settle one channel's day of one till. `bill` is None when no bill of the channel was given.

    Raises BillOfSeveralMerchants when the bill is of several shops and none of its rows tells which is ours.
    """
    if bill is None:
        return ChannelSettlement(kind, date, sum_of_till(ours, date), None)
    assert {row.kind for row in ours} | {row.kind for row in bill.movements} <= {kind}
    mine, others = _whose(ours, bill.movements, till_id)
    return ChannelSettlement(
        kind=kind,
        date=date,
        ours=sum_of_till(ours, date),
        theirs=sum_of_channel(mine, date),
        matchings=match(ours, mine, date=date, today=today),
        of_other_tills=tuple(others),
        odd=bill.odd,
        arrival=arrival_of(mine, date),
    )


def _whose(
    ours: Sequence[TillMovement], rows: Sequence[ChannelMovement], till_id: str
) -> tuple[list[ChannelMovement], list[ChannelMovement]]:
    """The rows that may be ours, and those of other shops or tills.

    A row with a number of ours, or with our till's name, is ours, and says which shop of the bill is ours.
    """
    orders = {row.order_no for row in ours if row.order_no}
    channel_numbers = {row.channel_no for row in ours if row.channel_no}

    def surely(row: ChannelMovement) -> bool:
        known = row.order_no in orders or row.channel_no in channel_numbers
        return known or row.terminal == till_id

    shops = {(row.merchant, row.shop) for row in rows}
    if len(shops) > 1:
        known = {(row.merchant, row.shop) for row in rows if surely(row)}
        if not known:
            raise BillOfSeveralMerchants(found="、".join(sorted(shop or who for who, shop in shops)[:4]))
        shops = known
    mine: list[ChannelMovement] = []
    others: list[ChannelMovement] = []
    for row in rows:
        may_be = (row.merchant, row.shop) in shops and row.terminal in ("", till_id)
        (mine if may_be or surely(row) else others).append(row)
    return mine, others


class _Desk:
    """The two piles, and what has been put together from them."""

    def __init__(
        self,
        *,
        date: BusinessDate,
        today: BusinessDate,
        ours: Sequence[TillMovement],
        theirs: Sequence[ChannelMovement],
    ) -> None:
        self._date, self._today = date, today
        self._ours = sorted(ours, key=lambda row: row.at_ms)
        self._theirs = sorted(theirs, key=lambda row: row.at_ms)
        self._found: list[Matching] = []

    def take_reversed(self) -> None:
        """Put each reversed payment together with all that the channel has under its number."""
        reversed_ones = [row for row in self._ours if row.standing is Standing.REVERSED]
        for our in reversed_ones:
            rows = tuple(row for row in self._theirs if our.order_no and row.order_no == our.order_no)
            held = sum(row.money for row in rows)
            if held:  # Above zero: the customer's money; below: more went back than came.
                verdict = Verdict.EXTRA if held > 0 else Verdict.AMOUNT
            else:
                verdict = Verdict.OTHER_DAY if len({row.date for row in rows}) > 1 else Verdict.MATCHED
            self._found.append(self._result(verdict, Ground.ORDER_NUMBER, ours=(our,), theirs=rows))
            self._theirs = [row for row in self._theirs if row not in rows]
        self._ours = [row for row in self._ours if row.standing is not Standing.REVERSED]

    def pair(
        self,
        ground: Ground,
        our_key: Callable[[TillMovement], Hashable],
        their_key: Callable[[ChannelMovement], Hashable],
        *,
        window_ms: int | None = None,
    ) -> None:
        """Put rows with the same key together, the earlier first; None is no key."""
        theirs = _grouped(self._theirs, their_key)
        ours = _grouped(self._ours, our_key)
        paired: set[int] = set()
        for key, our_rows in ours.items():
            for our in sorted(our_rows, key=lambda row: row.standing is Standing.UNKNOWN):
                near = [row for row in theirs.get(key, ()) if _near(our, row, window_ms)]
                free = [row for row in near if id(row) not in paired]
                if free:
                    row = free[0]
                    rivals = [other for other in our_rows if _near(other, row, window_ms)]
                    several = ground is Ground.AMOUNT_AND_TIME and (len(near) > 1 or len(rivals) > 1)
                    said = Ground.AMOUNT_IN_ORDER if several else ground
                    paired |= {id(our), id(row)}
                    verdict = self._verdict(our, row)
                    self._found.append(self._result(verdict, said, ours=(our,), theirs=(row,)))
        self._ours = [row for row in self._ours if id(row) not in paired]
        self._theirs = [row for row in self._theirs if id(row) not in paired]

    def finished(self) -> tuple[Matching, ...]:
        """All results, with what found no partner."""
        for our in self._ours:
            here = Verdict.UNKNOWN if our.standing is Standing.UNKNOWN else Verdict.MISSING
            verdict = here if our.date == self._date else Verdict.NEIGHBOUR
            self._found.append(self._result(verdict, Ground.NONE, ours=(our,)))
        for row in self._theirs:
            verdict = Verdict.EXTRA if row.date == self._date else Verdict.NEIGHBOUR
            self._found.append(self._result(verdict, Ground.NONE, theirs=(row,)))
        return tuple(sorted(self._found, key=lambda result: result.at_ms))

    def _verdict(self, our: TillMovement, row: ChannelMovement) -> Verdict:
        if our.standing is Standing.UNKNOWN:
            return Verdict.UNKNOWN
        if our.amount != row.amount:
            return Verdict.AMOUNT
        return Verdict.MATCHED if our.date == row.date else Verdict.OTHER_DAY

    def _result(
        self,
        verdict: Verdict,
        ground: Ground,
        *,
        ours: tuple[TillMovement, ...] = (),
        theirs: tuple[ChannelMovement, ...] = (),
    ) -> Matching:
        dates = [row.date for row in ours] + [row.date for row in theirs]
        if self._date not in dates:
            verdict = Verdict.NEIGHBOUR
        result = Matching(verdict, ground, ours, theirs, age_days=0)
        return replace(result, age_days=days_between(min(dates), self._today)) if result.is_open else result


# What a row is looked up by; None where it cannot be.


def _refund_number(row: TillMovement | ChannelMovement) -> Hashable:
    return (row.direction, row.refund_no) if row.refund_no else None


def _order_and_amount(row: TillMovement | ChannelMovement) -> Hashable:
    return (row.direction, row.order_no, row.amount) if row.order_no else None


def _order_number(row: TillMovement | ChannelMovement) -> Hashable:
    return (row.direction, row.order_no) if row.order_no else None


def _channel_number(row: TillMovement | ChannelMovement) -> Hashable:
    return (row.direction, row.channel_no) if row.channel_no else None


def _tail_shown(row: TillMovement) -> Hashable:
    return (row.direction, row.amount, row.reference_tail) if row.by_person and row.reference_tail else None


def _tail_of_channel(row: ChannelMovement) -> Hashable:
    return row.direction, row.amount, row.channel_no[-TAIL_DIGITS:]


def _amount_seen(row: TillMovement) -> Hashable:
    return (row.direction, row.amount) if row.by_person else None


def _amount(row: ChannelMovement) -> Hashable:
    return row.direction, row.amount


def _near(our: TillMovement, row: ChannelMovement, window_ms: int | None) -> bool:
    return window_ms is None or abs(our.at_ms - row.at_ms) <= window_ms


def _grouped(rows: Sequence[_Row], key: Callable[[_Row], Hashable]) -> dict[Hashable, list[_Row]]:
    groups: defaultdict[Hashable, list[_Row]] = defaultdict(list)
    for row in rows:
        if (found := key(row)) is not None:
            groups[found].append(row)
    return groups
