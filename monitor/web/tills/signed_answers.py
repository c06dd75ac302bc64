"""Signs every answer to a till, so that nobody else can answer in the platform's place.

The federation's signature binds an answer to the till, the epoch and the nonce of its request: a
captive portal, a wrong address or a replayed answer is not accepted by a till.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pos.crypto.keys import DeviceKey
from pos.crypto.statements import answer_statement
from sync.protocol.errors import RequestUnsigned
from sync.protocol.request_signing import HEADER_ANSWER, RequestClaim, read_claim


class SignedAnswers:
    """Wraps the application; answers to requests that carry no claim pass as they are."""

    def __init__(self, app: ASGIApp, key: DeviceKey) -> None:
        self._app = app
        self._key = key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        claim = _claim(scope)
        if claim is None:
            await self._app(scope, receive, send)
            return
        begun: Message | None = None
        body = b""

        async def hold_back(message: Message) -> None:
            nonlocal begun, body
            if message["type"] == "http.response.start":
                begun = message
                return
            assert begun is not None
            body += message.get("body", b"")
            if message.get("more_body", False):
                return
            statement = answer_statement(
                status=begun["status"],
                till_id=claim.till_id,
                epoch=claim.epoch,
                nonce=claim.nonce,
                body=body,
            )
            MutableHeaders(raw=begun["headers"])[HEADER_ANSWER] = self._key.sign(statement).hex()
            await send(begun)
            await send({"type": "http.response.body", "body": body})

        await self._app(scope, receive, hold_back)


def _claim(scope: Scope) -> RequestClaim | None:
    if scope["type"] != "http" or scope["method"] != "POST":
        return None
    try:
        return read_claim(Headers(scope=scope))
    except RequestUnsigned:
        return None
