"""Computes the figures of days and shifts from journal entries. Pure: same entries, same figures.

Till, report command and `verify` feed their entries to one `DayBook` and get the same numbers.
A sale belongs to the date of its entry; a shift with its drawer belongs to the date it was opened
on, also when it ends after midnight.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from msgspec.structs import replace

from pos.domain.calendar import BusinessDate
from pos.domain.days.day import DayFigures, HandedOut, PoolSettlement, ShiftFigures, plain_data
from pos.domain.days.day_tally import PoolTally, Tally
from pos.domain.journal.entries import Entry, EntryKind
from pos.domain.paying.tender import way_order
from pos.domain.programme.contribution import Contribution
from pos.domain.programme.programme import SUBSIDY, SUBSIDY_NAME, PoolId, Programme
from pos.domain.selling.sale import SaleFacts
from pos.domain.shifts.shift_close import ShiftClosed
from pos.domain.shifts.shift_opened import ShiftOpened
from pos.domain.shifts.takings import CASH, Taking, Takings

# What stands in the figures without following from the entries of the day. How acts beyond the ordinary
# are told is a matter of words: a later program may tell more of them, and must not cry forgery over an
# old close. The acts themselves stand in the journal, each signed.
_NOT_FROM_ENTRIES: Final = (
    "till_id", "store_name", "revision", "head_hash", "contribution", "pools", "overrides",
)  # fmt: skip

# What the first version did not tell: which of the dropped lines went with a whole sale, and which cards
# gave nothing.
NOT_TOLD_OF_A_DAY: Final = ("cancelled_sales", "cancelled_lines", "cancelled_market", "refusals")


@dataclass(frozen=True, slots=True)
class DayFrame:
    """What the figures need besides the entries. `head_hash`: hex, of the day's last entry."""

    store_name: str
    till_id: str
    head_hash: str = ""
    contribution: Contribution | None = None


class _ShiftTally:
    """A shift as its entries tell it."""

    def __init__(self, opened: Entry) -> None:
        told = opened.facts(ShiftOpened)
        self.shift_id = told.shift_id
        self.number = told.number
        self.cashier = told.cashier
        self.opened_at_ms = told.opened_at_ms
        self.business_date = opened.business_date
        self.closed: ShiftClosed | None = None
        self.approver: str | None = None
        self.tally = Tally()

    def take(self, entry: Entry, sale: SaleFacts | None) -> None:
        self.tally.take(entry, sale)
        if entry.kind == EntryKind.SHIFT_CLOSED:
            self.closed = entry.facts(ShiftClosed)
            beyond = self.closed.over_short is not None and self.closed.over_short.beyond
            # A person who may end it beyond a limit has thereby approved it, also for another person's shift.
            self.approver = entry.approver or (entry.actor if beyond else None)
            if self.closed.rule is None:
                self.approver = None

    def figures(self) -> ShiftFigures:
        takings = self.tally.takings
        cash = takings.count_of(CASH)
        closed = self.closed
        over_short = None if closed is None else closed.over_short
        notes = () if cash is None or cash.denominations is None else tuple(cash.denominations.items())
        return ShiftFigures(
            shift_id=self.shift_id,
            number=self.number,
            cashier=self.cashier,
            opened_at_ms=self.opened_at_ms,
            closed_at_ms=None if closed is None else closed.closed_at_ms,
            float_fen=takings.float_fen,
            sales=self.tally.sales,
            payable=self.tally.payable,
            cash_in=takings.cash_in,
            cash_out=takings.cash_out,
            takings=takings.takings(),
            denominations=notes,
            rounding=self.tally.rounding,
            explanation="" if closed is None else closed.explanation,
            reason="" if closed is None else closed.reason,
            approver=self.approver,
            month_sum=None if over_short is None else over_short.month_sum,
            beyond=() if over_short is None else tuple(limit.value for limit in over_short.beyond),
            made_good=HandedOut.of(takings),
        )


