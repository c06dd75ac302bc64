"""A till whose platform is dead, silent or lying sells the same, and gives up no entry."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from pos.domain.paying.tender import TenderKind
from pos.services.installation.identity import load_identity, save_identity
from tests.shop import FEDERATION, LAN, OIL, Shop, grant

Answer = Callable[[http.server.BaseHTTPRequestHandler], None]


def garbage(handler: http.server.BaseHTTPRequestHandler) -> None:
    """200 and nonsense."""
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(b"\x28\xb5\x2f\xfd nonsense")


def server_error(handler: http.server.BaseHTTPRequestHandler) -> None:
    """500."""
    handler.send_response(500)
    handler.end_headers()


def hang_up(handler: http.server.BaseHTTPRequestHandler) -> None:
    """Close the line in the middle of a header."""
    handler.wfile.write(b"HTTP/1.1 200")


def redirect(handler: http.server.BaseHTTPRequestHandler) -> None:
    """Send the till somewhere else."""
    handler.send_response(302)
    handler.send_header("Location", "http://127.0.0.1:1/")
    handler.end_headers()


@contextmanager
def platform(answer: Answer) -> Iterator[str]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer(self)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("answer", [garbage, server_error, hang_up, redirect])
def test_a_platform_that_talks_nonsense_changes_nothing_at_the_counter(
    tmp_path: Path, answer: Answer
) -> None:
    with platform(answer) as url:
        shop = Shop(tmp_path / "till", monitor_url=url)
        shop.start().close()
        identity = load_identity(shop.folder)
        assert identity is not None
        save_identity(shop.folder, replace(identity, federation_key=FEDERATION.public_key.hex()))
        till = shop.start_selling()
        grant(till, LAN)

        till.checkout.scan(OIL)
        till.checkout.attach_card(LAN)
        till.checkout.set_subsidy("0")
        till.checkout.pay(TenderKind.CASH, "100")
        done = till.checkout.done()
        light = till.sync.sync_now()

        assert (done.payable, done.change) == (5592, 4408)
        assert not light.connected
        assert light.problem is not None
        ledger = till.checkout._parts.recorder.ledger
        assert light.pending == ledger.head()[0] > 0
        assert ledger.acknowledged() == 0
        till.close()
