"""The pages of this room put together: routers, lines of the menu, and how its proposals are named."""

from __future__ import annotations

from functools import partial
from typing import Final

from fastapi import APIRouter

from monitor.platform import Platform
from monitor.web.kind_views import KindView
from monitor.web.register.card_pages import LIST as CARDS
from monitor.web.register.card_pages import VIEW as CARD_VIEW
from monitor.web.register.card_pages import card_router
from monitor.web.register.card_values import card_about
from monitor.web.register.list_pages import LIST as LISTS
from monitor.web.register.list_pages import VIEW as LIST_VIEW
from monitor.web.register.list_pages import list_about, list_more, list_router
from monitor.web.register.person_pages import DOUBLES, person_about, person_router
from monitor.web.register.person_pages import VIEW as PERSON_VIEW
from monitor.web.rendering import MenuEntry

REGISTER_MENU: Final = (
    MenuEntry("lists", "名单", LISTS, LIST_VIEW),
    MenuEntry("cards", "爱心卡", CARDS, CARD_VIEW),
    MenuEntry("doubles", "可能重复", DOUBLES, PERSON_VIEW),
)


def register_kind_views(platform: Platform) -> tuple[KindView, ...]:
    """How proposals of lists, cards and people are shown; the lines of a list are opened for it."""
    return (
        KindView(
            kind="card.list",
            about=partial(list_about, platform),
            part="register/list_part.html",
            more=partial(list_more, platform),
            make_path=LISTS,
        ),
        *(
            KindView(kind=kind, about=card_about, make_path=CARDS)
            for kind in ("card.make", "card.replace", "card.resume", "card.end")
        ),
        *(
            KindView(kind=kind, about=person_about, make_path=DOUBLES)
            for kind in ("person.merge", "person.unmerge")
        ),
    )


def register_routers(platform: Platform) -> tuple[APIRouter, ...]:
    """All of them."""
    return (list_router(platform), card_router(platform), person_router(platform))
