"""The page of one's own account: password, where one is signed in, and who did what with it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from msgspec import Meta, Struct
from sqlalchemy import Connection

from monitor.accounts import book
from monitor.acts.journal import looks_at
from monitor.declined import Declined
from monitor.platform import Platform
from monitor.web.access import Access, Who, asks
from monitor.web.forms import (
    EMPTY,
    FormShown,
    FormWrong,
    Secret,
    form_of,
    read_record,
    shown_again,
    status_of,
)
from monitor.web.office.act_pages import act_lines
from monitor.web.office.proposal_pages import actor_of
from monitor.web.office.proposal_words import clock
from monitor.web.office.sign_in_pages import set_session
from monitor.web.rendering import OWN_PAGE, render_page
from monitor.web.visitors import COOKIE

_MINE = Access(Who.SIGNED_IN)
_ACTS_SHOWN = 50


class NewPassword(Struct, frozen=True, forbid_unknown_fields=True):
    """Another password, proven with the present one and the telephone."""

    old: Annotated[Secret, Meta(title="现在的密码", max_length=500)]
    password: Annotated[Secret, Meta(title="新密码", max_length=500)]
    password_again: Annotated[Secret, Meta(title="再输一次新密码", max_length=500)]
    code: Annotated[str, Meta(title="动态码", max_length=20)]


def own_router(platform: Platform) -> APIRouter:
    """The page."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    accounts, store, clock_ = platform.accounts, platform.store, platform.clock

    def show(request: Request, form: FormShown, *, status: int = 200) -> Response:
        actor, cookie = actor_of(request), request.cookies[COOKIE]

        def read(connection: Connection) -> dict[str, Any]:
            account = book.find(connection, actor.account_id)
            assert account is not None, "whoever is signed in has an account"
            acts = looks_at(connection, f"account:{account.account_id}")[:_ACTS_SHOWN]
            return {
                "account": account,
                "roles": accounts.roles.words(account.roles),
                "acts": act_lines(connection, acts, platform),
                "sessions": [
                    (clock(each.began_ms), clock(each.seen_ms), each.is_this)
                    for each in accounts.sessions_of(connection, account.account_id, cookie)
                ],
            }

        return render_page(request, "office/me.html", here="me", status=status, form=form, **store.read(read))

    @router.get(OWN_PAGE, dependencies=[asks(_MINE)])
    def me(request: Request) -> Response:
        return show(request, EMPTY)

    @router.post(OWN_PAGE + "/password", dependencies=[asks(_MINE)])
    def change_password(request: Request) -> Response:
        raw = form_of(request)
        try:
            asked = read_record(NewPassword, raw)
            if asked.password != asked.password_again:
                raise FormWrong({"password_again": "两次输入的密码不一样，请再输一次"})
            signed = accounts.change_password(
                store,
                actor_of(request).account_id,
                old=asked.old,
                new=asked.password,
                code=asked.code,
                now_ms=clock_.now_ms(),
            )
        except (FormWrong, Declined) as error:
            return show(request, shown_again(error, raw), status=status_of(error))
        answer = RedirectResponse(OWN_PAGE, status_code=303)
        set_session(request, answer, signed.cookie)
        return answer

    @router.post(OWN_PAGE + "/sessions/end", dependencies=[asks(_MINE)])
    def end_others(request: Request) -> Response:
        actor, cookie, now_ms = actor_of(request), request.cookies[COOKIE], clock_.now_ms()
        store.write(lambda c: accounts.end_other_sessions(c, actor, cookie, now_ms=now_ms))
        return RedirectResponse(OWN_PAGE, status_code=303)

    return router
