"""A network printer whose paper can run out: then nobody answers at its address."""

from __future__ import annotations

import socketserver
import threading

QUIET_SECONDS = 30.0


class PaperPrinter:
    """Listens on loopback; each connection is one job, kept as bytes."""

    def __init__(self) -> None:
        self.jobs: list[bytes] = []
        self._port = 0
        self._server: socketserver.ThreadingTCPServer | None = None
        self.refill()

    @property
    def url(self) -> str:
        """The address for the till's settings."""
        return f"tcp://127.0.0.1:{self._port}"

    def run_out(self) -> None:
        """No paper: the printer takes no more connections."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def refill(self) -> None:
        """There is paper again, at the same address."""
        if self._server is not None:
            return
        jobs = self.jobs

        class Job(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                self.request.settimeout(QUIET_SECONDS)
                parts = []
                while part := self.request.recv(65_536):
                    parts.append(part)
                if parts:
                    jobs.append(b"".join(parts))

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self._server = Server(("127.0.0.1", self._port), Job)
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, name="paper", daemon=True).start()

    def close(self) -> None:
        """The shop is closed."""
        self.run_out()
