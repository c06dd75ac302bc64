"""The federation's documents are believed only with its signature, for this till, and in one form."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.crypto.documents import SignedDocument, document_hash, open_document, sign_document
from pos.crypto.keys import DeviceKey
from pos.crypto.statements import document_statement
from pos.domain.journal.canonical import canonical_bytes
from pos.errors.platform import DocumentForged

FEDERATION = DeviceKey(1, bytes([1]) * 32)
STRANGER = DeviceKey(1, bytes([2]) * 32)


def document(**changes: Any) -> SignedDocument:
    content: dict[str, Any] = {
        "kind": "cards", "number": 7, "issued_at_ms": 1_795_320_000_000, "audience": "*",
        "body": {"since": 0, "cards": [["6201000000000013", "张*兰", "2026-01-01", "2026-12-31", "active"]]},
    }  # fmt: skip
    return sign_document(FEDERATION, **{**content, **changes})


def forged(payload: bytes) -> SignedDocument:
    """Signed by the right key, but not what a document is."""
    return SignedDocument("cards", payload, FEDERATION.sign(document_statement(payload)), 1)


def test_a_signed_document_is_read_back() -> None:
    opened = open_document(document(), FEDERATION.public_key, audience="S01-1")
    assert (opened.kind, opened.number, opened.issued_at_ms, opened.audience) == (
        "cards",
        7,
        1_795_320_000_000,
        "*",
    )
    assert opened.body["cards"][0][1] == "张*兰"


def test_a_documents_bytes_are_the_same_for_ever() -> None:
    small = document(body={"a": 1})
    assert (
        small.payload
        == b'{"audience":"*","body":{"a":1},"issued_at":1795320000000,"kind":"cards","number":7}'
    )
    assert document_hash(small) == hashlib.sha256(small.payload).hexdigest()


def test_a_document_for_one_till_is_for_no_other() -> None:
    mine = document(kind="leases", audience="S01-1")
    assert open_document(mine, FEDERATION.public_key, audience="S01-1").audience == "S01-1"
    with pytest.raises(DocumentForged):
        open_document(mine, FEDERATION.public_key, audience="S01-2")


@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_a_document_that_was_changed_is_refused(place: int, bit: int) -> None:
    genuine = document()
    payload = bytearray(genuine.payload)
    payload[place % len(payload)] ^= 1 << bit
    with pytest.raises(DocumentForged):
        open_document(replace(genuine, payload=bytes(payload)), FEDERATION.public_key, audience="S01-1")


def test_a_strangers_document_is_refused() -> None:
    with pytest.raises(DocumentForged):
        open_document(document(), STRANGER.public_key, audience="S01-1")


@pytest.mark.parametrize(
    "changed",
    [
        replace(document(), kind="leases"),
        replace(document(), suite=2),
        replace(document(), signature=b""),
        forged(b""),
        forged(b"[]"),
        forged(b'{"kind": "cards"}'),
        forged(canonical_bytes({"kind": "cards", "number": 1, "issued_at": 1, "audience": "*"})),
        forged(canonical_bytes({"kind": "cards", "number": 1, "issued_at": 1, "audience": "*", "body": []})),
        forged(canonical_bytes({"kind": "cards", "number": -1, "issued_at": 1, "audience": "*", "body": {}})),
    ],
)
def test_what_is_not_in_the_form_of_a_document_is_refused(changed: SignedDocument) -> None:
    with pytest.raises(DocumentForged):
        open_document(changed, FEDERATION.public_key, audience="S01-1")
