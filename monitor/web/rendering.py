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
from monitor.web import words
from monitor.web.access import VIEW, Access, Who
from monitor.web.visitors import Visitor, visitor_of
from pos.language import catalogue, page_in

_TEMPLATES: Final = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A line of the menu. `name` is what a page of it calls `here`; shown to whoever may open it."""

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
DOCS: Final = MenuEntry("docs", "接口文档", "/docs", VIEW)


class Frame:
    """What stands around every page: the federation's name, the menu, who is signed in."""

    def __init__(self, platform: Platform, menu: Iterable[MenuEntry]) -> None:
        self._platform = platform
        self._menu = tuple(menu)

    def values(self, request: Request) -> dict[str, Any]:
        """The values that `base.html` needs."""
        visitor = visitor_of(request)
        return {
            "federation": self._platform.store.read(read_federation).name,
            "menu": [entry for entry in self._menu if _may_open(entry.access, visitor, request)],
            "visitor": visitor,
        }


def render_page(
    request: Request, template: str, *, here: str = "", status: int = 200, **values: Any
) -> HTMLResponse:
    """Fill a template. `here` is the menu entry that it belongs to."""
    frame: Frame = request.app.state.frame
    return filled(template, status=status, here=here, **frame.values(request), **values)


def filled(template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Fill a template that has no frame: a part of a page, or a page for nobody in particular."""
    return HTMLResponse(_environment().get_template(template).render(**values), status_code=status)


def _may_open(access: Access, visitor: Visitor | None, request: Request) -> bool:
    if access.who is Who.ANYBODY:
        return True
    if visitor is None:  # Whom a page was shown without a sign-in sees the others that are open too.
        return access.demo and hasattr(request.state, "stores_seen")
    return access.who is Who.SIGNED_IN or visitor.actor.may(access.permission)


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
    return environment
