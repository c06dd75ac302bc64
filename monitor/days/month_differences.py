"""Adds up how far a cashier's drawers were over or short in a month, over all tills of a store.

A till knows only its own drawers, and its limit counts those; a person who works at two tills is added up
here. A person is a staff number with its name: another name under the same number is another person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, and_, select

from monitor.alerts.alerts import Alert
from monitor.days.people import Names, read_names
from monitor.devices.devices import Device
from monitor.journal.day_facts import ShiftClosed
from monitor.journal.examining import Examined
from monitor.store import tables
from monitor.store.day_tables import day_entry
from pos.domain.calendar import BusinessDate, Month, month_of
from pos.domain.decoding import decode_entry
from pos.domain.journal.entries import Entry, EntryKind
from pos.domain.money import Fen
from pos.domain.shifts.takings import CASH

Person = tuple[str, str]  # Staff number and name; "" where it has no name.


@dataclass(frozen=True, slots=True)
class MonthSum:
    """A person's month: the sum of differences in fen without signs, and at how many tills."""

    amount: Fen = 0
    tills: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MonthOfStore:
    """A store's month up to a date, by person; and whose each shift was."""

    sums: Mapping[Person, MonthSum] = field(default_factory=dict)
    cashiers: Mapping[tuple[str, int, str], Person] = field(default_factory=dict)

    def of(self, till_id: str, epoch: int, shift_id: str) -> MonthSum | None:
        """The month sum of the shift's person; None when the person is unknown or no cash was counted."""
        person = self.cashiers.get((till_id, epoch, shift_id))
        return None if person is None else self.sums.get(person)


def read_month_of_store(
    connection: Connection, store_id: str, upto: BusinessDate, names: Names
) -> MonthOfStore:
    """Add up the shifts of a store that ended in a month, up to a date."""
    cashiers: dict[tuple[str, int, str], Person] = {}
    sums: dict[Person, MonthSum] = {}
    for entry in _shifts(connection, store_id, month_of(upto), upto):
        key = (entry.till_id, entry.epoch, str(entry.data.get("shift_id", "")))
        if entry.kind == EntryKind.SHIFT_OPENED:
            staff_id = str(entry.data.get("cashier", ""))
            cashiers[key] = (staff_id, names.of(entry.till_id, entry.epoch).get(staff_id, ""))
            continue
        person, off = cashiers.get(key), cash_difference(entry.data)
        if person is not None and off is not None:
            so_far = sums.get(person, MonthSum())
            sums[person] = MonthSum(so_far.amount + abs(off), so_far.tills | {entry.till_id})
    return MonthOfStore(sums, cashiers)


def month_alerts(
    connection: Connection, device: Device, counted: Sequence[Examined], *, now_ms: int
) -> list[Alert]:
    """Cashiers whose month is beyond the limit over several tills, and at none of them alone."""
    found: dict[str, Alert] = {}
    for each in counted:
        fact, header = each.fact, each.header
        if not isinstance(fact, ShiftClosed) or header is None or fact.month_max is None:
            continue
        names = read_names(connection, header.business_date, store_id=device.store_id)
        month = read_month_of_store(connection, device.store_id, header.business_date, names)
        person = month.cashiers.get((device.till_id, device.epoch, fact.shift_id))
        total = None if person is None else month.sums.get(person)
        if person is None or total is None or (fact.month_sum or 0) > fact.month_max >= 0:
            continue
        if total.amount > fact.month_max and len(total.tills) > 1:
            alert = _alert(device, person, total, month_of(header.business_date), fact.month_max, now_ms)
            found.setdefault(alert.about, alert)
    return list(found.values())


def cash_difference(data: Mapping[str, Any]) -> Fen | None:
    """What the cash of an ended shift was over or short; None when it was not counted."""
    counts = data.get("counts")
    for each in counts if isinstance(counts, list) else ():
        if isinstance(each, dict) and each.get("kind") == CASH and type(each.get("difference")) is int:
            difference: int = each["difference"]
            return difference
    return None


def _shifts(connection: Connection, store_id: str, month: Month, upto: BusinessDate) -> Iterator[Entry]:
    """Beginnings and ends of a store's shifts, each till's in its order."""
    entry = tables.entry
    keys = ("store_id", "till_id", "epoch", "sequence")
    rows = connection.execute(
        select(entry.c.payload)
        .join(day_entry, and_(*(day_entry.c[name] == entry.c[name] for name in keys)))
        .where(
            day_entry.c.store_id == store_id,
            day_entry.c.business_date.between(f"{month}-01", upto),
            day_entry.c.kind.in_([EntryKind.SHIFT_OPENED.value, EntryKind.SHIFT_CLOSED.value]),
        )
        .order_by(*(day_entry.c[name] for name in keys))
    )
    for payload in rows.scalars():
        yield decode_entry(payload)


def _alert(device: Device, person: Person, total: MonthSum, month: Month, limit: Fen, now_ms: int) -> Alert:
    staff_id, name = person
    facts: dict[str, str | int] = {
        "staff": staff_id[:12],
        "date": month,
        "over_tills": total.amount,
        "tills": len(total.tills),
        "limit": limit,
    }
    return Alert(
        code="shift.month_over_tills",
        store_id=device.store_id,
        till_id=device.till_id,
        about=f"{device.store_id}/{staff_id[:12]}/{name[:12]}/{month}",
        raised_ms=now_ms,
        facts=facts | ({"person": name} if name else {}),
    )
