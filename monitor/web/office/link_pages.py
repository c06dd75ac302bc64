"""The page of a one-time link, where a person sets password and telephone."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from msgspec import Meta, Struct

from monitor.accounts.address_limits import AddressLimits
from monitor.accounts.desk import LINK_PATH
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
from monitor.web.office.qr_picture import qr_picture
from monitor.web.office.sign_in_pages import address_of
from monitor.web.rendering import render_page


class SetUp(Struct, frozen=True, forbid_unknown_fields=True):
    """The form of a one-time link."""

    password: Annotated[Secret, Meta(title="新密码", max_length=500)]
    password_again: Annotated[Secret, Meta(title="再输一次新密码", max_length=500)]
    code: Annotated[str, Meta(title="动态码", max_length=20)]


def link_router(platform: Platform, limits: AddressLimits) -> APIRouter:
    """The page. `limits` counts the tries of one address."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    accounts, store, clock = platform.accounts, platform.store, platform.clock

    @router.get(LINK_PATH + "{secret}", dependencies=[asks(OPEN)])
    def link_page(request: Request, secret: str) -> Response:
        return show_link(request, secret, EMPTY)

    @router.post(LINK_PATH + "{secret}", dependencies=[asks(OPEN)])
    def use_link(request: Request, secret: str) -> Response:
        raw = form_of(request)
        try:
            asked = read_record(SetUp, raw)
            limits.count(address_of(request))
            if asked.password != asked.password_again:
                raise FormWrong({"password_again": "两次输入的密码不一样，请再输一次"})
            now_ms = clock.now_ms()
            login = store.write(
                lambda c: accounts.use_link(
                    c, secret, password=asked.password, code=asked.code, now_ms=now_ms
                )
            )
        except (FormWrong, Declined) as error:
            return show_link(request, secret, shown_again(error, raw), status=status_of(error))
        return render_page(request, "office/link_used.html", login=login)

    def show_link(request: Request, secret: str, form: FormShown, *, status: int = 200) -> Response:
        if form is EMPTY:
            limits.count(address_of(request))
        now_ms = clock.now_ms()
        shown = store.read(lambda c: accounts.look_at_link(c, secret, now_ms=now_ms))
        return render_page(
            request,
            "office/link.html",
            status=status,
            form=form,
            action=LINK_PATH + secret,
            shown=shown,
            secret=" ".join(shown.totp_secret[at : at + 4] for at in range(0, len(shown.totp_secret), 4)),
            picture=qr_picture(shown.totp_address),
        )

    return router
