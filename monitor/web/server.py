"""Runs the application on a socket, so that idle and half-sent connections cannot block others.

A request has a time limit for its head and one for its body, a peer has a maximum of connections, and
when there are too many the oldest one with an incomplete request is closed. Only complete requests
count against the limit of parallel work, and a ping is answered however busy the rest is.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import h11
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from monitor.errors import SettingsRefused
from sync.protocol.codec import PACKED_BYTES_MAX

_PORT_MAX: Final = 65_535
_ANSWERED: Final = (h11.DONE, h11.MUST_CLOSE, h11.CLOSED)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a request may take to arrive (seconds), and how many connections there may be."""

    head_s: float = 10.0
    body_s: float = 60.0  # A batch has some 200 kB, and lines of stores are slow.
    # Of a body that was answered before it ended, so that a till which is still sending reads why.
    drain_s: float = 5.0
    drain_bytes_max: int = PACKED_BYTES_MAX
    peer_connections_max: int = 64  # Tills behind one router are one peer.
    connections_max: int = 512


@dataclass(frozen=True, slots=True)
class Tls:
    """The platform's certificate with its chain, and its key (PEM)."""

    certificate: Path
    key: Path


class _Guard:
    """The open connections, the oldest first."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._open: dict[_Guarded, None] = {}

    def admit(self, new: _Guarded) -> None:
        """Accept a connection; when there are too many, close one that only waits."""
        same = [each for each in self._open if each.peer == new.peer]
        for held, most in (
            (same, self.limits.peer_connections_max),
            (self._open, self.limits.connections_max),
        ):
            if len(held) < most:
                continue
            oldest = next((each for each in held if each.awaits_request), None)
            if oldest is None:
                new.transport.abort()
                return
            self.forget(oldest)
            oldest.transport.abort()
        self._open[new] = None

    def forget(self, gone: _Guarded) -> None:
        """A connection is over."""
        self._open.pop(gone, None)


class _Guarded(H11Protocol):
    """One connection, with deadlines. A drip of bytes prolongs none of them."""

    guard: _Guard

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.peer = ""
        self._phase: str | None = None
        self._drained_bytes = 0
        self._deadline: asyncio.TimerHandle | None = None

    @property
    def awaits_request(self) -> bool:
        """Whether no whole request is being worked on."""
        return self._phase is not None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's
        """A peer connected."""
        super().connection_made(transport)
        self.peer = self.client[0] if self.client else ""
        self._watch()
        self.guard.admit(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection was closed, by them or by us."""
        self._set_deadline(None)
        self.guard.forget(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        if self._phase == "drain":
            self._drained_bytes += len(data)
            if self._drained_bytes > self.guard.limits.drain_bytes_max:
                self.transport.abort()
                return
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """A request was answered; the next may come."""
        super().on_response_complete()
        self._watch()

    def _watch(self) -> None:
        state = self.conn.their_state
        phase = "head" if state is h11.IDLE else "body" if state is h11.SEND_BODY else None
        if phase == "body" and self.conn.our_state in _ANSWERED:
            phase = "drain"  # It was refused: the rest of the request is read and dropped, up to a limit.
        if phase != self._phase:
            self._set_deadline(phase)

    def _set_deadline(self, phase: str | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._phase, self._deadline = phase, None
        if phase is not None and not self.transport.is_closing():
            limits = self.guard.limits
            self._drained_bytes = 0
            seconds = {"head": limits.head_s, "body": limits.body_s, "drain": limits.drain_s}[phase]
            self._deadline = self.loop.call_later(seconds, self.transport.abort)


class PingFirst:
    """Limits how many requests are worked on at once; others try again, but a ping is always answered."""

    def __init__(self, app: ASGIApp, busy: ASGIApp, *, requests_max: int, ping_path: str) -> None:
        self._app = app
        self._busy = busy
        self._requests_max = requests_max
        self._ping_path = ping_path
        self._working = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"] == self._ping_path:
            await self._app(scope, receive, send)
            return
        if self._working >= self._requests_max:
            await self._busy(scope, receive, send)
            return
        self._working += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._working -= 1


def listen(host: str, port: int) -> socket.socket:
    """Open the socket before anything else. Raises SettingsRefused, with words for a person."""
    if not host or "%" in host:
        raise SettingsRefused(f"--host 不能是“{host}”：请写一个 IP 地址或主机名，不带 % 和网卡名")
    if not 0 <= port <= _PORT_MAX:
        raise SettingsRefused(f"--port 不能是 {port}：端口在 0 到 {_PORT_MAX} 之间")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (socket.gaierror, UnicodeError) as error:
        raise SettingsRefused(f"找不到 --host 的地址“{host}”，请核对写法") from error
    family, _kind, _protocol, _name, address = found[0]
    try:
        return socket.create_server(address[:2], family=family, backlog=1_024)
    except OSError as error:
        why = {
            errno.EADDRINUSE: "这个端口已经有程序在用",
            errno.EACCES: "没有权限用这个端口",
            errno.EADDRNOTAVAIL: "这台机器没有这个地址",
        }.get(error.errno or 0, "系统不允许")
        raise SettingsRefused(f"不能在 {host} 端口 {port} 上监听：{why}") from error


def make_server(app: ASGIApp, *, limits: Limits, tls: Tls | None = None) -> uvicorn.Server:
    """The server, not yet running."""

    class Guarded(_Guarded):
        guard = _Guard(limits)

    config = uvicorn.Config(
        app,
        http=Guarded,
        ws="none",
        log_config=None,  # Ours, see monitor.logs.
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        ssl_certfile=None if tls is None else str(tls.certificate),
        ssl_keyfile=None if tls is None else str(tls.key),
    )
    try:
        config.load()
    except OSError as error:  # An ssl.SSLError is one too.
        raise SettingsRefused("证书或密钥文件读不出来，请核对 --cert 和 --key（PEM 格式）") from error
    return uvicorn.Server(config)
