"""Receipt printers behind an address: `tcp://`, `file://`, `screen`, `none` (DESIGN 8.1)."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from pos.devices.escpos import drawer_bytes, receipt_bytes
from pos.devices.ports import ReceiptPrinter
from pos.devices.printer_text import CODECS
from pos.devices.raster import RareGlyphs
from pos.devices.transports import FileTransport, TcpTransport
from pos.domain.receipt import Receipt
from pos.errors import DeviceUrlWrong

TCP_PORT = 9100  # What receipt printers listen on unless somebody changed it.
COLUMNS_MIN = 24  # Narrower and an amount in double size would not fit.

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")


class Transport(Protocol):
    """Brings bytes to a device."""

    def send(self, data: bytes) -> None:
        """Send one job; return only when the device's side has all of it. Raises PrinterUnreachable."""
        ...


class EscPosPrinter:
    """A printer that is told ESC/POS bytes, one job at a time."""

    def __init__(self, transport: Transport, *, columns: int, encoding: str, rare_glyphs: RareGlyphs) -> None:
        assert columns >= COLUMNS_MIN and encoding in CODECS
        self._transport = transport
        self._columns = columns
        self._encoding = encoding
        self._rare_glyphs = rare_glyphs

    def print_receipt(self, receipt: Receipt) -> None:
        """Print and cut; the drawer opens first when the receipt says so. Raises PrinterUnreachable."""
        self._transport.send(
            receipt_bytes(
                receipt, columns=self._columns, encoding=self._encoding, rare_glyphs=self._rare_glyphs
            )
        )

    def open_drawer(self) -> None:
        """Open the drawer without printing. Raises PrinterUnreachable."""
        self._transport.send(drawer_bytes())


class NoPrinter:
    """A till that prints nothing. Its receipts are in the ledger."""

    def print_receipt(self, receipt: Receipt) -> None:
        """Nothing to do."""

    def open_drawer(self) -> None:
        """Nothing to do."""


class ScreenTransport:
    """Hands every job to whoever shows it."""

    def __init__(self, show: Callable[[bytes], None]) -> None:
        self._show = show

    def send(self, data: bytes) -> None:
        """Show one job."""
        self._show(data)


def printer_for(
    url: str,
    *,
    columns: int,
    encoding: str,
    screen: Callable[[bytes], None] | None = None,
    rare_glyphs: RareGlyphs | None = None,
) -> ReceiptPrinter:
    """Make the printer an address names; nothing is opened before the first job.

    `screen` gets the bytes of every job when the address is `screen`; it is called on the
    printing thread. A front without a screen (None) shows nothing. Raises DeviceUrlWrong.
    """
    if url == "none" or (url == "screen" and screen is None):
        return NoPrinter()
    if encoding not in CODECS:
        raise DeviceUrlWrong(url=url, cause="device.encoding", known="、".join(CODECS))
    if columns < COLUMNS_MIN:
        raise DeviceUrlWrong(url=url, cause="device.columns", columns_min=COLUMNS_MIN)
    return EscPosPrinter(
        _transport(url, screen),
        columns=columns,
        encoding=encoding,
        rare_glyphs=rare_glyphs or RareGlyphs(),
    )


def _transport(url: str, screen: Callable[[bytes], None] | None) -> Transport:
    if url == "screen" and screen is not None:
        return ScreenTransport(screen)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise DeviceUrlWrong(url=url, cause="device.port", reason=str(error)) from error
    if parts.query or parts.fragment or parts.username is not None:
        raise DeviceUrlWrong(url=url, cause="device.nothing_after")
    match parts.scheme:
        case "tcp":
            return _tcp(url, parts, TCP_PORT if port is None else port)
        case "file":
            return _file(url, parts)
        case "serial" | "usb":
            raise DeviceUrlWrong(url=url, cause="device.later")
    raise DeviceUrlWrong(url=url, cause="device.sort")


def _tcp(url: str, parts: SplitResult, port: int) -> Transport:
    host = parts.hostname or ""
    if not _HOST.fullmatch(host) or ".." in host:
        raise DeviceUrlWrong(url=url, cause="device.tcp_host")
    if parts.path not in ("", "/") or not 1 <= port <= 65535:
        raise DeviceUrlWrong(url=url, cause="device.tcp_form")
    return TcpTransport(url, host=host, port=port)


def _file(url: str, parts: SplitResult) -> Transport:
    path = unquote(parts.path)
    if re.fullmatch(r"/[A-Za-z]:/.*", path):
        path = path[1:]  # file:///C:/… is C:/… on Windows.
    if parts.netloc not in ("", "localhost") or path in ("", "/") or "\0" in path:
        raise DeviceUrlWrong(url=url, cause="device.file_form")
    return FileTransport(url, path=Path(path))
