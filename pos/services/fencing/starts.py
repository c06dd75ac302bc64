"""Counts the starts of the program in this place, and which start each one follows. It uses no network.

One place (this machine, this folder) runs one program at a time, by a lock. So a start can
state that earlier starts in the same place are over; in a copied folder it cannot, and states nothing.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
import sys
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from pos.services.installation.data_dir import write_whole
from sync.protocol.request_signing import STARTS_BEFORE_MAX, StartClaim

if sys.platform == "win32":
    import winreg

_LOG = logging.getLogger(__name__)

STARTS_FILE: Final = "starts.json"
_MACHINE_FILES: Final = ("/etc/machine-id", "/var/lib/dbus/machine-id")
_MACHINE_KEY: Final = "SOFTWARE\\Microsoft\\Cryptography"
_MULTICAST: Final = 1 << 40  # Set in an address that `uuid` made up because it found none.


class Starts:
    """The starts in this place, since the platform last answered one of them."""

    def __init__(self, data_dir: Path) -> None:
        """Begin a start and write it down. What the disk refuses is no reason not to sell."""
        self._path = data_dir / STARTS_FILE
        self._places = places_of(data_dir)
        before = _read(self._path, self._places)
        self.claim = StartClaim(secrets.token_hex(16), before[:STARTS_BEFORE_MAX])
        self._answered = False
        self._write((self.claim.start_id, *self.claim.before))

    def answered(self) -> None:
        """The platform knows this start: those before it need not be named next time."""
        if not self._answered:
            self._answered = True
            self._write((self.claim.start_id,))

    def _write(self, starts: tuple[str, ...]) -> None:
        try:
            write_whole(self._path, json.dumps({"places": self._places, "starts": starts}))
        except OSError as error:
            _LOG.warning("this start cannot be written down: %s", error)


def places_of(data_dir: Path, machine: str | None = None) -> list[str]:
    """This machine with this path, and with this folder, as hashes: they say nothing of either.

    One of both is enough: a folder that was moved has another path and is the same folder, one on a disk
    that the system counts otherwise has the same path. A copy has neither.
    """
    folder = data_dir.stat()
    named = (str(data_dir.resolve()), f"{folder.st_dev}:{folder.st_ino}")
    here = machine_id() if machine is None else machine
    return [hashlib.sha256(f"{name}\n{here}".encode()).hexdigest() for name in named]


def machine_id(files: Sequence[str] = _MACHINE_FILES, address: Callable[[], int] = uuid.getnode) -> str:
    """The system's id of this machine; only without one, the address of its network card.

    A card can be changed, and then the machine would be another one.
    """
    if sys.platform == "win32":
        with suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _MACHINE_KEY) as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
    for name in files:
        with suppress(OSError):
            found = Path(name).read_text(encoding="ascii", errors="replace").strip()
            if found:
                return found
    number = address()
    return "" if number & _MULTICAST else f"{number:012x}"


def _read(path: Path, places: Sequence[str]) -> tuple[str, ...]:
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
        starts = written["starts"]
        same = any(then == now for then, now in zip(written["places"], places, strict=True))
        if not same or not all(type(each) is str and _is_id(each) for each in starts):
            return ()
        return tuple(starts)
    except (OSError, ValueError, TypeError, KeyError):
        return ()


def _is_id(text: str) -> bool:
    return len(text) == 32 and set(text) <= set("0123456789abcdef")
