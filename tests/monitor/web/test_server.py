"""Real sockets: who connects and says nothing, or half of it, takes nobody's place."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

from monitor.__main__ import main
from monitor.errors import SettingsRefused
from monitor.platform import Platform
from monitor.settings import check_encrypted
from monitor.web.app import make_app
from monitor.web.server import Limits, listen, make_server
from sync.protocol import messages as wire
from sync.protocol.codec import decode_json
from tests.monitor.conftest import EnrolledTill

HALF_A_HEAD = b"POST /api/v1/batches HTTP/1.1\r\nHost: localhost\r\nX-Till: "
HALF_A_BODY = HALF_A_HEAD + b"S01-1\r\nContent-Length: 1000\r\n\r\nhalf"
PATIENCE_S = 60.0  # So long a test waits before it fails; nothing is measured.

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@contextmanager
def serving(platform: Platform, limits: Limits) -> Iterator[int]:
    """The platform on a port of the loopback address."""
    with closing(listen("127.0.0.1", 0)) as listening:
        server = make_server(make_app(platform), limits=limits)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


def connected(port: int, said: bytes) -> socket.socket:
    """A connection on which something was said."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
    connection.sendall(said)
    return connection


def is_let_go(connection: socket.socket) -> bool:
    """Wait until the other end ends it."""
    try:
        while connection.recv(4_096):
            pass
    except ConnectionError:
        return True
    return True


def test_three_hundred_who_say_half_or_nothing_keep_nobody_waiting(
    platform: Platform, enrolled: EnrolledTill
) -> None:
    till = enrolled("S01-1")
    till.sell(("零食", 350))
    patient = Limits(head_s=600, body_s=600)
    with serving(platform, patient) as port, ExitStack() as open_ones:
        for said in (b"", HALF_A_HEAD, HALF_A_BODY):
            for _connection in range(100):
                open_ones.enter_context(connected(port, said))
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_S) as client:
            assert client.get(wire.PATH_PING).status_code == 200
            assert client.get("/").status_code == 200
            till.client = client  # type: ignore[assignment] # It posts like the test's own.
            assert till.upload().acknowledged_sequence == 1


@pytest.mark.parametrize("said", [b"", HALF_A_HEAD, HALF_A_BODY])
def test_what_never_ends_is_ended(platform: Platform, said: bytes) -> None:
    with serving(platform, Limits(head_s=0.2, body_s=0.2)) as port, connected(port, said) as connection:
        assert is_let_go(connection)


def test_a_drip_of_bytes_prolongs_nothing(platform: Platform) -> None:
    over = threading.Event()
    with (
        serving(platform, Limits(head_s=0.3, body_s=0.3)) as port,
        connected(port, HALF_A_HEAD) as connection,
    ):

        def drip() -> None:
            while not over.wait(0.02):
                try:
                    connection.sendall(b"x")
                except OSError:
                    return

        dripping = threading.Thread(target=drip)
        dripping.start()
        assert is_let_go(connection)
        over.set()
        dripping.join()


CHUNK = b"10000\r\n" + b"x" * 0x1_0000 + b"\r\n"
CHUNKED = b"POST /api/v1/enrol HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
UNSIGNED = CHUNKED.replace(b"enrol", b"batches")


@pytest.mark.parametrize(("said", "status"), [(CHUNKED + 2 * CHUNK, b"413"), (UNSIGNED, b"401")])
@pytest.mark.parametrize("limits", [Limits(drain_bytes_max=1_000_000), Limits(drain_s=0.3)])
def test_a_body_that_was_refused_is_read_no_further_than_its_bound(
    platform: Platform, said: bytes, status: bytes, limits: Limits
) -> None:
    """Whoever goes on sending, fast or in drips, is let go; the deadline of a body it has not."""
    with serving(platform, limits) as port, connected(port, said) as connection:
        assert connection.recv(4_096).startswith(b"HTTP/1.1 " + status)
        assert is_let_go_while_sending(connection, fast=limits.drain_s > 1)


def is_let_go_while_sending(connection: socket.socket, *, fast: bool) -> bool:
    """Go on sending, 640 MB or for 200 s, until the other end has enough."""
    for _piece in range(10_000):
        try:
            connection.sendall(CHUNK if fast else b"1\r\nx\r\n")
        except ConnectionError:
            return True
        if not fast:
            time.sleep(0.02)
    return False


def test_a_till_that_is_still_sending_when_it_is_refused_reads_why_and_goes_on(platform: Platform) -> None:
    with serving(platform, Limits()) as port, connected(port, UNSIGNED + CHUNK) as connection:
        assert b"401" in connection.recv(4_096)
        connection.sendall(3 * CHUNK + b"0\r\n\r\n")
        connection.sendall(b"GET /api/v1/ping HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"200 OK" in connection.recv(4_096)


def test_the_second_request_of_a_connection_has_its_deadline_too(platform: Platform) -> None:
    ping = b"GET /api/v1/ping HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with serving(platform, Limits(head_s=0.3)) as port, connected(port, ping) as connection:
        assert b"200 OK" in connection.recv(4_096)
        connection.sendall(HALF_A_HEAD)
        assert is_let_go(connection)


def test_when_all_hands_are_busy_a_ping_is_answered_first(platform: Platform) -> None:
    with TestClient(make_app(platform, requests_max=0)) as client:
        assert client.get(wire.PATH_PING).status_code == 200
        busy = client.get("/")
        assert busy.status_code == 503
        assert decode_json(busy.content, wire.Refusal).code == "platform.busy"


@pytest.mark.parametrize("host", ["::1%lo", "fe80::1%eth0", "", "no such host", "a" * 300, "256.1.1.1"])
def test_a_host_that_cannot_be_ends_early_with_words(
    host: str, platform: Platform, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    untouched = tmp_path / "never"
    command = ["serve", "--host", host, "--data-dir", str(untouched)]

    assert main([*command, "--tls-in-front"]) == 1

    told = capsys.readouterr().err
    assert "--host" in told
    assert "Traceback" not in told
    assert not untouched.exists(), "nothing was opened before"


def test_an_address_that_is_taken_or_not_ours_is_told(platform: Platform) -> None:
    with closing(listen("127.0.0.1", 0)) as taken, pytest.raises(SettingsRefused, match="已经有程序在用"):
        listen("127.0.0.1", taken.getsockname()[1])
    with pytest.raises(SettingsRefused, match="没有这个地址"):
        listen("192.0.2.1", 0)
    with pytest.raises(SettingsRefused, match="--port"):
        listen("127.0.0.1", 65_536)


def test_beyond_this_machine_the_platform_speaks_tls_unless_told_otherwise(
    platform: Platform, tmp_path: Path
) -> None:
    check_encrypted("127.0.0.1", None, None, tls_in_front=False)
    check_encrypted("0.0.0.0", None, None, tls_in_front=True)
    for certificate in (None, tmp_path / "cert.pem"):
        with pytest.raises(SettingsRefused):
            check_encrypted("0.0.0.0", certificate, None, tls_in_front=False)
    (tmp_path / "cert.pem").write_text("no certificate", encoding="ascii")
    check_encrypted("0.0.0.0", tmp_path / "cert.pem", tmp_path / "cert.pem", tls_in_front=False)
