"""Keys that protect sensitive fields: one file for each purpose, outside the database. It stores no field.

A file has one key a line, `id hex`; the last one is used for what is new, the others only read what is old.
A file that others may read is refused: a copy of the database and of such a file would tell everything.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from monitor.errors import SettingsRefused
from pos.crypto.suite import SUITES
from pos.domain.journal.chain import SUITE_1

FOLDER: Final = "register-keys"
_KEY_BYTES: Final = 32
_ID_BYTES: Final = 4


class Place(NamedTuple):
    """Where a sealed value stands; moved to another row or column it cannot be opened."""

    table: str
    column: str
    row: str

    @property
    def data(self) -> bytes:
        """The bytes that are bound to the value."""
        return "\n".join(self).encode()


class FieldKeys:
    """The keys of one purpose, the oldest first."""

    def __init__(self, purpose: str, keys: Sequence[tuple[int, bytes]]) -> None:
        self.purpose = purpose
        self._keys = dict(keys)
        self._newest = keys[-1][0]

    def __repr__(self) -> str:
        return f"FieldKeys({self.purpose!r}, ids={list(self._keys)})"  # Never a key.

    @property
    def newest_id(self) -> int:
        """The id of the key for what is new."""
        return self._newest

    def seal(self, text: str, place: Place) -> bytes:
        """Encrypt a value for its place: the key's id, then AES-256-GCM."""
        sealed = SUITES[SUITE_1].seal(self._for("seal", self._newest), text.encode(), bound_to=place.data)
        return self._newest.to_bytes(_ID_BYTES) + sealed

    @staticmethod
    def key_id_of(sealed: bytes) -> int:
        """The id of the key that a value was sealed with."""
        return int.from_bytes(sealed[:_ID_BYTES])

    def open(self, sealed: bytes, place: Place) -> str | None:
        """Decrypt; None when key, bytes or place are not those it was sealed with."""
        key_id = self.key_id_of(sealed)
        if key_id not in self._keys:
            return None
        plain = SUITES[SUITE_1].unseal(self._for("seal", key_id), sealed[_ID_BYTES:], bound_to=place.data)
        return None if plain is None else plain.decode()

    def match(self, text: str) -> str:
        """What stands for a value where values are compared: an HMAC under the oldest key, in hex.

        It stays the same when a key is added, so that a person is found again.
        """
        return hmac.digest(self._for("match", min(self._keys)), text.encode(), hashlib.sha256).hex()

    def _for(self, use: str, key_id: int) -> bytes:
        """One key for one use: what seals is never what matches."""
        return hmac.digest(self._keys[key_id], f"huimin field 1\n{self.purpose}\n{use}".encode(), "sha256")


def load_keys(data_dir: Path, purpose: str) -> FieldKeys:
    """The keys of a purpose; the first is made when there is none. Raises SettingsRefused."""
    path = _path(data_dir, purpose)
    if not path.exists():
        add_key(data_dir, purpose)
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise SettingsRefused(f"密钥文件 {path} 别的用户也能读，请先执行 chmod 600")
    try:
        pairs = [line.split() for line in path.read_text(encoding="ascii").splitlines()]
        keys = [(int(key_id), bytes.fromhex(key)) for key_id, key in pairs]
    except (OSError, ValueError) as error:
        raise SettingsRefused(f"密钥文件 {path} 读不出来，请从备份恢复") from error
    if not keys or any(len(key) != _KEY_BYTES for _id, key in keys):
        raise SettingsRefused(f"密钥文件 {path} 不完整，请从备份恢复")
    return FieldKeys(purpose, keys)


def add_key(data_dir: Path, purpose: str) -> int:
    """Rotate: add a key that everything new is sealed with; return its id. The old ones stay to read."""
    path = _path(data_dir, purpose)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
    key_id = len(lines) + 1
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write("\n".join([*lines, f"{key_id} {secrets.token_hex(_KEY_BYTES)}"]) + "\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    return key_id


def _path(data_dir: Path, purpose: str) -> Path:
    return data_dir / FOLDER / f"{purpose}.keys"
