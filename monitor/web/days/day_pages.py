"""The pages of a day: all tills of a date, one store's day, and the settlement sheet as CSV."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date as calendar_date
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from monitor.days.day_reading import read_day_entries, read_refused, read_till_days, signed_figures
from monitor.days.month_differences import read_month_of_store
from monitor.days.overview import read_overview
from monitor.days.people import read_names
from monitor.platform import Platform
from monitor.refusals import Refused
from monitor.returns.open_slips import read_open_slips
from monitor.web.access import VIEW, asks
from monitor.web.days import day_words
from monitor.web.days.act_words import act_lines
from monitor.web.days.day_totals import day_totals
from monitor.web.days.shift_words import shift_lines
from monitor.web.pages import shared
from monitor.web.rendering import render_page
from monitor.web.visitors import stores_seen_by
from pos.domain.calendar import business_date


def day_pages_router(platform: Platform) -> APIRouter:
    """The pages."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/days", dependencies=[asks(VIEW)])
    def today(request: Request) -> Response:
        return days(request, business_date(platform.clock.now_ms()))

    @router.get("/days/{date}", dependencies=[asks(VIEW)])
    def days(request: Request, date: str) -> Response:
        _check_date(date)
        now_ms, store_ids = platform.clock.now_ms(), stores_seen_by(request)
        values = platform.store.read(lambda c: _days_values(c, date, now_ms=now_ms, store_ids=store_ids))
        return render_page(request, "days.html", here="days", **values)

    @router.get("/stores/{store_id}/days/{date}", dependencies=[asks(VIEW)])
    def store_day(request: Request, store_id: str, date: str) -> Response:
        _check_date(date)
        now_ms, seen = platform.clock.now_ms(), stores_seen_by(request)
        values = platform.store.read(
            lambda c: _store_values(c, store_id, date, now_ms=now_ms, store_ids=seen)
        )
        return render_page(request, "store_day.html", here="days", **values)

    @router.get("/settlement/{date}.csv", dependencies=[asks(VIEW)])
    def settlement(request: Request, date: str) -> Response:
        _check_date(date)
        store_ids = stores_seen_by(request)
        days = platform.store.read(lambda c: read_till_days(c, date, store_ids=store_ids))
        return Response(
            day_words.settlement_csv(date, days),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="settlement-{date}.csv"'},
        )

    return router


def _days_values(
    connection: Connection, date: str, *, now_ms: int, store_ids: Collection[str] | None
) -> dict[str, Any]:
    seen = read_overview(connection, now_ms=now_ms, store_ids=store_ids)
    days, names = read_till_days(connection, date, store_ids=store_ids), read_names(connection, date)
    sold = [day for day in days if day.sums.entries or day.close]
    signed = [day for day in sold if day.close is not None]
    return {
        **shared(seen),
        **_around(date),
        "lines": [day_words.day_line(day, names, now_ms=now_ms) for day in days],
        "sold": len(sold),
        "signed": len(signed),
        "equal": sum(day.close is not None and day.close.is_equal for day in signed),
        **day_totals(days),
        "refused": day_words.refused_lines(read_refused(connection, date[:7], store_ids=store_ids)),
        "month": f"{int(date[:4])} 年 {int(date[5:7])} 月",
    }


def _store_values(
    connection: Connection,
    store_id: str,
    date: str,
    *,
    now_ms: int,
    store_ids: Collection[str] | None,
) -> dict[str, Any]:
    seen = read_overview(connection, now_ms=now_ms, store_ids=store_ids)
    store = next((each for each in seen.stores if each.store_id == store_id), None)
    if store is None:
        raise Refused("page.unknown", "no such store")
    days = read_till_days(connection, date, store_ids={store_id})
    entries = read_day_entries(connection, store_id, date)
    names = read_names(connection, date, store_id=store_id)
    figures = list(signed_figures(entries).values())
    return {
        **shared(seen),
        **_around(date),
        "store": store,
        "lines": [day_words.day_line(day, names, now_ms=now_ms) for day in days],
        **day_totals(days),
        "takings": day_words.takings_lines(figures),
        "by_word": day_words.by_word_lines(entries, names),
        "pools": day_words.pool_lines(figures),
        "shifts": shift_lines(entries, names, read_month_of_store(connection, store_id, date, names)),
        "acts": act_lines(entries, names),
        "returned": day_words.return_lines(entries, names),
        "slips": day_words.slip_lines(read_open_slips(connection, store_id), now_ms=now_ms),
        "payments": day_words.payment_lines(days, now_ms=now_ms),
    }


def _around(date: str) -> dict[str, Any]:
    day = calendar_date.fromisoformat(date)
    last = day == calendar_date.max
    return {
        "date": date,
        "before": (day - timedelta(days=1)).isoformat() if day > calendar_date.min else date,
        "after": date if last else (day + timedelta(days=1)).isoformat(),
    }


def _check_date(date: str) -> None:
    try:
        well_formed = calendar_date.fromisoformat(date).isoformat() == date
    except ValueError:
        well_formed = False
    if not well_formed:
        raise Refused("page.unknown", "no such date")