class DayBook:
    """Takes entries in order and computes the figures of every date and shift among them.

    For the right figures of a date it has to be given all entries of that date, and those of the
    shifts that were opened on it.
    """

    def __init__(self) -> None:
        self._days: dict[BusinessDate, Tally] = {}
        self._shifts: dict[str, _ShiftTally] = {}
        self._open: _ShiftTally | None = None

    def take(self, entry: Entry) -> None:
        """Add the next entry. Raises EntryWrong when its data is not of its kind."""
        sale = entry.facts(SaleFacts) if entry.kind == EntryKind.SALE else None
        day = self._days.get(entry.business_date)
        if day is None:
            day = self._days[entry.business_date] = Tally()
        day.take(entry, sale)
        if entry.kind == EntryKind.SHIFT_OPENED:
            self._open = _ShiftTally(entry)
            self._shifts[self._open.shift_id] = self._open
        if self._open is not None:
            # One drawer, one shift: whatever happens while it is open belongs to it.
            self._open.take(entry, sale)
            if entry.kind == EntryKind.SHIFT_CLOSED:
                self._open = None

    def take_all(self, entries: Iterable[Entry]) -> DayBook:
        """Add entries, each once, in their order; return this book."""
        for entry in entries:
            self.take(entry)
        return self

    @property
    def open_shift_id(self) -> str | None:
        """The shift that is open after the last entry, as far as its opening was among the entries."""
        return None if self._open is None else self._open.shift_id

    def forget(self, date: BusinessDate) -> None:
        """Forget a date and the closed shifts that began on it, to keep memory small."""
        self._days.pop(date, None)
        gone = [
            name
            for name, each in self._shifts.items()
            if each.business_date == date and each is not self._open
        ]
        for name in gone:
            del self._shifts[name]

    def dates(self) -> tuple[BusinessDate, ...]:
        """The dates it knows, in the order they came."""
        return tuple(self._days)

    def tally(self, date: BusinessDate) -> Tally:
        """The sums of a date; all zero when nothing happened."""
        return self._days.get(date) or Tally()

    def shift_tally(self, shift_id: str) -> Tally | None:
        """The sums of a shift, or None when its opening was not among the entries."""
        shift = self._shifts.get(shift_id)
        return None if shift is None else shift.tally

    def shift(self, shift_id: str) -> ShiftFigures | None:
        """The figures of a shift, or None when its opening was not among the entries."""
        shift = self._shifts.get(shift_id)
        return None if shift is None else shift.figures()

    def figures(
        self,
        date: BusinessDate,
        frame: DayFrame,
        programmes: Mapping[str, Programme],
        *,
        ruling: Programme | None = None,
    ) -> DayFigures:
        """The figures of a date. `programmes` by version name the pools, `ruling` those of an empty day."""
        tally = self.tally(date)
        shifts = tuple(each.figures() for each in self._shifts.values() if each.business_date == date)
        used = [programmes[version] for version in tally.programmes if version in programmes]
        if ruling is not None and ruling not in used:
            used.append(ruling)
        return DayFigures(
            business_date=date,
            till_id=frame.till_id,
            store_name=frame.store_name,
            revision=tally.revision,
            shifts=shifts,
            sales=tally.sales,
            card_sales=tally.card_sales,
            cards=len(tally.cards),
            returns=tally.returns,
            voids=tally.voids,
            market=tally.market,
            discount=tally.discount,
            subsidy=tally.subsidy,
            payable=tally.payable,
            takings=_takings(tally.takings, shifts),
            float_fen=sum(shift.float_fen for shift in shifts),
            cash_in=sum(shift.cash_in for shift in shifts),
            cash_out=sum(shift.cash_out for shift in shifts),
            pools=_pools(tally.pools, used),
            hours=tally.hours(),
            goods=tally.goods(),
            overrides=tally.overrides(),
            dropped_lines=tally.dropped_lines,
            dropped_market=tally.dropped_market,
            refusals=tally.refusals(),
            drawer_openings=tally.drawer_openings,
            open_payments=tally.takings.open_payments(),
            held=tally.held,
            entries=tally.entries,
            first_sequence=tally.first_sequence,
            last_sequence=tally.last_sequence,
            head_hash=frame.head_hash,
            contribution=frame.contribution,
            rounding=tally.rounding,
            by_word=tally.by_word(),
            cancelled_sales=len(tally.cancelled),
            cancelled_lines=tally.cancelled_lines,
            cancelled_market=tally.cancelled_market,
            made_good=HandedOut.of(tally.takings),
        )


def comparable(figures: DayFigures) -> dict[str, Any]:
    """The part of a day's figures that must follow from its entries and from nothing else, as plain data."""
    data = {name: value for name, value in plain_data(figures).items() if name not in _NOT_FROM_ENTRIES}
    data["pools"] = sorted(
        [pool.pool, pool.visits, pool.market or 0, pool.amount]
        for pool in figures.pools
        if pool.visits or pool.market or pool.amount
    )
    return data


def _takings(day: Takings, shifts: Iterable[ShiftFigures]) -> tuple[Taking, ...]:
    """What the date sold; what its shifts' drawers must hold, and what was counted of it."""
    expected: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    difference: Counter[str] = Counter()
    uncounted: set[str] = set()
    of_day = {taking.kind: taking for taking in day.takings()}
    for shift in shifts:
        for taking in shift.takings:
            of_day.setdefault(taking.kind, Taking(taking.kind, 0, 0, 0, 0))
            expected[taking.kind] += taking.expected
            if taking.counted is None or taking.difference is None:
                # A way of paying without any money is not counted.
                if taking.expected or taking.sold or taking.refunded:
                    uncounted.add(taking.kind)
                continue
            counted[taking.kind] += taking.counted
            difference[taking.kind] += taking.difference
    kinds = sorted(of_day, key=way_order)
    return tuple(
        replace(
            of_day[kind],
            expected=expected[kind],
            counted=None if kind in uncounted or kind not in counted else counted[kind],
            difference=None if kind in uncounted or kind not in counted else difference[kind],
        )
        for kind in kinds
    )


def _pools(pools: Mapping[PoolId, PoolTally], programmes: Iterable[Programme]) -> tuple[PoolSettlement, ...]:
    """Each pool of the day's programmes, also when nobody used it; the subsidy last."""
    named: dict[PoolId, tuple[str, int]] = {}
    for programme in programmes:
        for pool in programme.pools:
            named.setdefault(pool.pool_id, (pool.name, pool.percent_paid))
    for pool_id in pools:
        if pool_id != SUBSIDY:
            named.setdefault(pool_id, (pool_id, 100))
    rows = [
        PoolSettlement(pool_id, name, percent, sums.visits, sums.market, sums.amount)
        for pool_id, (name, percent) in named.items()
        for sums in (pools.get(pool_id) or PoolTally(),)
    ]
    subsidy = pools.get(SUBSIDY) or PoolTally()
    return (*rows, PoolSettlement(SUBSIDY, SUBSIDY_NAME, None, subsidy.visits, None, subsidy.amount))
