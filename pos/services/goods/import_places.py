"""Finds where a goods file may be, besides the import folder: sticks, downloads, any folder. Read only."""

from __future__ import annotations

import os
import re
import string
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from pos.errors.goods import GoodsFileUnreadable
from pos.os_causes import os_cause

SUFFIXES: Final = (".csv", ".xlsx", ".txt", ".xls", ".xlsm")  # The last two to be told why they are no use.
LISTED_MAX: Final = 300  # The most folders, and files, that are listed.
_MOUNTS: Final = Path("/proc/mounts")
_STICKS: Final = (b"/media/", b"/run/media/")  # Where a desktop mounts what is plugged in.


class PlaceKind(StrEnum):
    """What sort of place it is, for its name on the screen."""

    STICK = "stick"
    DOWNLOADS = "downloads"
    DESKTOP = "desktop"
    HOME = "home"


@dataclass(frozen=True, slots=True)
class ImportPlace:
    """A place to begin looking."""

    kind: PlaceKind
    path: Path


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file that may be one of goods. `name` is the argument for `preview`: a name, or a whole path."""

    name: str
    size_bytes: int
    changed_ms: int


@dataclass(frozen=True, slots=True)
class ImportFolder:
    """What a folder holds: folders to go on to, and files that may be goods, the newest first."""

    path: Path
    parent: Path | None
    folders: tuple[Path, ...]
    files: tuple[ImportFile, ...]


def import_places(home: Path | None = None, mounts: Path = _MOUNTS) -> tuple[ImportPlace, ...]:
    """The places of this machine that are there now, sticks first."""
    home = home or Path(os.path.expanduser("~"))  # noqa: PTH111 - Path's raises
    named = (
        (PlaceKind.DOWNLOADS, ("Downloads", "下载")),
        (PlaceKind.DESKTOP, ("Desktop", "桌面")),
        (PlaceKind.HOME, ("",)),
    )
    sticks = _drives() if sys.platform == "win32" else mounted_sticks(_table(mounts))
    places = [ImportPlace(PlaceKind.STICK, path) for path in sticks]
    for kind, names in named:
        places += [ImportPlace(kind, home / name) for name in names if (home / name).is_dir()]
    return tuple(places)


def mounted_sticks(mounts: bytes) -> tuple[Path, ...]:
    """The sticks in the system's table of mounts: what is mounted where desktops mount what is plugged in."""
    points = (line.split(b" ")[1] for line in mounts.splitlines() if line.count(b" ") > 1)
    # A space in a name stands there as its octal number.
    real = {re.sub(rb"\\([0-7]{3})", lambda octal: bytes([int(octal[1], 8)]), point) for point in points}
    return tuple(Path(os.fsdecode(point)) for point in sorted(real) if point.startswith(_STICKS))


def look_into(folder: Path) -> ImportFolder:
    """What a folder holds. Raises GoodsFileUnreadable when it is gone or may not be read."""
    try:
        inside = [path for path in folder.iterdir() if not path.name.startswith((".", "~", "$"))]
        folders = sorted((path for path in inside if path.is_dir()), key=lambda path: path.name)
        files = [import_file(path, str(path)) for path in inside if can_be_one(path)]
    except OSError as error:
        raise GoodsFileUnreadable(path=str(folder), cause=os_cause(error), reason=str(error)) from error
    return ImportFolder(
        folder,
        None if folder.parent == folder else folder.parent,
        tuple(folders[:LISTED_MAX]),
        newest_first(files)[:LISTED_MAX],
    )


def newest_first(files: Iterable[ImportFile]) -> tuple[ImportFile, ...]:
    """Files in the order they are offered."""
    return tuple(sorted(files, key=lambda file: (-file.changed_ms, file.name)))


def can_be_one(path: Path) -> bool:
    """Whether it may be a file of goods, by its name."""
    # A name with `~` or a dot in front is a spreadsheet program's note that it holds the file open.
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(("~", ".")) and not path.is_dir()


def import_file(path: Path, name: str) -> ImportFile:
    """A file with what is shown of it. Raises OSError."""
    status = path.stat()
    return ImportFile(name, status.st_size, status.st_mtime_ns // 1_000_000)


def _table(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""  # No such table on this system: no stick is found, folders are.


def _drives() -> tuple[Path, ...]:
    drives = (Path(f"{letter}:\\") for letter in string.ascii_uppercase[3:])  # Behind A to C.
    return tuple(drive for drive in drives if drive.is_dir())
