"""Sends bytes to a printer. A job reached the device whole, or it failed; there is no third state.

The library's exceptions and those of the system become PrinterUnreachable here and nowhere else.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import shutil
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pos.errors.devices import PrinterUnreachable

if TYPE_CHECKING:
    from escpos.printer.network import Network

CONNECT_SECONDS: Final = 3.0
WRITE_SECONDS: Final = (
    10.0  # A printer takes a receipt into its memory at once; out of paper it stops reading.
)
CLOSE_SECONDS: Final = 2.0

_POLL_SECONDS: Final = 0.05
_REPLY_BYTES: Final = 256  # Printers may send their state without a question; it is read and ignored.


class TcpTransport:
    """A printer with a network socket, held by python-escpos' `Network`. One connection a job.

    A socket accepts bytes that are never read. So we close our side and wait until the
    printer's side has acknowledged every byte and closed as well, and only then call the job
    done. What the printer does with them (no paper, lid open) it tells in status replies, which
    come with the devices release.
    """

    def __init__(
        self,
        url: str,
        *,
        host: str,
        port: int,
        connect_seconds: float = CONNECT_SECONDS,
        write_seconds: float = WRITE_SECONDS,
        close_seconds: float = CLOSE_SECONDS,
    ) -> None:
        self._url = url
        self._host = host
        self._port = port
        self._connect_seconds = connect_seconds
        self._write_seconds = write_seconds
        self._close_seconds = close_seconds

    def send(self, data: bytes) -> None:
        """Connect, send, make sure it arrived, close. Raises PrinterUnreachable."""
        printer = _network_class()(self._host, self._port)
        try:
            # Not Network.open(): it leaves its socket unclosed when nobody answers, and knows IPv4 only.
            connection = socket.create_connection((self._host, self._port), timeout=self._connect_seconds)
        except OSError as error:
            raise PrinterUnreachable(url=self._url, reason=str(error)) from error
        printer.device = connection
        with contextlib.closing(printer):
            try:
                connection.settimeout(self._write_seconds)
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
                _wait_until_taken(
                    connection, write_seconds=self._write_seconds, close_seconds=self._close_seconds
                )
            except OSError as error:
                raise PrinterUnreachable(url=self._url, reason=str(error)) from error


class FileTransport:
    """A device file (`/dev/usb/lp0`) or a plain file, to which jobs are appended.

    Not python-escpos' `File`: that one empties a plain file at each receipt, and blocks for ever
    on a device that has run out of paper.
    """

    def __init__(self, url: str, *, path: Path, write_seconds: float = WRITE_SECONDS) -> None:
        self._url = url
        self._path = path
        self._write_seconds = write_seconds

    def send(self, data: bytes) -> None:
        """Write one job. Raises PrinterUnreachable."""
        # Non-blocking: a device without paper must not hold the printing thread for ever.
        flags = (
            os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
        try:
            descriptor = os.open(self._path, flags, 0o644)
            try:
                self._write(descriptor, data)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise PrinterUnreachable(url=self._url, reason=str(error)) from error

    def _write(self, descriptor: int, data: bytes) -> None:
        deadline = time.monotonic() + self._write_seconds
        rest = memoryview(data)
        while rest:
            if sys.platform != "win32":  # Windows can wait for sockets only, and its files do not block.
                left = max(0.0, deadline - time.monotonic())
                if not select.select([], [descriptor], [], left)[1]:
                    raise TimeoutError(errno.ETIMEDOUT, "the device takes no more bytes")
            with contextlib.suppress(BlockingIOError):
                rest = rest[os.write(descriptor, rest) :]


def _wait_until_taken(connection: socket.socket, *, write_seconds: float, close_seconds: float) -> None:
    """Return when the other side has every byte; raise OSError when it has not, or hung up before.

    A printer that has read everything answers our closing with its own. One that closes with
    bytes unread resets the connection instead. One that never closes is believed after
    `close_seconds` when the system says that all was acknowledged.
    """
    begun = time.monotonic()
    connection.settimeout(_POLL_SECONDS)
    closed = False
    while (waited := time.monotonic() - begun) < write_seconds:
        with contextlib.suppress(TimeoutError):
            closed = closed or connection.recv(_REPLY_BYTES) == b""
        failure = connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if failure:
            raise OSError(failure, os.strerror(failure))
        if (closed or waited >= close_seconds) and _unacknowledged(connection) == 0:
            return
        if closed:
            time.sleep(_POLL_SECONDS)
    raise TimeoutError(errno.ETIMEDOUT, "the printer does not take the bytes")


def _unacknowledged(connection: socket.socket) -> int:
    """How many bytes the other side has not acknowledged; 0 where the system does not tell."""
    if sys.platform != "linux":
        return 0
    import fcntl
    import termios

    answer = fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, b"\0\0\0\0")
    return int.from_bytes(answer, sys.byteorder)


def _network_class() -> Callable[[str, int], Network]:
    """python-escpos' network printer, imported at the first job for it takes half a second.

    The import makes a cache folder that is never removed; it is deleted here.
    """
    if "escpos.capabilities" not in sys.modules:
        import escpos.capabilities

        if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
            shutil.rmtree(escpos.capabilities.pickle_dir, ignore_errors=True)
    import escpos.printer.network

    network_class: Callable[[str, int], Network] = escpos.printer.network.Network
    return network_class
