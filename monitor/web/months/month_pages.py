"""The pages of months: where each stands, the rehearsal for the 1st, and the proposals of a month."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from msgspec import Meta, Struct
from sqlalchemy import Connection

from monitor.declined import Declined
from monitor.leases.month_closing import still_holding
from monitor.leases.month_proposals import (
    CLOSE,
    CORRECT,
    RELEASE,
    close_payload,
    correction_payload,
    month_subject,
    read_month,
    release_payload,
)
from monitor.leases.month_states import (
    MonthStanding,
    MonthState,
    month_standings,
    months_that_were,
    sums_of,
)
from monitor.leases.readiness import readiness
from monitor.leases.readiness_words import is_ready, month_words, ready_lines
from monitor.leases.rolled_rests import month_after, month_before
from monitor.leases.usual_stores import months_before
from monitor.platform import Platform
from monitor.programmes.versions import pool_names
from monitor.proposals.kinds import Proposal
from monitor.web.access import asks, needs
from monitor.web.figures import Said
from monitor.web.forms import EMPTY, FormShown, FormWrong, form_of, read_record, shown_again, status_of
from monitor.web.months.proposing import propose, waiting_for
from monitor.web.office.proposal_pages import actor_of
from monitor.web.office.proposal_words import clock
from monitor.web.rendering import render_page
from monitor.web.words import yuan
from pos.domain.calendar import Month, business_date, month_of

LIST: Final = "/office/months"
VIEW: Final = needs("month.view")
MAKE: Final = needs("month.make")
_SHOWN_BEFORE: Final = 5
_STATES: Final[Mapping[MonthState, Said]] = {
    MonthState.COMPUTED: Said("未放行", "warn"),
    MonthState.RELEASED: Said("已放行", "good"),
    MonthState.LEASED: Said("已发放", "good"),
    MonthState.CLOSED: Said("已关账"),
}
_SEPARATORS: Final = re.compile(r"[\s,，、;；]+")


class Move(StrEnum):
    """What a correction does."""

    PUT_ON = "put_on"
    TAKE_OFF = "take_off"


MOVES: Final = ((Move.PUT_ON.value, "加回名单"), (Move.TAKE_OFF.value, "移出名单"))


class Seen(Struct, frozen=True, forbid_unknown_fields=True):
    """A month as the page showed it, to be released or closed."""

    version: Annotated[str, Meta(title="版本", max_length=64)]
    reason: Annotated[str, Meta(title="申请原因", max_length=500)]


class Correction(Struct, frozen=True, forbid_unknown_fields=True):
    """Cards of a released list that are put on it again, or taken off."""

    cards: Annotated[str, Meta(title="卡号", max_length=20_000)]
    move: Annotated[Move, Meta(title="怎么改")]
    reason: Annotated[str, Meta(title="申请原因", max_length=500)]


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month in the list."""

    month: Month
    name: str
    state: Said
    rules: str
    cards: str
    released: str
    leased: str
    closed: str


