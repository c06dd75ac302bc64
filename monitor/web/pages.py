"""The pages of sales and tills: templates with figures, and parts that refresh themselves."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from sqlalchemy import Connection, select

from monitor.days.overview import Overview, StoreState, read_overview
from monitor.platform import Platform
from monitor.refusals import Refused
from monitor.store import tables
from monitor.web import figures, words
from monitor.web.access import VIEW, asks
from monitor.web.rendering import filled, render_bare, render_page
from monitor.web.visitors import stores_seen_by
from pos.domain.calendar import business_date

_ALERTS_BESIDE: Final = 5  # As many as fit beside the chart.
_QUARANTINE_SHOWN: Final = 100
_TROUBLE: Final = {
    "platform.busy": "平台现在太忙，或者数据库没有回应，什么都没有改。请过一会儿再试",
    "platform.fault": "平台出了故障，这一步没有办成。请过一会儿再试；总是这样的话，"
    "请告诉技术支持几点几分在办什么",
}
DAY_MS: Final = 24 * 60 * 60 * 1000


def pages_router(platform: Platform) -> APIRouter:
    """The pages."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    def look(request: Request) -> Overview:
        now_ms, store_ids = platform.clock.now_ms(), stores_seen_by(request)
        return platform.store.read(lambda c: read_overview(c, now_ms=now_ms, store_ids=store_ids))

    @router.get("/", dependencies=[asks(VIEW)])
    def overview(request: Request) -> Response:
        return render_page(
            request, "overview.html", here="overview", **_overview_values(look(request)), is_part=False
        )

    @router.get("/parts/overview", dependencies=[asks(VIEW)])
    def overview_part(request: Request) -> Response:
        return filled("parts/overview.html", **_overview_values(look(request)), is_part=True)

    @router.get("/alerts", dependencies=[asks(VIEW)])
    def alerts(request: Request) -> Response:
        return render_page(request, "alerts.html", here="alerts", **shared(look(request)))

    @router.get("/stores/{store_id}", dependencies=[asks(VIEW)])
    def store(request: Request, store_id: str) -> Response:
        seen = look(request)
        found = next((each for each in seen.stores if each.store_id == store_id), None)
        if found is None:
            raise Refused("page.unknown", "no such store")
        items = platform.store.read(lambda connection: _quarantine(connection, store_id))
        return render_page(request, "store.html", here="store", **_store_values(seen, found, items))

    @router.get("/docs", dependencies=[asks(VIEW)])
    def docs() -> Response:
        return filled("docs.html")

    @router.get("/openapi.json", dependencies=[asks(VIEW)], response_class=JSONResponse)
    def described(request: Request) -> Response:
        return JSONResponse(request.app.openapi())

    return router


def not_here() -> Response:
    """The page for an unknown address."""
    return render_bare("not_here.html", status=404)


def in_trouble(refused: Refused) -> Response:
    """The page for somebody whom the platform cannot answer now."""
    said = _TROUBLE.get(refused.code, "平台没有读懂这次提交，什么都没有改。请刷新页面再办一次")
    return render_bare("in_trouble.html", status=refused.status, said=said)


def shared(seen: Overview) -> dict[str, Any]:
    """What all these pages show: the month, and the alerts."""
    names = {store.store_id: store.name for store in seen.stores}
    return {
        "headline": figures.headline(seen),
        "alerts": [figures.alert_line(alert, names, now_ms=seen.now_ms) for alert in seen.alerts],
    }


def _overview_values(seen: Overview) -> dict[str, Any]:
    return {
        **shared(seen),
        "extent": figures.extent(seen),
        "figures": figures.figures(seen),
        "chart": figures.daily_chart(seen),
        "has_days": any(day.card_sales for day in seen.days.values()),
        "alerts_beside": _ALERTS_BESIDE,
        "yesterday": business_date(seen.now_ms - DAY_MS),
        "stores": [figures.store_line(store, now_ms=seen.now_ms) for store in seen.stores],
    }


def _store_values(seen: Overview, store: StoreState, items: list[dict[str, Any]]) -> dict[str, Any]:
    on_all = shared(seen)
    return {
        **on_all,
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
        "store_alerts": [line for line in on_all["alerts"] if line.store_id == store.store_id],
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
