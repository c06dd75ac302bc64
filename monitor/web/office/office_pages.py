"""Puts the office's pages together: their routes and their lines of the menu."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from monitor.accounts.address_limits import AddressLimits
from monitor.platform import Platform
from monitor.web.office.link_pages import link_router
from monitor.web.office.sign_in_pages import sign_in_router
from monitor.web.rendering import MenuEntry

OFFICE_MENU: Final[tuple[MenuEntry, ...]] = ()


def office_routers(platform: Platform) -> tuple[APIRouter, ...]:
    """All of them."""
    limits = AddressLimits()
    return (sign_in_router(platform, limits), link_router(platform, limits))
