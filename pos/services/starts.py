"""Which start of the program this is, and which it follows in this very place. It talks to nobody.

One place (this machine, this folder) runs one program at a time, which the lock sees to. So a start may
vouch that those before it in the same place are over; in a copied folder it cannot, and says nothing.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Final

from pos.services.data_dir import write_whole
from sync.protocol.request_signing import STARTS_BEFORE_MAX, StartClaim

_LOG = logging.getLogger(__name__)

STARTS_FILE: Final = "starts.json"
_MACHINE_FILES: Final = ("/etc/machine-id", "/var/lib/dbus/machine-id")
_MULTICAST: Final = 1 << 40  # Set in an address that `uuid` made up because it found none.


class Starts:
    """The starts in this place, since the platform last answered one of them."""

    def __init__(self, data_dir: Path) -> None:
        """Begin a start and write it down. What the disk refuses is no reason not to sell."""
        self._path = data_dir / STARTS_FILE
        self._place = place_of(data_dir)
        before = _read(self._path, self._place)
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
            write_whole(self._path, json.dumps({"place": self._place, "starts": starts}))
        except OSError as error:
            _LOG.warning("this start cannot be written down: %s", error)


def place_of(data_dir: Path) -> str:
    """This machine and this folder, as a hash: it goes nowhere, and says nothing about either."""
    parts = [str(data_dir.resolve())]
    for name in _MACHINE_FILES:
        with suppress(OSError):
            parts.append(Path(name).read_text(encoding="ascii", errors="replace").strip())
            break
    address = uuid.getnode()
    if not address & _MULTICAST:
        parts.append(f"{address:012x}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _read(path: Path, place: str) -> tuple[str, ...]:
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
        starts = written["starts"]
        if written["place"] != place or not all(type(each) is str and _is_id(each) for each in starts):
            return ()
        return tuple(starts)
    except (OSError, ValueError, TypeError, KeyError):
        return ()


def _is_id(text: str) -> bool:
    return len(text) == 32 and set(text) <= set("0123456789abcdef")
