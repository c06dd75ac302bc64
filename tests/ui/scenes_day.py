"""Screens and panels of the shift's end, the day close and the journal, as they can look, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt

from tests.shop import OIL, RICE, SOY
from tests.ui.design_day import DIFFERENT, WAITING, ConnectedSync, DesignDays
from tests.ui.windows import Clerk

Key = Qt.Key


def sold(clerk: Clerk) -> None:
    """Two sales are done: somebody has a shift to look back at."""
    conductor = clerk.window.conductor
    for code in (OIL, SOY):
        clerk.scan(code)
        clerk.press(Key.Key_F12)
        conductor.pay.all_due()
        conductor.close_panel()


def cash(clerk: Clerk) -> None:
    clerk.window.conductor.desks.cash.begin()


def cash_refused(clerk: Clerk) -> None:
    cash(clerk)
    clerk.window.conductor.desks.cash.given("20", "")


def x_report(clerk: Clerk) -> None:
    sold(clerk)
    clerk.window.conductor.desks.x_report.begin()


def handover(clerk: Clerk) -> None:
    sold(clerk)
    clerk.scan(RICE)
    clerk.press(Key.Key_F5)
    clerk.window.conductor.desks.handover.begin()


def counted(clerk: Clerk) -> None:
    handover(clerk)
    clerk.type("5")
    clerk.press(Key.Key_Return)
    clerk.type("1")
    clerk.press(Key.Key_F12)


def counted_badly(clerk: Clerk) -> None:
    handover(clerk)
    clerk.press(Key.Key_F12)


def journal(clerk: Clerk) -> None:
    sold(clerk)
    clerk.till.people.sign_in("2001", "8888")
    clerk.window.conductor.desks.journal.begin()
    clerk.turn(400)


def day(clerk: Clerk) -> None:
    """As designed."""
    _open_day(clerk, DesignDays())


def day_waiting(clerk: Clerk) -> None:
    _open_day(clerk, DesignDays(reconciliation=WAITING))


def day_different(clerk: Clerk) -> None:
    days = DesignDays(reconciliation=DIFFERENT)
    days.asks = True
    _open_day(clerk, days)
    clerk.press(Key.Key_F12)
    clerk.window.conductor.signed("2001", "8888")


def day_sign(clerk: Clerk) -> None:
    day(clerk)
    clerk.press(Key.Key_F12)


def charts(clerk: Clerk) -> None:
    day(clerk)
    clerk.press(Key.Key_F6)
    clerk.background.wait(30)
    clerk.turn(50)


def _open_day(clerk: Clerk, days: DesignDays) -> None:
    till: Any = clerk.till
    till.days, till.sync = days, ConnectedSync(problem=None)
    till.people.sign_in("2001", "8888")
    clerk.window.conductor.desks.day.begin()
    clerk.background.wait(30)
    clerk.turn(50)


DAY_SCENES: dict[str, Callable[[Clerk], None]] = {
    scene.__name__: scene
    for scene in (
        cash,
        cash_refused,
        x_report,
        handover,
        counted,
        counted_badly,
        journal,
        day,
        day_waiting,
        day_different,
        day_sign,
        charts,
    )
}  # fmt: skip
