"""Finds USB sticks and second disks where the ledger's end can be remembered too. It writes nothing.

A place is used when it is a separate disk, can be written, and does not hold the till's data:
what is copied together with the data folder proves nothing about a copy.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Final

from pos.services.installation.state_folder import PROGRAM_FOLDER

MOUNTS: Final = Path("/proc/mounts")
PLACES_MAX: Final = 4  # Each has a thread of its own.
_BELOW: Final = (b"/media/", b"/run/media/", b"/mnt/")  # Where desktops and people mount removable disks.
_DISKS: Final = frozenset(
    {
        b"btrfs", b"exfat", b"ext2", b"ext3", b"ext4", b"f2fs", b"fuseblk", b"msdos", b"ntfs", b"ntfs3",
        b"vfat", b"xfs",
    }
)  # fmt: skip


def second_mounts(mounts: bytes) -> tuple[Path, ...]:
    """The disks in the system's table of mounts that may be sticks or second disks, by name."""
    found = set()
    for line in mounts.splitlines():
        fields = line.split(b" ")
        if len(fields) < 4:
            continue
        source, point, kind, options = (_real(field) for field in fields[:4])
        is_disk = source.startswith(b"/dev/") and kind in _DISKS
        if is_disk and point.startswith(_BELOW) and b"rw" in options.split(b","):
            found.add(point)
    return tuple(Path(os.fsdecode(point)) for point in sorted(found))


def second_folders(beside: Collection[Path], mounts: Path = MOUNTS) -> tuple[Path, ...]:
    """A folder on each such disk that holds none of `beside`; none where the system keeps no table."""
    table = b""
    with suppress(OSError):
        table = mounts.read_bytes()
    taken = {_disk_of(folder) for folder in beside}
    places = [each for each in second_mounts(table) if _disk_of(each) not in taken | {None}]
    return tuple(each / PROGRAM_FOLDER for each in places[:PLACES_MAX])


def _real(field: bytes) -> bytes:
    """A space in a name stands in the table as its octal number."""
    return re.sub(rb"\\([0-7]{3})", lambda octal: bytes([int(octal[1], 8)]), field)


def _disk_of(folder: Path) -> int | None:
    for path in (folder, *folder.parents):
        with suppress(OSError):
            return path.stat().st_dev
    return None
