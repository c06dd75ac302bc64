"""Reads the figures of the overview pages from roll-ups and devices. It does not format them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from sqlalchemy import Connection, func, select

from monitor.alerts.alert_book import kept_alerts
from monitor.alerts.alerts import Alert, Contact, silent_tills
from monitor.days.day_alerts import open_payment_alerts
from monitor.days.day_reading import TillDay, read_open_payments, read_till_days
from monitor.devices.devices import ONLINE_MS
from monitor.documents.federation import Federation, read_federation
from monitor.documents.publishing import read_programmes
from monitor.store import day_tables, tables
from pos.domain.calendar import BusinessDate, Month, shanghai
from pos.domain.cards.card import CardStatus
from pos.domain.money import Fen
from pos.domain.programme.programme import programme_in_force


@dataclass(frozen=True, slots=True)
class DayTotals:
    """Sums of some days: sales, amounts in fen. `public_payable` is what customers without a card paid."""

    sales: int = 0
    card_sales: int = 0
    market: Fen = 0
    discount: Fen = 0
    subsidy: Fen = 0
    payable: Fen = 0
    public_payable: Fen = 0
    rounding: Fen = 0

    @property
    def received(self) -> Fen:
        """What customers really paid: `rounding` (抹零) was left off their cash."""
        return self.payable - self.rounding


@dataclass(frozen=True, slots=True)
class TillState:
    """One till with the state of its newest installation. `epoch` is 0 before it is enrolled."""

    store_id: str
    till_id: str
    epoch: int = 0
    program_version: str = ""
    contact_ms: int | None = None
    upload_ms: int | None = None
    told_sequence: int = 0
    head_sequence: int = 0
    head_hash: bytes = b""
    sales: int = 0
    payable: Fen = 0
    quarantined: int = 0

    @property
    def is_enrolled(self) -> bool:
        """Whether this till ever had a device."""
        return self.epoch > 0

    @property
    def pending(self) -> int:
        """Entries the till said it has and we do not have yet."""
        return max(0, self.told_sequence - self.head_sequence)

    def is_online(self, now_ms: int) -> bool:
        """Whether it had contact just now."""
        return self.contact_ms is not None and now_ms - self.contact_ms < ONLINE_MS


@dataclass(frozen=True, slots=True)
class StoreState:
    """One store, its tills and its totals of today."""

    store_id: str
    name: str
    street: str
    operator_name: str
    tills: tuple[TillState, ...]
    today: DayTotals
    yesterday: tuple[TillDay, ...] = ()  # Its tills that had entries, with their day-close entries.

    @property
    def enrolled(self) -> tuple[TillState, ...]:
        """Its tills that were ever enrolled."""
        return tuple(till for till in self.tills if till.is_enrolled)

    @property
    def pending(self) -> int:
        """Entries that its tills still have to send."""
        return sum(till.pending for till in self.tills)

    @property
    def quarantined(self) -> int:
        """Entries that are stored and not counted."""
        return sum(till.quarantined for till in self.tills)

    @property
    def contact_ms(self) -> int | None:
        """When any of its tills last had contact."""
        return max((t.contact_ms for t in self.tills if t.contact_ms is not None), default=None)

    @property
    def upload_ms(self) -> int | None:
        """When any of its tills last sent entries."""
        return max((t.upload_ms for t in self.tills if t.upload_ms is not None), default=None)


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the first page shows."""

    now_ms: int
    federation: Federation
    month: Month
    totals: DayTotals
    before: DayTotals  # The same days of the month before.
    subsidy_entitled: Fen  # What all cards together may use of the subsidy this month.
    days: Mapping[BusinessDate, DayTotals]  # Of this month up to today; a day without sales is absent.
    stores: tuple[StoreState, ...]
    alerts: tuple[Alert, ...] = field(default=())


def read_overview(
    connection: Connection, *, now_ms: int, store_ids: Collection[str] | None = None
) -> Overview:
    """Read the first page's figures as of an instant, of some stores or of all.

    What cards may use of the subsidy is known of all stores together alone; of some it counts as nothing.
    """
    today = shanghai(now_ms).date()
    month = today.isoformat()[:7]
    days = _days(connection, f"{month}-01", today.isoformat(), store_ids)
    stores = read_stores(connection, today=today.isoformat(), store_ids=store_ids)
    return Overview(
        now_ms=now_ms,
        federation=read_federation(connection),
        month=month,
        totals=_sum(days.values()),
        before=_sum(_days(connection, *_same_days_before(today), store_ids).values()),
        subsidy_entitled=_subsidy_entitled(connection, month) if store_ids is None else 0,
        days=days,
        stores=stores,
        alerts=read_alerts(connection, stores, now_ms=now_ms, store_ids=store_ids),
    )


