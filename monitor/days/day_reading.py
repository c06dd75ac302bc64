"""Reads what the pages of a day show: totals, day-close entries, what people did. Figures only."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, and_, func, select

from monitor.days.day_alerts import OpenPayment
from monitor.store import tables
from monitor.store.day_tables import day_close, day_entry, day_total, open_payment, refused_benefit
from pos.domain.calendar import BusinessDate, Month
from pos.domain.days.day import DayFigures
from pos.domain.days.day_closed import DayClosed
from pos.domain.decoding import decode_entry
from pos.domain.journal.entries import Entry, EntryKind
from pos.domain.money import Fen
from pos.errors.ledger import EntryWrong

_SUMS: Final = (
    *("entries", "sales", "card_sales", "returns"),
    *("market", "discount", "subsidy", "payable", "rounding"),
)


@dataclass(frozen=True, slots=True)
class DaySums:
    """One till's day as counted here, all installations together. Amounts in fen, net of returns."""

    entries: int = 0
    sales: int = 0
    card_sales: int = 0
    returns: int = 0
    market: Fen = 0
    discount: Fen = 0
    subsidy: Fen = 0
    payable: Fen = 0
    rounding: Fen = 0  # 抹零: what was left off cash.

    @property
    def received(self) -> Fen:
        """What customers really paid."""
        return self.payable - self.rounding


@dataclass(frozen=True, slots=True)
class SignedDay:
    """The last day-close entry of a till's day. `differences`: name -> (the till's, ours) when booked."""

    revision: int
    at_ms: int
    epoch: int
    signed_by: str
    is_equal: bool
    differences: Mapping[str, tuple[int, int]]
    sales: int
    payable: Fen
    has_followers: bool  # Sales or returns of the day came after it.


@dataclass(frozen=True, slots=True)
class TillDay:
    """One till on one date; `close` is None before the day was signed."""

    store_id: str
    store_name: str
    till_id: str
    sums: DaySums
    close: SignedDay | None
    open_payments: tuple[OpenPayment, ...]


def read_till_days(
    connection: Connection, date: BusinessDate, *, store_ids: Collection[str] | None = None
) -> tuple[TillDay, ...]:
    """Every till of a date, of some stores or of all, by store and till, also those without sales."""
    till, store = tables.till, tables.store
    query = (
        select(till.c.store_id, till.c.till_id, store.c.name)
        .join(store, store.c.store_id == till.c.store_id)
        .order_by(till.c.store_id, till.c.till_id)
    )
    if store_ids is not None:
        query = query.where(till.c.store_id.in_(store_ids))
    sums, closes = _sums(connection, date), _closes(connection, date)
    waiting = defaultdict(list)
    for payment in read_open_payments(connection):
        waiting[payment.store_id, payment.till_id].append(payment)
    return tuple(
        TillDay(
            row.store_id,
            row.name,
            row.till_id,
            sums.get((row.store_id, row.till_id), DaySums()),
            closes.get((row.store_id, row.till_id)),
            tuple(waiting[row.store_id, row.till_id]),
        )
        for row in connection.execute(query)
    )


def read_open_payments(connection: Connection) -> list[OpenPayment]:
    """Payments whose end is unknown, oldest first."""
    rows = connection.execute(select(open_payment).order_by(open_payment.c.asked_ms))
    return [
        OpenPayment(row.store_id, row.till_id, row.payment_id, row.kind, row.amount, row.asked_ms)
        for row in rows
    ]


def read_day_entries(connection: Connection, store_id: str, date: BusinessDate) -> list[Entry]:
    """What people of a store did on a date besides selling, in order of time."""
    entry = tables.entry
    rows = connection.execute(
        select(entry.c.payload)
        .join(
            day_entry,
            and_(*(day_entry.c[n] == entry.c[n] for n in ("store_id", "till_id", "epoch", "sequence"))),
        )
        .where(day_entry.c.store_id == store_id, day_entry.c.business_date == date)
    )
    entries = [decode_entry(payload) for payload in rows.scalars()]
    return sorted(entries, key=lambda each: (each.at_ms, each.till_id, each.sequence))


def signed_figures(entries: Sequence[Entry]) -> dict[str, DayFigures]:
    """The newest day-close entry of each till among a day's entries; one that cannot be read is left out."""
    figures: dict[str, DayFigures] = {}
    for each in entries:
        if each.kind == EntryKind.DAY_CLOSED:
            try:
                figures[each.till_id] = each.facts(DayClosed).figures
            except EntryWrong:
                continue
    return figures


def read_refused(
    connection: Connection, month: Month, *, store_ids: Collection[str] | None = None
) -> dict[str, int]:
    """How many sales of a month gave a card nothing, by the reason the till gave; of some stores or all."""
    query = (
        select(refused_benefit.c.reason, func.sum(refused_benefit.c.sales).label("sales"))
        .where(refused_benefit.c.business_date.between(f"{month}-01", f"{month}-31"))
        .group_by(refused_benefit.c.reason)
        .order_by(refused_benefit.c.reason)
    )
    if store_ids is not None:
        query = query.where(refused_benefit.c.store_id.in_(store_ids))
    return {row.reason: int(row.sales) for row in connection.execute(query)}


def _sums(connection: Connection, date: BusinessDate) -> dict[tuple[str, str], DaySums]:
    rows = connection.execute(
        select(
            day_total.c.store_id,
            day_total.c.till_id,
            *(func.sum(day_total.c[name]).label(name) for name in _SUMS),
        )
        .where(day_total.c.business_date == date)
        .group_by(day_total.c.store_id, day_total.c.till_id)
    )
    return {
        (row.store_id, row.till_id): DaySums(*(int(getattr(row, name)) for name in _SUMS)) for row in rows
    }


def _closes(connection: Connection, date: BusinessDate) -> dict[tuple[str, str], SignedDay]:
    own = (day_total.c[n] == day_close.c[n] for n in ("store_id", "till_id", "epoch", "business_date"))
    rows: Any = connection.execute(
        select(day_close, day_total.c.sales.label("sales_now"), day_total.c.payable.label("payable_now"))
        .outerjoin(day_total, and_(*own))
        .where(day_close.c.business_date == date)
        .order_by(day_close.c.epoch, day_close.c.sequence)
    )
    closes: dict[tuple[str, str], SignedDay] = {}  # The last one of a till stays.
    for row in rows:
        differences = {name: (pair[0], pair[1]) for name, pair in json.loads(row.differences).items()}
        unlike = (row.sales, row.payable) != (row.sales_now or 0, row.payable_now or 0)
        closes[row.store_id, row.till_id] = SignedDay(
            revision=row.revision,
            at_ms=row.at_ms,
            epoch=row.epoch,
            signed_by=row.signed_by,
            is_equal=row.is_equal,
            differences=differences,
            sales=row.sales,
            payable=row.payable,
            has_followers=row.is_equal and unlike,
        )
    return closes
