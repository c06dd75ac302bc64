"""A device's key pair and its file. The private key never leaves this object."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from pos.crypto.suite import SUITES, Sign
from pos.domain.journal.chain import SUITE_1
from pos.errors.installation import KeyUnreadable


class DeviceKey:
    """Signs for one till, or for the federation. Raises ValueError when `private` is no key."""

    __slots__ = ("_private", "public_key", "sign", "suite")

    def __init__(self, suite: int, private: bytes) -> None:
        self.suite = suite
        self._private = private
        self.public_key: bytes = SUITES[suite].public_key(private)
        self.sign: Sign = SUITES[suite].signer(private)

    def __repr__(self) -> str:
        # A key in a log or a traceback would be a key no longer.
        return f"DeviceKey(suite={self.suite}, public_key={self.public_key.hex()})"

    @classmethod
    def generate(cls, *, suite: int = SUITE_1) -> DeviceKey:
        """Make a new key that is nowhere stored."""
        return cls(suite, SUITES[suite].generate())

    @classmethod
    def load(cls, path: Path) -> DeviceKey:
        """Read a key file: suite number and private key in hex. Raises KeyUnreadable."""
        try:
            suite, private = path.read_text(encoding="ascii").split()
            return cls(int(suite), bytes.fromhex(private))
        except (OSError, ValueError, KeyError) as error:
            raise KeyUnreadable(path=str(path), reason=type(error).__name__) from error

    @classmethod
    def create(cls, path: Path, *, suite: int = SUITE_1) -> DeviceKey:
        """Make a key and store it, readable by its owner only, safe from a power cut.

        Never overwrites: raises FileExistsError, because a lost key means a lost till. Raises
        KeyUnreadable when the folder cannot be written.
        """
        private = SUITES[suite].generate()
        beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            # Through the descriptor, so that the file is never readable by others, not even for a moment.
            with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(f"{suite} {private.hex()}\n")
                file.flush()
                os.fsync(file.fileno())
            # A link either appears whole or not at all, and does not replace what is there.
            os.link(beside, path)
            _sync_folder(path.parent)
        except FileExistsError:
            raise
        except OSError as error:
            raise KeyUnreadable(path=str(path), reason=error.strerror) from error
        finally:
            beside.unlink(missing_ok=True)
        return cls(suite, private)


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(PermissionError):  # Windows opens no folders; its links are journaled.
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
