"""A printer's network socket on this machine, well behaved or not. It keeps the jobs it was sent."""

from __future__ import annotations

import contextlib
import socket
import threading
from enum import StrEnum
from types import TracebackType
from typing import Self


class Manner(StrEnum):
    """How the printer treats a connection."""

    READS_ALL = "reads all, then closes"
    NEVER_CLOSES = "reads all, and keeps the line open"
    NEVER_READS = "accepts, and reads nothing"
    HANGS_UP = "reads a little, then hangs up"
    TALKS = "reports its state unasked"


class Loopback:
    """Serves one connection after the other until the `with` block ends."""

    def __init__(self, manner: Manner = Manner.READS_ALL) -> None:
        self.jobs: list[bytes] = []
        self._manner = manner
        self._kept: list[socket.socket] = []
        self._listener = socket.socket()
        # As small as the system allows: what nobody reads must not vanish in a buffer.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen()
        self.port = int(self._listener.getsockname()[1])
        self.url = f"tcp://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        for connection in self._kept:
            connection.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):  # The listener was closed: the test is over.
            while True:
                connection, _address = self._listener.accept()
                self._treat(connection)

    def _treat(self, connection: socket.socket) -> None:
        match self._manner:
            case Manner.READS_ALL:
                self.jobs.append(_read_all(connection))
                connection.close()
            case Manner.TALKS:
                connection.sendall(b"\x14\x00\x00\x0f" * 10)
                self.jobs.append(_read_all(connection))
                connection.close()
            case Manner.NEVER_CLOSES:
                self.jobs.append(_read_all(connection))
                self._kept.append(connection)
            case Manner.NEVER_READS:
                self._kept.append(connection)
            case Manner.HANGS_UP:
                connection.recv(100)
                connection.close()


def _read_all(connection: socket.socket) -> bytes:
    parts = []
    while part := connection.recv(4096):
        parts.append(part)
    return b"".join(parts)
