"""The page of the platform's own journal: who did what, and who looked at what, the newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from monitor.accounts import book
from monitor.accounts.roles import Roles
from monitor.acts.journal import LOOKED, Act, newest
from monitor.declined import Declined
from monitor.platform import Platform
from monitor.web.access import asks, needs
from monitor.web.office.act_words import act_words
from monitor.web.office.proposal_words import clock, person_words
from monitor.web.rendering import render_page

LIST: Final = "/office/acts"
VIEW: Final = needs("act.view")
_SHOWN: Final = 100
_SUBJECTS: Final[Mapping[str, str]] = {
    "account": "账号",
    "proposal": "申请",
    "till": "收银机",
    "person": "登记的人",
    "card": "爱心卡",
    "household": "家庭",
    "suspense": "待查账目",
    "list": "名单",
    "double": "可能重复的登记",
}
_NO_PERSON: Final[Mapping[str, str]] = {"command_line": "本机命令", "platform": "平台自动"}


@dataclass(frozen=True, slots=True)
class ActLine:
    """One act on a page. `path` leads to what it is about, when there is a page of it."""

    sequence: int
    at: str
    who: str
    roles: str
    how: str
    what: str
    about: str
    path: str
    purpose: str


def act_router(platform: Platform) -> APIRouter:
    """The page."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(LIST, dependencies=[asks(VIEW)])
    def acts(request: Request, before: str = "") -> Response:
        if before and not (before.isascii() and before.isdecimal() and len(before) < 16):
            raise Declined("page.unknown", "没有这一页，请回到操作记录", status=404)

        def read(connection: Connection) -> list[ActLine]:
            found = newest(connection, before=int(before) if before else None)
            return act_lines(connection, found[: _SHOWN + 1], platform)

        lines = platform.store.read(read)
        has_more = len(lines) > _SHOWN
        return render_page(
            request,
            "office/acts.html",
            here="acts",
            lines=lines[:_SHOWN],
            newer=LIST if before else "",
            older=f"{LIST}?before={lines[_SHOWN - 1].sequence}" if has_more else "",
        )

    return router


def act_lines(connection: Connection, acts: Sequence[Act], platform: Platform) -> list[ActLine]:
    """Acts with the names of the people in them."""
    people = {each.account_id for each in acts}
    people |= {each.subject.partition(":")[2] for each in acts if each.subject.startswith("account:")}
    names = book.names(connection, people)
    return [_line(each, names, platform) for each in acts]


def _line(act: Act, names: Mapping[str, str], platform: Platform) -> ActLine:
    kind, _colon, of = act.subject.partition(":")
    about = names.get(of, "") if kind == "account" else ""
    proposed = platform.proposals.kinds.get(str(act.facts.get("kind", "")))
    if kind == "proposal" and proposed is not None:
        about = f"（{proposed.words}）"
    return ActLine(
        sequence=act.sequence,
        at=clock(act.at_ms),
        who=person_words(act.account_id, names),
        roles="、".join(_role_words(role, platform.accounts.roles) for role in act.roles),
        how="查看" if act.how == LOOKED else "办理",
        what=act_words(act.what),
        about=f"{_SUBJECTS.get(kind, '其他')}{' ' if kind == 'account' else ''}{about}",
        path=f"/office/proposals/{of}" if kind == "proposal" else "",
        purpose=act.purpose,
    )


def _role_words(role: str, roles: Roles) -> str:
    known = roles.roles.get(role)
    return _NO_PERSON.get(role, "其他角色") if known is None else known.words
