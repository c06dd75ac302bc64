"""A simulated network printer: takes ESC/POS bytes on a TCP port and keeps every job as bytes and picture.

It does not replace the real driver: the till sends to it over a socket as to a real printer.
"""

from __future__ import annotations

import socketserver
import threading
from pathlib import Path

from pos.devices.renderer import render_png

QUIET_SECONDS = 30.0
_CHUNK_BYTES = 65_536


class SimulatedPrinter:
    """Listens on loopback; each connection is one job, written to `folder` as NNN.bin and NNN.png."""

    def __init__(self, folder: Path, *, columns: int = 48, encoding: str = "gb18030") -> None:
        self.folder = folder
        self._columns = columns
        self._encoding = encoding
        self._lock = threading.Lock()
        self.jobs: list[bytes] = []
        folder.mkdir(parents=True, exist_ok=True)
        printer = self

        class Job(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                self.request.settimeout(QUIET_SECONDS)
                parts = []
                try:
                    while part := self.request.recv(_CHUNK_BYTES):
                        parts.append(part)
                except TimeoutError:
                    pass  # A till that keeps the line open has said everything.
                printer._keep(b"".join(parts))

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Job)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="printer", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The address for the till's settings."""
        host, port = self._server.server_address[:2]
        return f"tcp://{host!s}:{port}"

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def _keep(self, job: bytes) -> None:
        if not job:
            return
        with self._lock:
            self.jobs.append(job)
            name = f"{len(self.jobs):03d}"
            (self.folder / f"{name}.bin").write_bytes(job)
            picture = render_png(job, columns=self._columns, encoding=self._encoding)
            (self.folder / f"{name}.png").write_bytes(picture)
