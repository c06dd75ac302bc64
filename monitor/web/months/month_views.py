"""The pages of this room put together: routers, lines of the menu, and how its proposals are named."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from monitor.platform import Platform
from monitor.web.kind_views import KindView
from monitor.web.months.month_pages import LIST as MONTHS
from monitor.web.months.month_pages import VIEW as MONTH_VIEW
from monitor.web.months.month_pages import month_about, month_router
from monitor.web.rendering import MenuEntry

MONTH_MENU: Final = (MenuEntry("months", "月份", MONTHS, MONTH_VIEW),)
MONTH_VIEWS: Final = tuple(
    KindView(kind=kind, about=month_about, make_path=MONTHS)
    for kind in ("month.release", "month.correct", "month.close")
)


def month_routers(platform: Platform) -> tuple[APIRouter, ...]:
    """All of them."""
    return (month_router(platform),)