def month_router(platform: Platform) -> APIRouter:
    """The pages."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    desk = _Desk(platform)

    @router.get(LIST, dependencies=[asks(VIEW)])
    def months(request: Request) -> Response:
        return desk.show_list(request)

    @router.get(LIST + "/{month}", dependencies=[asks(VIEW)])
    def one(request: Request, month: str) -> Response:
        return desk.show_one(request, read_month(month))

    @router.post(LIST + "/{month}/release", dependencies=[asks(MAKE)])
    def release(request: Request, month: str) -> Response:
        return desk.propose_seen(request, read_month(month), closing=False)

    @router.post(LIST + "/{month}/close", dependencies=[asks(MAKE)])
    def close(request: Request, month: str) -> Response:
        return desk.propose_seen(request, read_month(month), closing=True)

    @router.post(LIST + "/{month}/correct", dependencies=[asks(MAKE)])
    def correct(request: Request, month: str) -> Response:
        return desk.propose_correction(request, read_month(month))

    return router


class _Desk:
    """Reads months for pages and hands what is asked to the proposals."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def show_list(self, request: Request) -> Response:
        now_ms = self._platform.clock.now_ms()
        current = month_of(business_date(now_ms))
        following = month_after(current)
        before = months_before(current, _SHOWN_BEFORE)
        standings, opened, found = self._platform.store.read(
            lambda c: (
                month_standings(c, [following, current, *months_that_were(c, before)]),
                months_that_were(c, [following, current, *before]),
                readiness(c, following, now_ms=now_ms),
            )
        )
        lines = ready_lines(found)
        return render_page(
            request,
            "months/months.html",
            here="months",
            months=[_line(each, by_itself=each.month in opened) for each in standings],
            rehearsed=month_words(following),
            is_ready=is_ready(lines),
            lines=lines,
        )

    def show_one(
        self, request: Request, month: Month, *, form: FormShown = EMPTY, which: str = "", status: int = 200
    ) -> Response:
        values = self._platform.store.read(lambda c: self._values(c, month))
        may_make = actor_of(request).may(MAKE.permission)
        return render_page(
            request,
            "months/month.html",
            here="months",
            status=status,
            form=form,
            which=which,
            may_make=may_make,
            moves=MOVES,
            **values,
        )

    def propose_seen(self, request: Request, month: Month, *, closing: bool) -> Response:
        raw, kind = form_of(request), CLOSE if closing else RELEASE
        read = close_payload if closing else release_payload
        try:
            asked = read_record(Seen, raw)
            return propose(
                self._platform,
                request,
                kind=kind.name,
                subject=month_subject(month),
                payload=lambda c, _now_ms: read(c, month),
                reason=asked.reason,
                version=asked.version,
            )
        except (FormWrong, Declined) as error:
            which = "close" if closing else "release"
            return self.show_one(
                request, month, form=shown_again(error, raw), which=which, status=status_of(error)
            )

    def propose_correction(self, request: Request, month: Month) -> Response:
        raw = form_of(request)
        try:
            asked = read_record(Correction, raw)
            cards = tuple(each for each in _SEPARATORS.split(asked.cards) if each)
            return propose(
                self._platform,
                request,
                kind=CORRECT.name,
                subject=month_subject(month),
                payload=lambda _c, _now_ms: correction_payload(
                    month, cards, is_due=asked.move is Move.PUT_ON
                ),
                reason=asked.reason,
                version=None,
            )
        except (FormWrong, Declined) as error:
            return self.show_one(
                request, month, form=shown_again(error, raw), which="correct", status=status_of(error)
            )

    def _values(self, connection: Connection, month: Month) -> dict[str, Any]:
        now_ms = self._platform.clock.now_ms()
        current = month_of(business_date(now_ms))
        (standing,) = month_standings(connection, [month])
        is_over = month < current
        names = pool_names(connection)
        holding = still_holding(connection, month) if is_over else []
        lines = () if is_over else ready_lines(readiness(connection, month, now_ms=now_ms))
        may_release = standing.released_ms is None and current <= month <= month_after(current)
        may_close = is_over and standing.state is not MonthState.CLOSED
        version = None
        if may_release:
            version = RELEASE.version_now(connection, {**_EMPTY_LIST, "month": month})
        elif may_close:
            version = CLOSE.version_now(connection, close_payload(connection, month))
        return {
            "line": _line(standing, by_itself=bool(months_that_were(connection, [month]))),
            "is_over": is_over,
            "before": month_before(month),
            "lines": lines,
            "is_ready": is_ready(lines),
            "pools": [
                (
                    names.get(each.pool_id, each.pool_id),
                    yuan(each.leased),
                    yuan(each.used),
                    each.cards,
                )
                for each in sums_of(connection, month)
            ],
            "holding": [
                (each.holder.till_id, each.holder.epoch, each.cards, yuan(each.left), each.is_retired)
                for each in holding
            ],
            "pending": waiting_for(connection, self._platform, month_subject(month)),
            "may_release": may_release,
            "may_correct": standing.released_ms is not None and not is_over,
            "may_close": may_close,
            "version": version or "",
        }


_EMPTY_LIST: Final[Mapping[str, Any]] = {"rules": "-", "cards": 0, "digest": "-"}


def _line(standing: MonthStanding, *, by_itself: bool) -> MonthLine:
    """`by_itself`: it was leased; without a release then, as before there were any."""
    is_unreleased = standing.state is MonthState.COMPUTED
    state = Said("自动发放") if is_unreleased and by_itself else _STATES[standing.state]
    return MonthLine(
        month=standing.month,
        name=month_words(standing.month),
        state=state,
        rules=standing.rules or "—",
        cards="—" if standing.cards is None else f"{standing.cards} 张",
        released=_at(standing.released_ms),
        leased=_at(standing.leased_ms),
        closed=_at(standing.closed_ms),
    )


def _at(at_ms: int | None) -> str:
    return "—" if at_ms is None else clock(at_ms)


def month_about(_connection: Connection, proposal: Proposal) -> str:
    """What a proposal about a month is about, for a list."""
    month = proposal.payload.get("month")
    return month_words(month) if isinstance(month, str) and re.fullmatch(r"\d{4}-\d{2}", month) else ""
