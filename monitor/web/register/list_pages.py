"""The pages of monthly lists: upload a file, read what it would do line by line, propose it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from msgspec import Meta, Struct
from sqlalchemy import Connection

from monitor.cards.list_lines import OUTCOMES
from monitor.cards.list_proposal import COUNT_WORDS, NAME, list_payload
from monitor.cards.lists import APPLIED, StoredList, subject_of
from monitor.declined import Declined
from monitor.platform import Platform
from monitor.proposals.kinds import Proposal
from monitor.web.access import asks, needs
from monitor.web.figures import Said
from monitor.web.forms import EMPTY, FormShown, FormWrong, form_of, read_record, shown_again, status_of
from monitor.web.months.proposing import propose, waiting_for
from monitor.web.office.proposal_pages import actor_of
from monitor.web.office.proposal_words import clock
from monitor.web.rendering import render_page

LIST: Final = "/office/lists"
VIEW: Final = needs("list.view")
MAKE: Final = needs("list.make")
_LINES: Final = 200  # Of one page.
_OF_A_PROPOSAL: Final = 50
_TONES: Final = {"refused": "bad", "look_again": "warn", "double": "warn", "gone": "warn", "new": "good"}


class Sending(Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing but the file."""


class Proposing(Struct, frozen=True, forbid_unknown_fields=True):
    """From which month the list holds, and why; `ends_reason` when many would end."""

    from_month: Annotated[str, Meta(title="生效月份", max_length=7)]
    reason: Annotated[str, Meta(title="申请原因", max_length=500)]
    ends_reason: Annotated[str, Meta(title="这么多人到期的原因", max_length=500)] = ""


@dataclass(frozen=True, slots=True)
class ListLine:
    """A list on the page."""

    list_id: str
    name: str
    at: str
    state: Said
    counts: tuple[tuple[str, int], ...]
    ends_percent: int
    month: str
    hash: str
    proposal_id: str


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line of the file, and what becomes of it."""

    line: str
    outcome: Said
    words: str


def list_router(platform: Platform) -> APIRouter:
    """The pages."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    desk = _Desk(platform)

    @router.get(LIST, dependencies=[asks(VIEW)])
    def lists(request: Request) -> Response:
        return desk.show_list(request, EMPTY)

    @router.post(LIST, dependencies=[asks(MAKE)])
    def upload(request: Request) -> Response:
        raw = form_of(request)
        try:
            read_record(Sending, raw)
            sent = raw.uploads.get("file")
            if sent is None:
                raise FormWrong({"file": "请选名单文件"})
            stored = platform.lists.upload(
                platform.store,
                actor_of(request),
                file_name=sent.file_name,
                content=sent.content,
                now_ms=platform.clock.now_ms(),
            )
        except (FormWrong, Declined) as error:
            return desk.show_list(request, shown_again(error, raw), status=status_of(error))
        return RedirectResponse(f"{LIST}/{stored.list_id}", status_code=303)

    @router.get(LIST + "/{list_id}", dependencies=[asks(VIEW)])
    def one(request: Request, list_id: str, after: str = "") -> Response:
        if after and not (after.isascii() and after.isdecimal() and len(after) < 12):
            raise Declined("page.unknown", "没有这一页，请回到名单", status=404)
        return desk.show_one(request, list_id, EMPTY, after=int(after or 0))

    @router.post(LIST + "/{list_id}/propose", dependencies=[asks(MAKE)])
    def send(request: Request, list_id: str) -> Response:
        raw = form_of(request)
        try:
            asked = read_record(Proposing, raw)
            stored = platform.store.read(lambda c: platform.lists.stored(c, list_id))
            return propose(
                platform,
                request,
                kind=NAME,
                subject=subject_of(list_id),
                payload=lambda _c, _now_ms: list_payload(
                    stored, from_month=asked.from_month, ends_reason=asked.ends_reason
                ),
                reason=asked.reason,
                version=str(stored.register_version),
            )
        except (FormWrong, Declined) as error:
            return desk.show_one(request, list_id, shown_again(error, raw), status=status_of(error))

    return router


class _Desk:
    """Reads lists for pages."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def show_list(self, request: Request, form: FormShown, *, status: int = 200) -> Response:
        lines = self._platform.store.read(
            lambda c: [list_line(each) for each in self._platform.lists.newest(c)]
        )
        return render_page(
            request,
            "register/lists.html",
            here="lists",
            status=status,
            form=form,
            lines=lines,
            may_make=actor_of(request).may(MAKE.permission),
        )

    def show_one(
        self, request: Request, list_id: str, form: FormShown, *, after: int = 0, status: int = 200
    ) -> Response:
        now_ms = self._platform.clock.now_ms()

        def read(connection: Connection) -> dict[str, Any]:
            stored = self._platform.lists.stored(connection, list_id)
            found = self._platform.lists.lines(connection, list_id, after=after, limit=_LINES + 1)
            is_last = len(found) <= _LINES
            return {
                "line": list_line(stored),
                "lines": [line_shown(*each[1]) for each in found[:_LINES]],
                "older": "" if is_last else f"{LIST}/{list_id}?after={found[_LINES - 1][0]}",
                "pending": waiting_for(connection, self._platform, subject_of(list_id)),
                "is_open": stored.state != APPLIED,
                "needs_reason": stored.ends_percent > self._platform.lists.rules(now_ms).ends_share_max,
            }

        values = self._platform.store.read(read)
        may_make = actor_of(request).may(MAKE.permission)
        return render_page(
            request,
            "register/list.html",
            here="lists",
            status=status,
            form=form,
            may_make=may_make,
            newer=f"{LIST}/{list_id}" if after else "",
            **values,
        )


def list_line(stored: StoredList) -> ListLine:
    """A list as pages show it."""
    state = Said("已导入", "good") if stored.state == APPLIED else Said("已比对，没有导入", "warn")
    return ListLine(
        list_id=stored.list_id,
        name=stored.file_name,
        at=clock(stored.made_ms),
        state=state,
        counts=tuple((words, stored.counts.get(name, 0)) for name, words in COUNT_WORDS.items()),
        ends_percent=stored.ends_percent,
        month=stored.from_month or "—",
        hash=stored.file_hash[:16],
        proposal_id=stored.proposal_id or "",
    )


def line_shown(line: int, outcome: str, words: str) -> LineShown:
    """A line of a file as pages show it."""
    said = Said(OUTCOMES.get(outcome, "其他"), _TONES.get(outcome, "plain"))
    return LineShown(str(line) if line else "—", said, words)


def list_about(platform: Platform, connection: Connection, proposal: Proposal) -> str:
    """Which file a proposal means."""
    found = proposal.payload.get("list_id")
    if not isinstance(found, str):
        return ""
    return platform.lists.stored(connection, found).file_name


def list_more(platform: Platform, connection: Connection, proposal: Proposal) -> dict[str, Any]:
    """The lines that somebody has to look at, for whoever decides."""
    list_id = str(proposal.payload.get("list_id", ""))
    lines = platform.lists.lines(connection, list_id, limit=_OF_A_PROPOSAL)
    return {"lines": [line_shown(*each) for _place, each in lines], "path": f"{LIST}/{list_id}"}
