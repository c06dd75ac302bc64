"""Builds the web application: interface, pages, documentation, faults. It opens and starts nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import Receive, Scope, Send

from monitor.declined import Declined
from monitor.errors import StoreBusy
from monitor.logs import note
from monitor.platform import Platform
from monitor.refusals import STATUS, Refused
from monitor.settings import RESOURCES
from monitor.web.access import OpenFiles, check_declared
from monitor.web.days.day_pages import day_pages_router
from monitor.web.forms import EMPTY, FormShown
from monitor.web.kind_views import KindViews
from monitor.web.months.month_views import MONTH_MENU, MONTH_VIEWS, month_routers
from monitor.web.office.office_pages import OFFICE_MENU, office_routers
from monitor.web.office.office_views import OFFICE_VIEWS
from monitor.web.office.sign_in_pages import ask_to_sign_in
from monitor.web.pages import in_trouble, not_here, pages_router
from monitor.web.register.register_views import REGISTER_MENU, register_kind_views, register_routers
from monitor.web.rendering import DOCS, PAGES_MENU, Frame, render_page
from monitor.web.server import PingFirst
from monitor.web.tills.interface import MESSAGES, api_router
from monitor.web.tills.signed_answers import SignedAnswers
from monitor.web.tills.wire import Door, refusal
from monitor.web.visitors import Accounts, NotSignedIn, Porter
from sync.protocol.messages import PATH_PING

_STATIC: Final = Path(__file__).parent / "static"
# Each may hold a body of some megabytes; a till that is turned away asks again later.
REQUESTS_AT_ONCE_MAX: Final = 256
# How the rooms show their proposals; each room's own constant, one after the other.
_KIND_VIEWS: Final = (*OFFICE_VIEWS, *MONTH_VIEWS)
_SESSION_OVER: Final = "登录已经失效，刚才填的没有交上去。请登录以后再办一次"
_ABOUT: Final = """The tills' interface to the federation's platform.

Bodies of `application/x-huimin` are the schema shown, as MessagePack in one zstd frame with its size and a
checksum. Signed requests carry `X-Till`, `X-Epoch`, `X-At` (ms), `X-Nonce` (32 hex digits, used once) and
`X-Signature` (hex) = the device key over `huimin request 1\\nMETHOD\\nPATH\\nAT\\nNONCE\\nSHA256HEX(body)`.
Answers to requests with these headers carry `X-Answer` (hex) = the federation's key over
`huimin answer 1\\nSTATUS\\nTILL\\nEPOCH\\nNONCE\\nSHA256HEX(body)`.
Every answer that is not 200 is a `Refusal` with a stable code and the platform's time:
"""


def make_app(
    platform: Platform,
    *,
    hosts: Sequence[str] = ("*",),
    requests_max: int = REQUESTS_AT_ONCE_MAX,
    accounts: Accounts | None = None,
    is_behind_proxy: bool = False,
) -> FastAPI:
    """Build the application. `hosts` are the names it may be called by: others are not for us.

    `requests_max` are worked on at once. `is_behind_proxy`: browsers come by TLS that another program ends.
    """
    codes = "\n".join(f"- `{code}` ({status})" for code, status in STATUS.items())
    app = FastAPI(
        title="惠民超市监管平台",
        description=f"{_ABOUT}\n{codes}\n",
        version="1",
        docs_url=None,  # Ours, without a CDN.
        redoc_url=None,
        openapi_url=None,  # A route of ours, that asks who calls.
    )
    app.state.porter = Porter(platform, accounts or platform.accounts)
    app.state.frame = Frame(platform, (*PAGES_MENU, *REGISTER_MENU, *MONTH_MENU, *OFFICE_MENU, DOCS))
    app.state.is_behind_proxy = is_behind_proxy
    app.mount("/static/fonts", OpenFiles(directory=RESOURCES / "fonts"))
    app.mount("/static", OpenFiles(directory=_STATIC))
    app.include_router(api_router(platform))
    app.include_router(pages_router(platform))
    app.include_router(day_pages_router(platform))
    views = KindViews((*_KIND_VIEWS, *register_kind_views(platform)))
    for router in (*register_routers(platform), *office_routers(platform, views)):
        app.include_router(router)
    for router in month_routers(platform):
        app.include_router(router)
    check_declared(app)
    _add_handlers(app, platform)
    app.add_middleware(SignedAnswers, key=platform.key)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))
    app.add_middleware(
        PingFirst,
        busy=_Busy(platform),
        requests_max=requests_max,
        ping_path=PATH_PING,
    )
    app.add_middleware(Door)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign] # FastAPI's documented way
    return app


class _Busy:
    """Answers that there is too much to do at once."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = Refused("platform.busy", "too many requests at once; ask again later")
        await refusal(refused, at_ms=self._platform.clock.now_ms())(scope, receive, send)


def _add_handlers(app: FastAPI, platform: Platform) -> None:
    def answer(request: Request, refused: Refused) -> Response:
        if not request.url.path.startswith("/api/"):  # A person asks, not a till.
            return not_here() if refused.status == 404 else in_trouble(refused)
        return refusal(refused, at_ms=platform.clock.now_ms())

    @app.exception_handler(Refused)
    async def refuse(request: Request, error: Refused) -> Response:
        note("refused", code=error.code, detail=error.detail)
        return answer(request, error)

    @app.exception_handler(Declined)
    async def decline(request: Request, error: Declined) -> Response:
        note("declined", code=error.code)
        return await run_in_threadpool(
            render_page, request, "declined.html", status=error.status, words=error.words
        )

    @app.exception_handler(NotSignedIn)
    async def unknown_person(request: Request, _error: NotSignedIn) -> Response:
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        onward = path if request.method == "GET" and not path.startswith("/parts/") else "/"
        form = EMPTY if request.method == "GET" else FormShown(said=_SESSION_OVER)
        return await run_in_threadpool(ask_to_sign_in, request, onward=onward, form=form, status=401)

    @app.exception_handler(HTTPException)
    async def nowhere(request: Request, error: HTTPException) -> Response:
        return answer(request, Refused("method.unknown" if error.status_code == 405 else "page.unknown"))

    @app.exception_handler(StoreBusy)
    @app.exception_handler(OperationalError)
    async def busy(request: Request, error: Exception) -> Response:
        note("database unavailable", level=40, fault=error)
        return answer(request, Refused("platform.busy", "the database does not answer; ask again later"))

    @app.exception_handler(Exception)
    async def fault(request: Request, error: Exception) -> Response:
        note("fault", level=50, fault=error)
        return answer(request, Refused("platform.fault", "a fault of the platform; it is in its log"))


def _openapi(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        described = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        _refs, schemas = msgspec.json.schema_components(MESSAGES, ref_template="#/components/schemas/{name}")
        described.setdefault("components", {}).setdefault("schemas", {}).update(schemas)
        app.openapi_schema = described
    return app.openapi_schema
