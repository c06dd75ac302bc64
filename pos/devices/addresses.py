"""Reads the address of a device, as settings give it. Pure: it opens nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from pos.errors.devices import DeviceUrlWrong

TCP_PORT: Final = 9100  # The default port of receipt printers.
LED_BAUD: Final = 2400  # Bits per second.
WITHOUT_ADDRESS: Final = ("none", "screen")  # No printer at all, and one that shows on the screen.

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class TcpAddress:
    """A printer with a network socket."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class FileAddress:
    """A device file, or a plain one."""

    path: Path


@dataclass(frozen=True, slots=True)
class LedAddress:
    """A display of digits on a serial line; `baud` in bits per second."""

    port: str
    baud: int


def printer_address(url: str) -> TcpAddress | FileAddress:
    """Read the address of a printer that has one. Raises DeviceUrlWrong."""
    try:
        parts = urlsplit(url)
        # What a cable's address may carry behind it is not asked before there is such a printer.
        if parts.scheme in ("serial", "usb"):
            raise DeviceUrlWrong(url=url, cause="device.later")
        port = parts.port
    except ValueError as error:
        raise DeviceUrlWrong(url=url, cause="device.port", reason=str(error)) from error
    if parts.scheme not in ("tcp", "file"):
        raise DeviceUrlWrong(url=url, cause="device.sort")
    if parts.query or parts.fragment or parts.username is not None:
        raise DeviceUrlWrong(url=url, cause="device.nothing_after")
    return (
        _file(url, parts) if parts.scheme == "file" else _tcp(url, parts, TCP_PORT if port is None else port)
    )


def led_address(url: str) -> LedAddress:
    """Read `serial:///dev/ttyUSB0?protocol=led8&baud=2400`. Raises DeviceUrlWrong."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise DeviceUrlWrong(url=url, cause="device.led_form", reason=str(error)) from error
    options = parse_qs(parts.query, keep_blank_values=True)
    protocol = options.pop("protocol", ["led8"])[-1]
    baud = options.pop("baud", [str(LED_BAUD)])[-1]
    if parts.scheme != "serial" or not parts.path.strip("/") or protocol != "led8" or options:
        raise DeviceUrlWrong(url=url, cause="device.led_form")
    if not baud.isascii() or not baud.isdigit() or not int(baud):
        raise DeviceUrlWrong(url=url, cause="device.led_baud")
    return LedAddress(_port_name(parts.path), int(baud))


def _tcp(url: str, parts: SplitResult, port: int) -> TcpAddress:
    host = parts.hostname or ""
    if not _HOST.fullmatch(host) or ".." in host:
        raise DeviceUrlWrong(url=url, cause="device.tcp_host")
    if port < 1:
        raise DeviceUrlWrong(url=url, cause="device.port")
    if parts.path not in ("", "/"):
        raise DeviceUrlWrong(url=url, cause="device.tcp_form")
    return TcpAddress(host, port)


def _file(url: str, parts: SplitResult) -> FileAddress:
    path = unquote(parts.path)
    if re.fullmatch(r"/[A-Za-z]:/.*", path):
        path = path[1:]  # file:///C:/… is C:/… on Windows.
    if parts.netloc not in ("", "localhost") or path in ("", "/") or "\0" in path:
        raise DeviceUrlWrong(url=url, cause="device.file_form")
    return FileAddress(Path(path))


def _port_name(path: str) -> str:
    """`/dev/ttyUSB0` as it stands; `/COM3` of a Windows address without its slash."""
    return path[1:] if path[1:4].upper() == "COM" else path
