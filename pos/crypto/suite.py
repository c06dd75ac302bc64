"""Crypto suites: one number names a set of algorithms, and is part of every signed record.

Suite 1 is Ed25519 + SHA-256 + AES-256-GCM. Suite 2 (SM2, SM3, SM4) is one more class and one
more line in `SUITES`: callers only ever say a suite's number. `cryptography` is imported when
it is first used, so that the window paints without it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Final, Protocol, TypeAlias

from pos.domain.journal.chain import DIGESTS, SUITE_1

Sign: TypeAlias = Callable[[bytes], bytes]
Verify: TypeAlias = Callable[[bytes, bytes], bool]

_NONCE_BYTES = 12
SEAL_KEY_BYTES: Final = 32


class Suite(Protocol):
    """What every suite can do. Private keys, public keys and signatures are raw bytes."""

    suite_id: int

    def generate(self) -> bytes:
        """Make a new private key."""
        ...

    def public_key(self, private: bytes) -> bytes:
        """The public half. Raises ValueError when `private` is no key of this suite."""
        ...

    def signer(self, private: bytes) -> Sign:
        """Load a private key once, to sign many messages. Raises ValueError for a bad key."""
        ...

    def verifier(self, public: bytes) -> Verify:
        """Load a public key once, to verify many (message, signature). Raises ValueError for a bad key."""
        ...

    def sign(self, private: bytes, message: bytes) -> bytes:
        """Sign one message."""
        ...

    def verify(self, public: bytes, message: bytes, signature: bytes) -> bool:
        """Say whether a signature fits; an invalid key fits nothing."""
        ...

    def digest(self, data: bytes) -> bytes:
        """The suite's hash."""
        ...

    def seal(self, key: bytes, plain: bytes, *, bound_to: bytes = b"") -> bytes:
        """Encrypt; the result also proves `bound_to`, which is not stored in it."""
        ...

    def unseal(self, key: bytes, sealed: bytes, *, bound_to: bytes = b"") -> bytes | None:
        """Decrypt, or None when key, bytes or `bound_to` are not those that were sealed."""
        ...


class SuiteOne:
    """Ed25519 + SHA-256 + AES-256-GCM."""

    suite_id: int = SUITE_1

    def generate(self) -> bytes:
        """Make a new private key: an Ed25519 seed of 32 bytes."""
        return secrets.token_bytes(32)

    def public_key(self, private: bytes) -> bytes:
        """The public half, 32 bytes. Raises ValueError when `private` is no seed."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()

    def signer(self, private: bytes) -> Sign:
        """Load a seed once, to sign many messages. Raises ValueError for a bad seed."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(private).sign

    def verifier(self, public: bytes) -> Verify:
        """Load a public key once. Raises ValueError for a bad key."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        key = Ed25519PublicKey.from_public_bytes(public)

        def fits(message: bytes, signature: bytes) -> bool:
            try:
                key.verify(signature, message)
            except InvalidSignature:
                return False
            return True

        return fits

    def sign(self, private: bytes, message: bytes) -> bytes:
        """Sign one message: 64 bytes."""
        return self.signer(private)(message)

    def verify(self, public: bytes, message: bytes, signature: bytes) -> bool:
        """Say whether a signature fits."""
        try:
            return self.verifier(public)(message, signature)
        except ValueError:
            return False

    def digest(self, data: bytes) -> bytes:
        """SHA-256."""
        return DIGESTS[SUITE_1](data)

    def seal(self, key: bytes, plain: bytes, *, bound_to: bytes = b"") -> bytes:
        """Encrypt with AES-256-GCM: nonce, then ciphertext with its tag."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + AESGCM(key).encrypt(nonce, plain, bound_to)

    def unseal(self, key: bytes, sealed: bytes, *, bound_to: bytes = b"") -> bytes | None:
        """Decrypt, or None when anything does not fit."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to)
        except (InvalidTag, ValueError):
            return None


SUITES: Final[dict[int, Suite]] = {SUITE_1: SuiteOne()}
