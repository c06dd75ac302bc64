"""The federation's pages: templates with figures, and parts that refresh themselves. No login yet."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Connection, select

from monitor.days.overview import Overview, StoreState, read_overview
from monitor.platform import Platform
from monitor.refusals import Refused
from monitor.store import tables
from monitor.web import figures, words
from pos.domain.calendar import business_date
from pos.language import catalogue, page_in

_TEMPLATES: Final = Path(__file__).parent / "templates"
_ALERTS_BESIDE: Final = 5  # As many as fit beside the chart.
_QUARANTINE_SHOWN: Final = 100
DAY_MS: Final = 24 * 60 * 60 * 1000


def pages_router(platform: Platform) -> APIRouter:
    """The pages."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    def look() -> Overview:
        now_ms = platform.clock.now_ms()
        return platform.store.read(lambda connection: read_overview(connection, now_ms=now_ms))

    @router.get("/")
    def overview() -> Response:
        return page("overview.html", **_overview_values(look()), is_part=False)

    @router.get("/parts/overview")
    def overview_part() -> Response:
        return page("parts/overview.html", **_overview_values(look()), is_part=True)

    @router.get("/alerts")
    def alerts() -> Response:
        return page("alerts.html", **frame(look(), here="alerts"))

    @router.get("/stores/{store_id}")
    def store(store_id: str) -> Response:
        seen = look()
        found = next((each for each in seen.stores if each.store_id == store_id), None)
        if found is None:
            raise Refused("page.unknown", "no such store")
        items = platform.store.read(lambda connection: _quarantine(connection, store_id))
        return page("store.html", **_store_values(seen, found, items))

    @router.get("/docs")
    def docs() -> Response:
        return page("docs.html")

    return router


def not_here() -> Response:
    """The page for an unknown address."""
    return page("not_here.html", federation="", here="", alerts=[], status=404)


def page(template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Fill a template."""
    return HTMLResponse(_environment().get_template(template).render(**values), status_code=status)


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


def frame(seen: Overview, *, here: str) -> dict[str, Any]:
    """What every page has: the federation's name, the menu, and all alerts."""
    names = {store.store_id: store.name for store in seen.stores}
    return {
        "federation": seen.federation.name,
        "here": here,
        "headline": figures.headline(seen),
        "alerts": [figures.alert_line(alert, names, now_ms=seen.now_ms) for alert in seen.alerts],
    }


def _overview_values(seen: Overview) -> dict[str, Any]:
    return {
        **frame(seen, here="overview"),
        "extent": figures.extent(seen),
        "figures": figures.figures(seen),
        "chart": figures.daily_chart(seen),
        "has_days": any(day.card_sales for day in seen.days.values()),
        "alerts_beside": _ALERTS_BESIDE,
        "yesterday": business_date(seen.now_ms - DAY_MS),
        "stores": [figures.store_line(store, now_ms=seen.now_ms) for store in seen.stores],
    }


def _store_values(seen: Overview, store: StoreState, items: list[dict[str, Any]]) -> dict[str, Any]:
    shared = frame(seen, here="store")
    return {
        **shared,
        "store": store,
        "line": figures.store_line(store, now_ms=seen.now_ms),
        "tills": [
            {
                "till": till,
                "state": figures.till_state(till, now_ms=seen.now_ms),
                "contact": words.clock_words(till.contact_ms, now_ms=seen.now_ms),
                "upload": words.clock_words(till.upload_ms, now_ms=seen.now_ms),
                "payable": words.yuan(till.payable),
                "short_hash": till.head_hash.hex()[:8] if till.head_sequence else figures.NOTHING,
                "equality": figures.equality(
                    known=till.is_enrolled, pending=till.pending, quarantined=till.quarantined
                ),
            }
            for till in store.tills
        ],
        "has_entries": any(till.head_sequence for till in store.tills),
        "store_alerts": [line for line in shared["alerts"] if line.store_id == store.store_id],
        "items": [
            {**item, "received": words.clock_words(item["received_ms"], now_ms=seen.now_ms)} for item in items
        ],
    }


def _quarantine(connection: Connection, store_id: str) -> list[dict[str, Any]]:
    """The newest entries of a store that are kept and not counted; their bytes are not shown."""
    item = tables.quarantine
    rows = connection.execute(
        select(
            item.c.till_id, item.c.epoch, item.c.sequence, item.c.in_chain, item.c.code, item.c.received_ms
        )
        .where(item.c.store_id == store_id)
        .order_by(item.c.received_ms.desc(), item.c.till_id, item.c.sequence)
        .limit(_QUARANTINE_SHOWN)
    )
    return [dict(row) for row in rows.mappings()]