def read_alerts(
    connection: Connection,
    stores: Iterable[StoreState],
    *,
    now_ms: int,
    store_ids: Collection[str] | None = None,
) -> tuple[Alert, ...]:
    """The alerts now, newest first: the stored ones, and those computed from missing contact.

    `stores` are those of `store_ids`, or all.
    """
    contacts = [
        Contact(till.store_id, till.till_id, till.contact_ms, till.pending)
        for store in stores
        for till in store.tills
    ]
    alerts = silent_tills(contacts, now_ms=now_ms) + kept_alerts(connection, store_ids=store_ids)
    waiting = [
        each for each in read_open_payments(connection) if store_ids is None or each.store_id in store_ids
    ]
    alerts += open_payment_alerts(waiting, now_ms=now_ms)
    return tuple(sorted(alerts, key=lambda alert: -alert.raised_ms))


def read_stores(
    connection: Connection, *, today: BusinessDate, store_ids: Collection[str] | None = None
) -> tuple[StoreState, ...]:
    """Some stores, or every one, with their tills, in the order of their ids."""
    tills: dict[str, list[TillState]] = defaultdict(list)
    for till in _tills(connection):
        tills[till.store_id].append(till)
    before: dict[str, list[TillDay]] = defaultdict(list)
    for till_day in read_till_days(connection, (date.fromisoformat(today) - timedelta(days=1)).isoformat()):
        if till_day.sums.entries:
            before[till_day.store_id].append(till_day)
    day = day_tables.day_total
    totals = {
        row.store_id: _totals(row)
        for row in connection.execute(
            select(day.c.store_id, *_summed()).where(day.c.business_date == today).group_by(day.c.store_id)
        )
    }
    return tuple(
        StoreState(
            store_id=row.store_id,
            name=row.name,
            street=row.street,
            operator_name=row.operator_name,
            tills=tuple(tills[row.store_id]),
            today=totals.get(row.store_id, DayTotals()),
            yesterday=tuple(before[row.store_id]),
        )
        for row in connection.execute(select(tables.store).order_by(tables.store.c.store_id))
        if store_ids is None or row.store_id in store_ids
    )


def _tills(connection: Connection) -> list[TillState]:
    device, till = tables.device, tables.till
    # Ascending epochs: the newest installation of a till stays in the dictionary.
    devices = {
        (row.store_id, row.till_id): row
        for row in connection.execute(select(device).order_by(device.c.epoch))
    }
    found = []
    for row in connection.execute(select(till).order_by(till.c.store_id, till.c.till_id)):
        newest = devices.get((row.store_id, row.till_id))
        if newest is None:
            found.append(TillState(row.store_id, row.till_id))
            continue
        found.append(
            TillState(
                store_id=row.store_id,
                till_id=row.till_id,
                epoch=newest.epoch,
                program_version=newest.program_version,
                contact_ms=newest.contact_ms,
                upload_ms=newest.upload_ms,
                told_sequence=newest.told_sequence,
                head_sequence=newest.head_sequence,
                head_hash=newest.head_hash,
                sales=newest.sales,
                payable=newest.payable,
                quarantined=newest.quarantined,
            )
        )
    return found


def _days(
    connection: Connection, first: BusinessDate, last: BusinessDate, store_ids: Collection[str] | None
) -> dict[BusinessDate, DayTotals]:
    day = day_tables.day_total
    query = (
        select(day.c.business_date, *_summed())
        .where(day.c.business_date.between(first, last))
        .group_by(day.c.business_date)
        .order_by(day.c.business_date)
    )
    if store_ids is not None:
        query = query.where(day.c.store_id.in_(store_ids))
    return {row.business_date: _totals(row) for row in connection.execute(query)}


_NAMES: Final = tuple(DayTotals.__dataclass_fields__)


def _summed() -> list[object]:
    return [func.sum(day_tables.day_total.c[name]).label(name) for name in _NAMES]


def _totals(row: object) -> DayTotals:
    # PostgreSQL adds BIGINTs up to a NUMERIC.
    return DayTotals(*(int(getattr(row, name)) for name in _NAMES))


def _sum(totals: Iterable[DayTotals]) -> DayTotals:
    every = list(totals)
    return DayTotals(*(sum(getattr(each, name) for each in every) for name in _NAMES))


def _same_days_before(today: date) -> tuple[BusinessDate, BusinessDate]:
    """From the first of the month before to the same day; a shorter month ends earlier."""
    year, month = (today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)
    prefix = f"{year:04d}-{month:02d}"
    return (
        f"{prefix}-01",
        f"{prefix}-{today.day:02d}",
    )  # 2026-02-31 is not a date, but as a text it is after every day of February.


def _subsidy_entitled(connection: Connection, month: Month) -> Fen:
    programme = programme_in_force(list(read_programmes(connection).values()), f"{month}-01")
    card = tables.card
    cards = connection.execute(
        select(func.count())
        .select_from(card)
        .where(
            card.c.status == CardStatus.ACTIVE.value,
            card.c.valid_from <= f"{month}-31",
            card.c.valid_to >= f"{month}-01",
        )
    ).scalar_one()
    return 0 if programme is None else cards * programme.subsidy.monthly
