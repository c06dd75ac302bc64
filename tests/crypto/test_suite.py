"""Suite 1 signs, verifies and seals; and a second suite can be added without touching who signs."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.crypto import suite as suites
from pos.crypto.documents import open_document, sign_document
from pos.crypto.keys import DeviceKey
from pos.crypto.suite import SUITES, Sign, Suite, SuiteOne, Verify
from pos.errors.platform import DocumentForged

ONE = SUITES[1]
# RFC 8032, section 7.1, test 2.
SEED = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
PUBLIC = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
SIGNATURE = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)


class TwinSuite(SuiteOne):
    """Stands in for suite 2: other bytes, same verbs."""

    suite_id = 2

    def signer(self, private: bytes) -> Sign:
        sign = super().signer(private)
        return lambda message: b"2" + sign(b"2" + message)

    def verifier(self, public: bytes) -> Verify:
        verify = super().verifier(public)
        return lambda message, signature: signature[:1] == b"2" and verify(b"2" + message, signature[1:])


def test_suite_1_is_ed25519_with_sha_256() -> None:
    assert ONE.suite_id == 1
    assert ONE.public_key(SEED) == PUBLIC
    assert ONE.sign(SEED, b"\x72") == SIGNATURE
    assert ONE.verify(PUBLIC, b"\x72", SIGNATURE)
    assert ONE.digest(b"x") == hashlib.sha256(b"x").digest()


@given(message=st.binary(max_size=20), other=st.binary(max_size=20), bit=st.integers(0, 511))
def test_a_signature_fits_one_message_and_one_key(message: bytes, other: bytes, bit: int) -> None:
    signature = ONE.sign(SEED, message)
    assert ONE.verify(PUBLIC, message, signature)
    assert ONE.verify(PUBLIC, other, signature) == (other == message)
    flipped = bytearray(signature)
    flipped[bit // 8] ^= 1 << bit % 8
    assert not ONE.verify(PUBLIC, message, bytes(flipped))
    assert not ONE.verify(ONE.public_key(bytes(32)), message, signature)


@pytest.mark.parametrize("public", [b"", b"short", bytes(33)])
def test_what_is_no_key_verifies_nothing(public: bytes) -> None:
    assert not ONE.verify(public, b"", SIGNATURE)


def test_keys_are_never_the_same_twice() -> None:
    assert len({ONE.generate() for _turn in range(20)}) == 20


@given(plain=st.binary(max_size=30), bound_to=st.binary(max_size=5))
def test_what_was_sealed_is_opened_with_the_key_and_in_its_place_only(plain: bytes, bound_to: bytes) -> None:
    key = bytes(range(32))
    sealed = ONE.seal(key, plain, bound_to=bound_to)
    assert ONE.unseal(key, sealed, bound_to=bound_to) == plain
    assert ONE.unseal(key, sealed, bound_to=bound_to + b"x") is None
    assert ONE.unseal(bytes(32), sealed, bound_to=bound_to) is None
    assert ONE.unseal(key, sealed[:-1] + bytes([sealed[-1] ^ 1]), bound_to=bound_to) is None
    assert ONE.seal(key, plain, bound_to=bound_to) != sealed  # A nonce is used once.


@pytest.mark.parametrize("sealed", [b"", b"short", bytes(12)])
def test_what_was_never_sealed_is_not_opened(sealed: bytes) -> None:
    assert ONE.unseal(bytes(32), sealed) is None


def test_a_second_suite_needs_a_line_in_the_table_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    twin: Suite = TwinSuite()
    monkeypatch.setitem(suites.SUITES, 2, twin)
    key = DeviceKey.generate(suite=2)

    document = sign_document(key, kind="cards", number=1, issued_at_ms=0, audience="*", body={})

    assert document.suite == 2
    assert open_document(document, key.public_key, audience="S01-1").number == 1
    monkeypatch.delitem(suites.SUITES, 2)
    with pytest.raises(DocumentForged):
        open_document(document, key.public_key, audience="S01-1")
