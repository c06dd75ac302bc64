"""Over a real socket: everything a server can do wrong ends in one of our errors, soon, and bounded."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pos.errors.platform import MonitorUnreachable
from sync.client.platform import Platform
from sync.client.ports import WireRequest, WireResponse
from sync.client.transport import HttpTransport
from sync.client.uploader import Uploader
from sync.protocol.codec import JSON_BYTES_MAX, PACKED_BYTES_MAX
from sync.protocol.errors import MonitorUrlWrong, WireTooLarge, WireUnreadable
from tests.sync.client.loopback import Script, certificate_for, scripted, serving
from tests.sync.fakes import IDENTITY, FakeOutbox, HonestMonitor
from tests.sync.samples import AT_MS

REQUEST = WireRequest("POST", "/api/v1/batches", {"X-Till": "S01-1"}, b"x" * 1_000)


def answers(raw: bytes) -> Script:
    """Send these bytes and hang up."""

    def script(connection: socket.socket, _over: threading.Event) -> None:
        connection.sendall(raw)

    return script


def answers_and_waits(raw: bytes) -> Script:
    """Send these bytes and then nothing, with the line open."""

    def script(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(raw)
        over.wait()

    return script


def head(status: str, *headers: str) -> bytes:
    return "\r\n".join((f"HTTP/1.1 {status}", *headers, "", "")).encode()


@pytest.fixture
def open_transport() -> Iterator[Callable[..., HttpTransport]]:
    opened: list[HttpTransport] = []

    def open_one(
        url: str, *, silence_s: float = 0.2, monotonic: Callable[[], float] = time.monotonic
    ) -> HttpTransport:
        opened.append(HttpTransport(url, silence_s=silence_s, monotonic=monotonic))
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()


def ask(open_transport: Callable[..., HttpTransport], script: Script, **bounds: Any) -> WireResponse:
    with scripted(script) as url:
        transport = open_transport(url, **bounds)
        try:
            return transport.exchange(REQUEST)
        finally:
            transport.close()


def test_a_whole_round_goes_over_a_real_line(open_transport: Callable[..., HttpTransport]) -> None:
    monitor, outbox = HonestMonitor(), FakeOutbox()
    for _sale in range(5):
        outbox.sell()
    with serving(monitor.handle) as url:
        transport = open_transport(url, silence_s=30.0)
        platform = Platform(transport, IDENTITY, now_ms=lambda: AT_MS)
        Uploader(outbox, platform, IDENTITY, entries_max=2).upload_all(
            stopping=lambda: False, moved=lambda: None
        )
        transport.close()
    assert (outbox.mark, len(monitor.entries), monitor.alerts) == (5, 5, [])


def test_a_path_below_another_service_is_kept() -> None:
    asked: list[str] = []

    def handle(request: WireRequest) -> WireResponse:
        asked.append(request.path)
        return WireResponse(200, b"ok")

    with serving(handle) as url:
        transport = HttpTransport(f"{url}/charity/")
        assert transport.exchange(REQUEST) == WireResponse(200, b"ok")
        transport.close()
    assert asked == ["/charity/api/v1/batches"]


@pytest.mark.parametrize("status", ["204 No Content", "400 Bad Request", "500 Oops", "599 Whatever"])
def test_every_status_is_an_answer(open_transport: Callable[..., HttpTransport], status: str) -> None:
    raw = head(status, "Content-Length: 0")
    assert ask(open_transport, answers(raw)) == WireResponse(int(status[:3]), b"")


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (answers_and_waits(b""), "timeout"),
        (answers_and_waits(head("200 OK", "Content-Length: 10")), "timeout"),
        (answers_and_waits(head("200 OK", "Content-Length: 10") + b"12345"), "timeout"),
        (answers_and_waits(b"HTTP/1.1 200"), "timeout"),
        (answers(b""), "RemoteProtocolError"),
        (answers(head("200 OK", "Content-Length: 10") + b"12345"), "RemoteProtocolError"),
        (answers(head("200 OK", "Transfer-Encoding: chunked") + b"5\r\n123"), "RemoteProtocolError"),
        (answers(b"\x00\xff" * 500), "RemoteProtocolError"),
        (answers(b"220 mail.example ESMTP\r\n"), "RemoteProtocolError"),
        (answers(head("200 OK", "Content-Length: ten")), "RemoteProtocolError"),
        (answers(head("200 OK", "X-Long: " + "y" * 200_000)), "RemoteProtocolError"),
    ],
    ids=[
        "says nothing", "no body", "half a body", "half a head", "hangs up", "hangs up in the body",
        "hangs up in a chunk", "noise", "is a mail server", "no length", "endless head",
    ],
)  # fmt: skip
def test_a_server_that_is_none_is_unreachable(
    open_transport: Callable[..., HttpTransport], script: Script, reason: str
) -> None:
    with pytest.raises(MonitorUnreachable) as caught:
        ask(open_transport, script)
    assert caught.value.facts == {"reason": reason}


def test_a_drip_is_cut_off_although_the_line_is_never_silent(
    open_transport: Callable[..., HttpTransport],
) -> None:
    clock = iter(range(0, 10_000, 20))

    def drip(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(head("200 OK", "Content-Length: 1000000"))
        while not over.wait(0.01):
            connection.sendall(b".")

    with pytest.raises(MonitorUnreachable) as caught:
        ask(open_transport, drip, silence_s=30.0, monotonic=lambda: next(clock))
    assert caught.value.facts == {"reason": "timeout"}


@pytest.mark.parametrize(("status", "limit"), [("200 OK", PACKED_BYTES_MAX), ("404 No", JSON_BYTES_MAX)])
@pytest.mark.parametrize("says_so", [True, False])
def test_a_huge_body_is_not_swallowed(
    open_transport: Callable[..., HttpTransport], status: str, limit: int, says_so: bool
) -> None:
    sent = 0

    def flood(connection: socket.socket, over: threading.Event) -> None:
        nonlocal sent
        length = "Content-Length: 1000000000" if says_so else "Connection: close"
        connection.sendall(head(status, length))
        while not over.is_set():
            connection.sendall(b"x" * 65_536)
            sent += 65_536

    with pytest.raises(WireTooLarge) as caught:
        ask(open_transport, flood, silence_s=30.0)
    assert caught.value.facts == {"limit": limit}
    assert sent < limit + 64 * 1024 * 1024  # What the socket's buffers hold, and no gigabyte.


def test_a_redirect_is_an_answer_and_nobody_goes_there(open_transport: Callable[..., HttpTransport]) -> None:
    visited: list[WireRequest] = []

    def elsewhere(request: WireRequest) -> WireResponse:
        visited.append(request)
        return WireResponse(200, b"stolen")

    with serving(elsewhere) as url:
        raw = head("307 Temporary Redirect", f"Location: {url}/api/v1/batches", "Content-Length: 0")
        assert ask(open_transport, answers(raw)) == WireResponse(307, b"")
    assert visited == []


def test_a_packing_that_was_not_asked_for_is_not_unpacked(
    open_transport: Callable[..., HttpTransport],
) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    raw = head("200 OK", "Content-Encoding: gzip", f"Content-Length: {len(bomb)}") + bomb
    with pytest.raises(WireUnreadable):
        ask(open_transport, answers(raw))


def test_where_nobody_listens_the_platform_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    transport = HttpTransport(f"http://127.0.0.1:{port}")
    with pytest.raises(MonitorUnreachable) as caught:
        transport.exchange(REQUEST)
    assert caught.value.facts == {"reason": "connection"}
    transport.close()


def test_the_line_can_be_used_again_after_it_failed(open_transport: Callable[..., HttpTransport]) -> None:
    failing = True

    def handle(_request: WireRequest) -> WireResponse:
        if failing:
            raise ConnectionError
        return WireResponse(200, b"ok")

    with serving(handle) as url:
        transport = open_transport(url, silence_s=30.0)
        with pytest.raises(MonitorUnreachable):
            transport.exchange(REQUEST)
        failing = False
        assert transport.exchange(REQUEST).body == b"ok"
        transport.close()


# ── TLS ────────────────────────────────────────────────────────────────────────────────────


def test_a_certificate_of_an_authority_that_was_given_is_good(tmp_path: Path) -> None:
    tls, trusted = certificate_for(tmp_path, address="127.0.0.1")
    with serving(lambda _request: WireResponse(200, b"ok"), tls=tls) as url:
        transport = HttpTransport(url, ca_file=trusted)
        assert transport.exchange(REQUEST).body == b"ok"
        transport.close()


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2"])
def test_an_unknown_authority_or_a_name_that_does_not_fit_gets_nothing(tmp_path: Path, address: str) -> None:
    asked: list[WireRequest] = []

    def handle(request: WireRequest) -> WireResponse:
        asked.append(request)
        return WireResponse(200, b"ok")

    tls, trusted = certificate_for(tmp_path, address=address)
    with serving(handle, tls=tls) as url:
        # The right address with no reason to trust it; the wrong address although it is trusted.
        transport = HttpTransport(url, ca_file=None if address == "127.0.0.1" else trusted)
        with pytest.raises(MonitorUnreachable) as caught:
            transport.exchange(REQUEST)
        transport.close()
    assert caught.value.facts == {"reason": "tls"}
    assert asked == []


def test_a_file_of_authorities_that_is_none_is_named(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.pem"
    damaged.write_text("no certificate")
    for file in (damaged, tmp_path / "missing.pem"):
        with pytest.raises(MonitorUrlWrong) as caught:
            HttpTransport("https://127.0.0.1:1", ca_file=file).exchange(REQUEST)
        assert caught.value.facts["reason"] == "ca_file"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://monitor.example", "not_encrypted"),
        ("http://192.168.1.7:8600", "not_encrypted"),
        ("http://127.0.0.1.example", "not_encrypted"),
        ("ftp://127.0.0.1", "no_url"),
        ("monitor.example", "no_url"),
        ("https://", "no_url"),
        ("https://[::1", "no_url"),
        ("https://monitor.example:port", "no_url"),
        ("https://monitor.example/?till=1", "no_url"),
        ("https://till:secret@monitor.example", "password_in_url"),
    ],
)
def test_an_address_that_cannot_be_used_is_told_at_once(url: str, reason: str) -> None:
    with pytest.raises(MonitorUrlWrong) as caught:
        HttpTransport(url)
    assert caught.value.facts["reason"] == reason
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "https://monitor.example",
        "https://monitor.example:8443/charity",
        "http://[::1]:8600",
        "http://localhost",
    ],
)
def test_an_address_that_can_be_used_opens_nothing_yet(url: str) -> None:
    HttpTransport(url).close()
