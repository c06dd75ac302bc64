"""Remembers the end of the ledger outside the data folder, so that a restored old copy is noticed.

One small file for each installation (its key is in the name), in the user's state folder and, when the
settings name one, on a second disk. It has the last entry's number and hash, in two alternating slots, so
that a torn write leaves the older slot. It is written without waiting for the disk: after a power cut it
may be a few entries behind. This is no problem: a longer ledger still has the named entry.
"""

from __future__ import annotations

import logging
import os
import re
import threading
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import IO, Final

from pos.os_causes import os_cause

_LOG = logging.getLogger(__name__)

_SLOT_BYTES: Final = 128
_STICK_S: Final = 1.0  # How long a start waits for a stick.
_LINE = re.compile(rb"(huimin anchor 1 ([0-9]{1,16}) ([0-9a-f]{64})) ([0-9a-f]{8}) *\n")


@dataclass(frozen=True, slots=True)
class Anchored:
    """The last entry an anchor knows."""

    sequence: int
    entry_hash: bytes


class Soundness(Enum):
    """What the anchors say of a ledger."""

    SOUND = "sound"  # At least one names an entry this ledger has, and none says otherwise.
    MISSING = "missing"  # No anchor of this ledger here: another machine, or the first start with anchors.
    OLDER = "older"  # An anchor names an entry this ledger does not have: it is an older copy.


def read_anchors(folders: Sequence[Path], *, till_id: str, epoch: int, public_key: str) -> list[Anchored]:
    """What these folders know of an installation's ledger; nothing is written."""
    name = _file_name(till_id, epoch, public_key)
    found = [_AnchorFile(folder / name).read() for folder in folders]
    return [anchored for anchored in found if anchored is not None]


def _file_name(till_id: str, epoch: int, public_key: str) -> str:
    return f"{till_id}-{epoch}-{public_key[:16]}.anchor"


class Anchors:
    """The anchors of one installation. `note` may be called from any thread and never waits.

    Nothing is written before `begin`: an unproven ledger must not become the proof of itself.
    """

    def __init__(self, folders: Sequence[Path], *, till_id: str, epoch: int, public_key: str) -> None:
        name = _file_name(till_id, epoch, public_key)
        self._first = _AnchorFile(folders[0] / name) if folders else None
        # A stick may be slow or gone; the counter does not wait for it. Where it was plugged in, no folder
        # is made in its place once it is gone.
        self._others = [_Follower(_AnchorFile(folder / name, parents=False)) for folder in folders[1:]]
        self._begun = False

    def soundness(self, head: int, hash_at: Callable[[int], bytes]) -> Soundness:
        """Compare the ledger, by its last number and its hashes, with all anchors."""
        told = [] if self._first is None else [self._first.read()]
        told += _read_in_time([each.file for each in self._others])
        found = [anchored for anchored in told if anchored is not None]
        if any(each.sequence > head or hash_at(each.sequence) != each.entry_hash for each in found):
            return Soundness.OLDER
        return Soundness.SOUND if found else Soundness.MISSING

    def begin(self, sequence: int, entry_hash: bytes) -> None:
        """This ledger is proven to be the newest: remember its end from now on."""
        self._begun = True
        self.note(sequence, entry_hash)

    def note(self, sequence: int, entry_hash: bytes) -> None:
        """An entry was written."""
        if not self._begun or sequence == 0:
            return
        anchored = Anchored(sequence, entry_hash)
        if self._first is not None:
            self._first.write(anchored)
        for each in self._others:
            each.write(anchored)

    def close(self) -> None:
        """Close the files."""
        for each in self._others:
            each.close()
        if self._first is not None:
            self._first.close()


class _AnchorFile:
    def __init__(self, path: Path, *, parents: bool = True) -> None:
        self._path = path
        self._parents = parents
        self._file: IO[bytes] | None = None
        self._slot = 0
        self._lock = threading.Lock()
        self._told = False

    def read(self) -> Anchored | None:
        """The newer of both slots; None when there is nothing that can be read."""
        try:
            content = self._path.read_bytes()
        except OSError:
            return None
        slots = [_parse(content[start : start + _SLOT_BYTES]) for start in (0, _SLOT_BYTES)]
        return max((slot for slot in slots if slot), key=lambda slot: slot.sequence, default=None)

    def write(self, anchored: Anchored) -> None:
        """Write the slot that is not the newest. A write that fails is logged once and tried again."""
        with self._lock:
            try:
                if self._file is None:
                    self._file = self._open()
                self._file.seek(self._slot * _SLOT_BYTES)
                self._file.write(_line(anchored))
                self._slot = 1 - self._slot
            except OSError as error:
                self._file = None
                if not self._told:
                    _LOG.warning("the ledger's end cannot be anchored in %s: %s", self._path, os_cause(error))
                self._told = True

    def close(self) -> None:
        """Bring what was written to the disk and close."""
        with self._lock:
            if self._file is None:
                return
            try:
                os.fsync(self._file.fileno())
                self._file.close()
            except OSError as error:
                _LOG.warning("the anchor in %s may be old: %s", self._path, os_cause(error))
            self._file = None

    def _open(self) -> IO[bytes]:
        self._path.parent.mkdir(parents=self._parents, exist_ok=True, mode=0o700)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        file = os.fdopen(descriptor, "r+b", buffering=0)
        slots = [_parse(file.read(_SLOT_BYTES)) for _ in range(2)]
        newest = max((slot.sequence for slot in slots if slot), default=0)
        self._slot = 1 if slots[0] is not None and slots[0].sequence == newest else 0
        return file


def _read_in_time(files: Sequence[_AnchorFile]) -> list[Anchored | None]:
    """What is on sticks, as far as they answer: a start does not wait for one that hangs."""
    told: list[Anchored | None] = []
    threads = [
        threading.Thread(target=lambda file=file: told.append(file.read()), name="anchor", daemon=True)
        for file in files
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_STICK_S)
    return list(told)


class _Follower:
    """Writes the newest entry to a slow place, on a thread of its own."""

    def __init__(self, file: _AnchorFile) -> None:
        self.file = file
        self._changed = threading.Condition()
        self._newest: Anchored | None = None
        self._closing = False
        self._thread: threading.Thread | None = None

    def write(self, anchored: Anchored) -> None:
        with self._changed:
            self._newest = anchored
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="anchor", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def close(self) -> None:
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(2.0)  # A stick that hangs must not keep the program from ending.

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._newest is not None or self._closing)
                newest, self._newest = self._newest, None
            if newest is None:
                self.file.close()
                return
            self.file.write(newest)


def _line(anchored: Anchored) -> bytes:
    said = f"huimin anchor 1 {anchored.sequence} {anchored.entry_hash.hex()}".encode()
    line = said + f" {zlib.crc32(said):08x}".encode()
    return line.ljust(_SLOT_BYTES - 1) + b"\n"


def _parse(slot: bytes) -> Anchored | None:
    found = _LINE.fullmatch(slot)
    if found is None or int(found[4], 16) != zlib.crc32(found[1]):
        return None
    return Anchored(int(found[2]), bytes.fromhex(found[3].decode()))
