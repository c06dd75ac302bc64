"""The pages of this room put together: routers, lines of the menu, and how its proposals are named."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from monitor.platform import Platform
from monitor.web.kind_views import KindView
from monitor.web.months.month_pages import LIST as MONTHS
from monitor.web.months.month_pages import VIEW as MONTH_VIEW
from monitor.web.months.month_pages import month_about, month_router
from monitor.web.months.programme_pages import LIST as PROGRAMMES
from monitor.web.months.programme_pages import VIEW as PROGRAMME_VIEW
from monitor.web.months.programme_pages import programme_router
from monitor.web.months.retire_pages import LIST as TILLS
from monitor.web.months.retire_pages import VIEW as TILL_VIEW
from monitor.web.months.retire_pages import retire_router
from monitor.web.months.slip_pages import LIST as SLIPS
from monitor.web.months.slip_pages import VIEW as SLIP_VIEW
from monitor.web.months.slip_pages import slip_router
from monitor.web.rendering import MenuEntry

MONTH_MENU: Final = (
    MenuEntry("months", "月份", MONTHS, MONTH_VIEW),
    MenuEntry("slips", "补差", SLIPS, SLIP_VIEW),
    MenuEntry("programmes", "方案", PROGRAMMES, PROGRAMME_VIEW),
    MenuEntry("tills", "收银机", TILLS, TILL_VIEW),
)
MONTH_VIEWS: Final = tuple(
    KindView(kind=kind, about=month_about, make_path=MONTHS)
    for kind in ("month.release", "month.correct", "month.close")
)


def month_routers(platform: Platform) -> tuple[APIRouter, ...]:
    """All of them."""
    return (
        month_router(platform),
        slip_router(platform),
        programme_router(platform),
        retire_router(platform),
    )
