"""The names behind a till's staff numbers and since when, from its shifts; read by pages and alerts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, func, select

from monitor.devices.devices import Device
from monitor.journal.day_facts import ShiftOpened
from monitor.journal.examining import Examined
from monitor.store.day_tables import staff_name
from monitor.store.rows import replace_all
from pos.domain.calendar import BusinessDate

Installation = tuple[str, int]  # A till and its epoch: each has its own list of staff.

NOBODY_NAMED: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Names:
    """The names in force on one date, by installation. A number that was never named has none."""

    by_till: Mapping[Installation, Mapping[str, str]] = field(default_factory=dict)

    def of(self, till_id: str, epoch: int) -> Mapping[str, str]:
        """Staff number to name, at one till."""
        return self.by_till.get((till_id, epoch), NOBODY_NAMED)


def read_names(
    connection: Connection, date: BusinessDate, *, store_id: str | None = None, till_id: str | None = None
) -> Names:
    """The names that tills had sent by the end of a date. A number keeps its old name for old dates."""
    person = staff_name
    newest = select(
        *(person.c[name] for name in ("store_id", "till_id", "epoch", "staff_id")),
        func.max(person.c.business_date).label("business_date"),
    ).where(person.c.business_date <= date)
    if store_id is not None:
        newest = newest.where(person.c.store_id == store_id)
    if till_id is not None:
        newest = newest.where(person.c.till_id == till_id)
    last = newest.group_by(person.c.store_id, person.c.till_id, person.c.epoch, person.c.staff_id).subquery()
    rows = connection.execute(
        select(person.c.till_id, person.c.epoch, person.c.staff_id, person.c.name).join(
            last, _same(person, last)
        )
    )
    found: dict[Installation, dict[str, str]] = {}
    for row in rows:
        found.setdefault((row.till_id, row.epoch), {})[row.staff_id] = row.name
    return Names(found)


def book_names(connection: Connection, device: Device, counted: Sequence[Examined]) -> None:
    """Store the names that shifts sent, where they are new: a name is in force from its date on."""
    told: dict[BusinessDate, dict[str, str]] = {}
    for each in counted:
        if isinstance(each.fact, ShiftOpened) and each.header is not None:
            told.setdefault(each.header.business_date, {}).update(each.fact.names)
    for date, names in sorted(told.items()):
        known = read_names(connection, date, store_id=device.store_id, till_id=device.till_id)
        before = known.of(device.till_id, device.epoch)
        rows: list[dict[str, Any]] = [
            {**device.key, "staff_id": staff_id, "business_date": date, "name": name}
            for staff_id, name in names.items()
            if before.get(staff_id) != name
        ]
        replace_all(connection, staff_name, rows)


def _same(one: Any, other: Any) -> Any:
    names = ("store_id", "till_id", "epoch", "staff_id", "business_date")
    condition = one.c[names[0]] == other.c[names[0]]
    for name in names[1:]:
        condition &= one.c[name] == other.c[name]
    return condition
