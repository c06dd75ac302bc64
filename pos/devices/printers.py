"""Receipt printers by address: `tcp://`, `file://`, `screen`, `none` (DESIGN 8.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos.devices.addresses import FileAddress, TcpAddress, printer_address
from pos.devices.escpos import drawer_bytes, receipt_bytes
from pos.devices.ports import ReceiptPrinter
from pos.devices.printer_text import CODECS
from pos.devices.raster import RareGlyphs
from pos.devices.transports import FileTransport, TcpTransport
from pos.domain.selling.receipt import Receipt
from pos.errors.devices import DeviceUrlWrong

COLUMNS_MIN = 24  # Narrower and an amount in double size would not fit.


class Transport(Protocol):
    """Sends bytes to a device."""

    def send(self, data: bytes) -> None:
        """Send one job; return only when the device's side has all of it. Raises PrinterUnreachable."""
        ...


class EscPosPrinter:
    """A printer that gets ESC/POS bytes, one job at a time."""

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
    """Passes every job to a function that shows it."""

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
    match printer_address(url):
        case TcpAddress(host, port):
            return TcpTransport(url, host=host, port=port)
        case FileAddress(path):
            return FileTransport(url, path=path)
