"""Finds what a printer may be connected to on this machine. It opens nothing."""

from __future__ import annotations

from pathlib import Path

_FOLDERS = (Path("/dev/usb"), Path("/dev"))
_NAMES = "lp[0-9]*"


def printer_devices(folders: tuple[Path, ...] = _FOLDERS) -> tuple[str, ...]:
    """The devices of printers that are plugged in, by their paths."""
    return tuple(str(path) for folder in folders if folder.is_dir() for path in sorted(folder.glob(_NAMES)))
