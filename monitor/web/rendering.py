"""Fills the templates: one `render_page` for every page, with the frame that all of them share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from monitor.documents.federation import read_federation
from monitor.platform import Platform
from monitor.proposals.book import count_pending
from monitor.web import words
from monitor.web.access import PROPOSALS, VIEW, Access, Who
from monitor.web.forms import EMPTY
from monitor.web.visitors import Visitor, visitor_of
from pos.language import catalogue, page_in

_TEMPLATES: Final = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A line of the menu. `name` is what a page of it calls `here`; shown to whoever may open it.

    Each room has its own, which `app.py` puts one below the other.
    """

    name: str
    words: str
    path: str
    access: Access


PAGES_MENU: Final = (
    MenuEntry("overview", "总览", "/", VIEW),
    MenuEntry("store", "门店", "/#stores", VIEW),
    MenuEntry("days", "日结", "/days", VIEW),
    MenuEntry("alerts", "预警", "/alerts", VIEW),
)
OWN_PAGE: Final = "/office/me"
DOCS: Final = MenuEntry("docs", "接口文档", "/docs", VIEW)


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in, as the frame shows it. `csrf` is the token of their forms."""

    name: str
    roles: str
    csrf: str


class Frame:
    """What stands around every page: the federation's name, the menu, who is signed in."""

    def __init__(self, platform: Platform, menu: Iterable[MenuEntry]) -> None:
        self._platform = platform
        self._menu = tuple(menu)

    def values(self, request: Request) -> dict[str, Any]:
        """The values that `base.html` needs."""
        visitor, now_ms = visitor_of(request), self._platform.clock.now_ms()
        name, waiting = self._platform.store.read(
            lambda connection: (
                read_federation(connection).name,
                count_pending(connection, now_ms=now_ms) if _sees_proposals(visitor) else 0,
            )
        )
        return {
            "federation": name,
            "menu": [entry for entry in self._menu if _may_open(entry.access, visitor, request)],
            "waiting": waiting,
            "person": self._person(visitor),
        }

    def home(self, visitor: Visitor) -> str:
        """The first page that somebody may open; their own account when there is no other."""
        return next((each.path for each in self._menu if _admits(each.access, visitor)), OWN_PAGE)

    def _person(self, visitor: Visitor | None) -> Person | None:
        if visitor is None:
            return None
        known = self._platform.accounts.roles.roles
        roles = "、".join(known[role].words for role in visitor.actor.roles if role in known)
        return Person(visitor.actor.name, roles, visitor.csrf)


def render_page(
    request: Request, template: str, *, here: str = "", status: int = 200, **values: Any
) -> HTMLResponse:
    """Fill a template. `here` is the menu entry that it belongs to."""
    frame: Frame = request.app.state.frame
    return filled(template, status=status, here=here, **frame.values(request), **values)


def render_bare(template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Fill a page that stands alone, for somebody of whom nothing is known."""
    return filled(template, status=status, here="", federation="", menu=(), waiting=0, person=None, **values)


def filled(template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Fill a template that has no frame: a part of a page, or a page for nobody in particular."""
    return HTMLResponse(_environment().get_template(template).render(**values), status_code=status)


def _sees_proposals(visitor: Visitor | None) -> bool:
    return visitor is not None and visitor.actor.may(PROPOSALS.permission)


def _may_open(access: Access, visitor: Visitor | None, request: Request) -> bool:
    if visitor is None:  # Whom a page was shown without a sign-in sees the others that are open too.
        return access.who is Who.ANYBODY or (access.demo and hasattr(request.state, "stores_seen"))
    return _admits(access, visitor)


def _admits(access: Access, visitor: Visitor) -> bool:
    return access.who in (Who.ANYBODY, Who.SIGNED_IN) or visitor.actor.may(access.permission)


class _Templates(FileSystemLoader):
    """The pages' templates, in the language of the program."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """A template's source, its file, and whether it is still that."""
        source, file, is_fresh = super().get_source(environment, template)
        return page_in(catalogue(), source), file, is_fresh


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=_Templates(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["reason"] = words.reason_words
    environment.filters["till_name"] = words.till_name
    environment.globals["nothing_typed"] = EMPTY
    return environment
