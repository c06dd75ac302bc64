"""The line between tills and platform, without sockets: it loses, doubles, delays and reorders requests."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from pos.errors.platform import MonitorUnreachable
from sync.client.ports import WireRequest, WireResponse
from sync.protocol.request_signing import HEADER_ANSWER

_PAGE: Final = ("lost", "reply_lost", "doubled", "delayed")


class Killed(BaseException):
    """The power went. No production code catches it."""


class Network:
    """One for the district. `chance` is set anew for each step, so a step's faults do not hang on others."""

    def __init__(self) -> None:
        self.app: Any = None
        self.cut: set[str] = set()  # Stores without a line.
        self.chance = random.Random(0)
        self.trouble = 0.0  # The share of requests that go wrong.
        self.faults: Counter[str] = Counter()
        self.selling = False
        self.asked_while_selling = 0
        self._late: list[WireRequest] = []
        self._loop = asyncio.new_event_loop()

    def exchange(self, store_id: str, request: WireRequest) -> WireResponse:
        """Carry one request, or not. Raises MonitorUnreachable."""
        self.asked_while_selling += self.selling
        if store_id in self.cut:
            self.faults["partition"] += 1
            raise MonitorUnreachable(reason="connection")
        late, self._late = self._late, []
        fault = self.chance.choice(_PAGE) if self.chance.random() < self.trouble else ""
        if fault:
            self.faults[fault] += 1
        if fault == "delayed":
            self._late = [*late, request]
        answer: WireResponse | None = None
        if fault not in ("lost", "delayed"):
            answer = self.deliver(request)
            if fault == "doubled":
                self.deliver(request)
        if late:
            self.faults["reordered"] += len(late)
        for each in late:  # They come after what was sent later.
            self.deliver(each)
        if answer is None or fault == "reply_lost":
            raise MonitorUnreachable(reason="timeout")
        return answer

    def deliver(self, request: WireRequest) -> WireResponse:
        """Have the platform's application answer, as its server would."""
        return self._loop.run_until_complete(_call(self.app, request))

    def close(self) -> None:
        """End the loop and its threads."""
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()


class Line:
    """A till's transport. `step` is called before a request leaves and after its answer is here."""

    def __init__(self, network: Network, store_id: str, step: Callable[[], None]) -> None:
        self._network, self._store_id, self._step = network, store_id, step

    def exchange(self, request: WireRequest) -> WireResponse:
        """Send and wait. Raises MonitorUnreachable."""
        self._step()
        answer = self._network.exchange(self._store_id, request)
        self._step()
        return answer

    def close(self) -> None:
        """Nothing is open."""


async def _call(app: Any, request: WireRequest) -> WireResponse:
    headers = [(name.lower().encode(), value.encode()) for name, value in request.headers.items()]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": request.path,
        "raw_path": request.path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"localhost"), (b"content-length", str(len(request.body)).encode()), *headers],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    sent = [{"type": "http.request", "body": request.body, "more_body": False}]
    told: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return sent.pop() if sent else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        told.append(message)

    await app(scope, receive, send)
    begun = next(each for each in told if each["type"] == "http.response.start")
    found = {bytes(name).decode().lower(): bytes(value).decode() for name, value in begun["headers"]}
    body = b"".join(each.get("body", b"") for each in told if each["type"] == "http.response.body")
    return WireResponse(begun["status"], body, bytes.fromhex(found.get(HEADER_ANSWER.lower(), "")))
