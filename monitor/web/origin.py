"""Whether a form was sent by one of our own pages: its Origin, and the session's token inside it."""

from __future__ import annotations

import hmac
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request

from monitor.declined import Declined
from monitor.web.form_bodies import RawForm
from monitor.web.forms import CSRF_FIELD

CSRF_HEADER: Final = "X-CSRF"
_READS: Final = ("GET", "HEAD")


def changes_something(request: Request) -> bool:
    """Whether a request may change something: every one that is not for reading."""
    return request.method not in _READS


def check_origin(request: Request) -> None:
    """Raise Declined for a form of another site. Whoever ends TLS in front of us keeps the Host header."""
    origin, host = request.headers.get("origin", ""), request.headers.get("host", "")
    site = request.headers.get("sec-fetch-site", "same-origin")
    if not host or urlsplit(origin).netloc.lower() != host.lower() or site != "same-origin":
        words = "这次提交不是从本平台的页面发来的，什么都没有改。请在本平台的页面上再办一次"
        raise Declined("form.origin", words, status=403)


def check_token(request: Request, form: RawForm, wanted: str) -> None:
    """Raise Declined for a form that does not carry the token of this session."""
    sent = form.first(CSRF_FIELD) or request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(sent.encode(), wanted.encode()):
        words = "这一页是登录以前打开的，或者已经换过账号，什么都没有改。请刷新页面再办一次"
        raise Declined("form.token", words, status=403)
