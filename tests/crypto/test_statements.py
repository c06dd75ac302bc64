"""What is signed, byte for byte: other programs verify these without asking us."""

from __future__ import annotations

from pos.crypto.statements import (
    countersign_statement,
    document_statement,
    entry_statement,
    head_statement,
)

HASH = bytes(range(32))
HEX = b"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"


def test_an_entry_is_signed_by_its_hash() -> None:
    assert entry_statement(HASH) == b"huimin entry 1\n" + HASH


def test_a_batch_is_signed_by_the_head_of_the_chain() -> None:
    head = head_statement(till_id="S01-1", epoch=2, sequence=87, entry_hash=HASH)
    assert head == b"huimin head 1\nS01-1\n2\n87\n" + HEX


def test_a_countersignature_says_since_when() -> None:
    statement = countersign_statement(till_id="S01-1", epoch=2, sequence=87, entry_hash=HASH, at_ms=5)
    assert statement == b"huimin countersign 1\nS01-1\n2\n87\n" + HEX + b"\n5"


def test_a_document_is_signed_by_its_exact_bytes() -> None:
    assert document_statement(b"{}") == b"huimin document 1\n{}"


def test_no_signature_serves_for_another_purpose() -> None:
    statements = [
        entry_statement(HASH),
        document_statement(HASH),
        head_statement(till_id="S01-1", epoch=1, sequence=1, entry_hash=HASH),
        countersign_statement(till_id="S01-1", epoch=1, sequence=1, entry_hash=HASH, at_ms=1),
    ]
    assert len({statement.split(b"\n")[0] for statement in statements}) == len(statements)
