"""Puts the office's pages together: their routes and their lines of the menu."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from monitor.accounts.address_limits import AddressLimits
from monitor.platform import Platform
from monitor.web.access import PROPOSALS
from monitor.web.kind_views import KindViews
from monitor.web.office.account_pages import LIST as ACCOUNT_LIST
from monitor.web.office.account_pages import VIEW as ACCOUNT_VIEW
from monitor.web.office.account_pages import account_router
from monitor.web.office.act_pages import LIST as ACT_LIST
from monitor.web.office.act_pages import VIEW as ACT_VIEW
from monitor.web.office.act_pages import act_router
from monitor.web.office.freeze_pages import LIST as FREEZE_LIST
from monitor.web.office.freeze_pages import freeze_router
from monitor.web.office.link_pages import link_router
from monitor.web.office.own_pages import own_router
from monitor.web.office.proposal_pages import LIST as PROPOSAL_LIST
from monitor.web.office.proposal_pages import proposal_router
from monitor.web.office.sign_in_pages import sign_in_router
from monitor.web.rendering import MenuEntry

OFFICE_MENU: Final = (
    MenuEntry("proposals", "申请", PROPOSAL_LIST, PROPOSALS),
    MenuEntry("freezes", "暂停办理", FREEZE_LIST, PROPOSALS),
    MenuEntry("accounts", "账号", ACCOUNT_LIST, ACCOUNT_VIEW),
    MenuEntry("acts", "操作记录", ACT_LIST, ACT_VIEW),
)


def office_routers(platform: Platform, views: KindViews) -> tuple[APIRouter, ...]:
    """All of them; `views` are those of all rooms."""
    limits = AddressLimits()
    return (
        sign_in_router(platform, limits),
        link_router(platform, limits),
        proposal_router(platform, views),
        account_router(platform),
        freeze_router(platform),
        act_router(platform),
        own_router(platform),
    )
