"""The pages of the door: signing in and out, and the session's cookie."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from msgspec import Meta, Struct

from monitor.accounts.address_limits import AddressLimits
from monitor.declined import Declined
from monitor.platform import Platform
from monitor.web.access import OPEN, asks
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
from monitor.web.rendering import Frame, render_page
from monitor.web.visitors import COOKIE

SIGN_IN: Final = "/office/sign-in"
_ROOT: Final = "/"


class SignIn(Struct, frozen=True, forbid_unknown_fields=True):
    """The form of the sign-in page."""

    login: Annotated[str, Meta(title="登录名", max_length=60)]
    password: Annotated[Secret, Meta(title="密码", max_length=500)]
    code: Annotated[str, Meta(title="动态码", max_length=20)]
    onward: Annotated[str, Meta(title="要去的页面", max_length=500)] = _ROOT


def sign_in_router(platform: Platform, limits: AddressLimits) -> APIRouter:
    """The pages. `limits` counts the tries of one address."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    accounts, store, clock = platform.accounts, platform.store, platform.clock

    @router.get(SIGN_IN, dependencies=[asks(OPEN)])
    def sign_in_page(request: Request) -> Response:
        return ask_to_sign_in(request, onward=_ROOT)

    @router.post(SIGN_IN, dependencies=[asks(OPEN)])
    def sign_in(request: Request) -> Response:
        raw = form_of(request)
        try:
            asked = read_record(SignIn, raw)
            limits.count(address_of(request))
            signed = accounts.sign_in(store, asked.login, asked.password, asked.code, now_ms=clock.now_ms())
        except (FormWrong, Declined) as error:
            return ask_to_sign_in(
                request, onward=raw.first("onward"), form=shown_again(error, raw), status=status_of(error)
            )
        _end_session(request)
        answer = RedirectResponse(_after(request, signed.cookie, asked.onward), status_code=303)
        set_session(request, answer, signed.cookie)
        return answer

    @router.post("/office/sign-out", dependencies=[asks(OPEN)])
    def sign_out(request: Request) -> Response:
        # Whoever wants to leave may: the page may be older than the session, and nothing else is done.
        _end_session(request)
        answer = RedirectResponse(SIGN_IN, status_code=303)
        answer.delete_cookie(COOKIE, path=_ROOT)
        return answer

    def _end_session(request: Request) -> None:
        cookie = request.cookies.get(COOKIE)
        if cookie is not None:
            now_ms = clock.now_ms()
            store.write(lambda c: accounts.sign_out(c, cookie, now_ms=now_ms))

    def _after(request: Request, cookie: str, onward: str) -> str:
        """Where somebody goes who just signed in: on to where they were going, if it is a page of ours."""
        here = own_path(onward)
        if here != _ROOT:
            return here
        frame: Frame = request.app.state.frame
        now_ms = clock.now_ms()
        visitor = store.write(lambda c: accounts.visitor(c, cookie, now_ms=now_ms))
        return _ROOT if visitor is None else frame.home(visitor)

    return router


def ask_to_sign_in(
    request: Request, *, onward: str, form: FormShown = EMPTY, status: int = 200
) -> HTMLResponse:
    """The sign-in page; `onward` is where the person was going."""
    return render_page(request, "office/sign_in.html", status=status, form=form, onward=own_path(onward))


def own_path(onward: str) -> str:
    """An address within this platform; the first page instead of any other."""
    is_ours = onward.startswith("/") and not onward.startswith("//") and "\\" not in onward
    is_known = is_ours and onward.isprintable() and not onward.startswith(SIGN_IN)
    return onward if is_known else _ROOT


def set_session(request: Request, answer: Response, cookie: str) -> None:
    """Give a browser its session. It ends with the browser, and no script and no other site may send it."""
    answer.set_cookie(
        COOKIE,
        cookie,
        path=_ROOT,
        secure=request.app.state.is_behind_proxy or request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


def address_of(request: Request) -> str:
    """The address whose tries are counted: the browser's, also when a declared proxy stands in front."""
    if request.app.state.is_behind_proxy:
        handed_on = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
        if handed_on:  # Only the last was written by our own proxy; what stands before it anybody can claim.
            return handed_on
    return "" if request.client is None else request.client.host
