"""Between HTTP and the platform: limits on bodies, refusals as JSON, security headers, request log."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Final

from fastapi import Request, Response
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.logs import note
from monitor.refusals import Refused
from sync.protocol.codec import encode_json
from sync.protocol.messages import CONTENT_TYPE_JSON, Refusal

# Behind it stands the secret of a one-time link, which no log may have.
LINKS: Final = "/office/link/"
_SECURITY: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: a browser would then send forms with the Origin `null`.
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}


async def read_body(request: Request, *, bytes_max: int) -> bytes:
    """Read a request's body, but no more than that. Raises Refused."""
    parts: list[bytes] = []
    size = 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > bytes_max:
                raise Refused("request.too_large", f"more than {bytes_max} bytes")
            parts.append(part)
    except ClientDisconnect as error:
        raise Refused("request.unreadable", "the connection ended within the body") from error
    return b"".join(parts)


def refusal(refused: Refused, *, at_ms: int) -> Response:
    """Write a refusal as every till understands it."""
    return Response(
        encode_json(Refusal(refused.code, refused.detail[:300], at_ms)),
        status_code=refused.status,
        media_type=CONTENT_TYPE_JSON,
    )


class Door:
    """Wraps the whole application: adds security headers and writes the log. No headers are logged."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in _SECURITY.items():
                    headers.setdefault(name, value)
                if not scope["path"].startswith("/static/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        finally:
            if not scope["path"].startswith(("/static/", "/parts/")):
                took_ms = round((time.perf_counter() - began) * 1000, 1)
                path = LINKS if scope["path"].startswith(LINKS) else scope["path"]
                note("request", method=scope["method"], path=path, status=status, ms=took_ms)
