"""The page of freezes: when nothing is decided, and the proposals that set a freeze or end it early."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from msgspec import Meta, Struct

from monitor.declined import Declined
from monitor.platform import Platform
from monitor.proposals import book
from monitor.proposals.book import FreezeKept
from monitor.proposals.freezes import FREEZE, FREEZE_END
from monitor.web.access import PROPOSALS, asks, needs
from monitor.web.figures import Said
from monitor.web.forms import EMPTY, FormShown, FormWrong, form_of, read_record, shown_again, status_of
from monitor.web.office.proposal_pages import LIST as PROPOSAL_LIST
from monitor.web.office.proposal_pages import actor_of
from monitor.web.rendering import render_page
from pos.domain.calendar import business_date

LIST: Final = "/office/freezes"
_MAKE: Final = needs(FREEZE.may_make)

_Date = Annotated[str, Meta(max_length=20)]


class Freezing(Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing is decided from one date to another."""

    from_date: Annotated[_Date, Meta(title="开始日期")]
    to_date: Annotated[_Date, Meta(title="结束日期")]
    reason: Annotated[str, Meta(title="原因", max_length=60)]


class Resuming(Struct, frozen=True, forbid_unknown_fields=True):
    """Every freeze ends by a date."""

    last_date: Annotated[_Date, Meta(title="暂停到哪一天为止")]
    why: Annotated[str, Meta(title="申请原因", max_length=200)]


def freeze_router(platform: Platform) -> APIRouter:
    """The page."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    def show(request: Request, *, form: FormShown = EMPTY, which: str = "", status: int = 200) -> Response:
        today = business_date(platform.clock.now_ms())
        found = platform.store.read(book.freezes)
        return render_page(
            request,
            "office/freezes.html",
            here="freezes",
            status=status,
            freezes=[(each, state_words(each, today=today)) for each in found],
            runs=any(each.to_date >= today for each in found),
            form=form if which == "set" else EMPTY,
            end_form=form if which == "end" else EMPTY,
            may_make=actor_of(request).may(_MAKE.permission),
        )

    def propose(request: Request, kind: str, payload: dict[str, Any], reason: str) -> Response:
        now_ms, actor = platform.clock.now_ms(), actor_of(request)
        made = platform.store.write(
            lambda c: platform.proposals.make(
                c, actor, kind=kind, subject="freeze", payload=payload, reason=reason, now_ms=now_ms
            )
        )
        return RedirectResponse(f"{PROPOSAL_LIST}/{made.proposal_id}", status_code=303)

    @router.get(LIST, dependencies=[asks(PROPOSALS)])
    def freezes(request: Request) -> Response:
        return show(request)

    @router.post(LIST, dependencies=[asks(_MAKE)])
    def set_one(request: Request) -> Response:
        raw = form_of(request)
        try:
            asked = read_record(Freezing, raw)
            payload = {"from_date": asked.from_date, "to_date": asked.to_date, "reason": asked.reason}
            return propose(request, FREEZE.name, payload, asked.reason)
        except (FormWrong, Declined) as error:
            return show(request, form=shown_again(error, raw), which="set", status=status_of(error))

    @router.post(LIST + "/end", dependencies=[asks(_MAKE)])
    def end_early(request: Request) -> Response:
        raw = form_of(request)
        try:
            asked = read_record(Resuming, raw)
            return propose(request, FREEZE_END.name, {"last_date": asked.last_date}, asked.why)
        except (FormWrong, Declined) as error:
            return show(request, form=shown_again(error, raw), which="end", status=status_of(error))

    return router


def state_words(freeze: FreezeKept, *, today: str) -> Said:
    """Whether it holds now."""
    if freeze.to_date < freeze.from_date:
        return Said("已取消")
    if freeze.to_date < today:
        return Said("已结束")
    return Said("正在暂停", "warn") if freeze.from_date <= today else Said("还没开始")
