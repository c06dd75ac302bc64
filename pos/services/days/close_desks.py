"""Builds the services that close a shift and a day, and what they share. It opens no file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pos.domain.calendar import BusinessDate
from pos.domain.shop_rules import ShopRules
from pos.ledger.drafts import Drafts
from pos.services.counter.recorder import Recorder
from pos.services.days.day_close import DayDesk
from pos.services.days.day_reading import DayReader
from pos.services.days.reconciling import Reconciler
from pos.services.people.permissions import PermissionDesk
from pos.services.people.sign_in import People
from pos.services.ports import DayLookup, SyncControl
from pos.services.selling.held_sales import HeldSales
from pos.services.selling.open_sale import OpenSale
from pos.services.shifts.shift_desk import ShiftParts, Shifts


@dataclass(frozen=True, slots=True)
class CloseDesks:
    """The desks, and what reads for them."""

    shifts: Shifts
    days: DayDesk
    reader: DayReader


def close_desks(
    recorder: Recorder,
    permissions: PermissionDesk,
    people: People,
    checkout: OpenSale,
    drafts: Drafts,
    reader: DayReader,
    sync: SyncControl,
    *,
    lookup: DayLookup | None,
    rules: Callable[[BusinessDate], ShopRules],
    disputed: Callable[[], bool],
) -> CloseDesks:
    """Put them together; `lookup` asks the platform, None without a platform.

    `disputed`: the platform looks into a lease that was spent here.
    """
    ledger = recorder.ledger
    shifts = Shifts(
        ShiftParts(
            recorder=recorder,
            people=people,
            permissions=permissions,
            checkout=checkout,
            held=HeldSales(drafts, recorder, permissions),
            rules=rules,
        )
    )
    reconciler = Reconciler(
        sync=sync,
        lookup=lookup,
        figures=lambda date: reader.read(date, ledger.programmes()).figures,
        acknowledged=ledger.acknowledged,
        disputed=disputed,
    )
    return CloseDesks(shifts, DayDesk(recorder, permissions, reader, reconciler), reader)
