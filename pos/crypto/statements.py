"""The exact bytes that are signed. Each begins with its purpose, so no signature fits another purpose."""

from __future__ import annotations

import hashlib


def entry_statement(entry_hash: bytes) -> bytes:
    """What a till signs for each entry. The hash binds till, epoch and everything before it."""
    return b"huimin entry 1\n" + entry_hash


def head_statement(*, till_id: str, epoch: int, sequence: int, entry_hash: bytes) -> bytes:
    """What a till signs for a batch: its chain up to here is this."""
    return b"huimin head 1\n" + _head(till_id, epoch, sequence, entry_hash)


def countersign_statement(*, till_id: str, epoch: int, sequence: int, entry_hash: bytes, at_ms: int) -> bytes:
    """What the platform signs back: it holds the till's chain up to here since `at_ms`."""
    return b"huimin countersign 1\n" + _head(till_id, epoch, sequence, entry_hash) + f"\n{at_ms}".encode()


def answer_statement(*, status: int, till_id: str, epoch: int, nonce: str, body: bytes) -> bytes:
    """What the platform signs for each answer to a till: it belongs to this request and no other."""
    digest = hashlib.sha256(body).hexdigest()
    return f"huimin answer 1\n{status}\n{till_id}\n{epoch}\n{nonce}\n{digest}".encode()


def document_statement(payload: bytes) -> bytes:
    """What the federation signs for a document: its exact bytes."""
    return b"huimin document 1\n" + payload


def card_token_statement(payload: bytes) -> bytes:
    """What the federation signs for the code on a card's sheet: its exact bytes."""
    return b"huimin card 1\n" + payload


def neighbour_statement(*, certificate: bytes, till_id: str, epoch: int) -> bytes:
    """What a till signs when a neighbour calls: this line, which has this certificate, ends at me."""
    return f"huimin neighbour 1\n{till_id}\n{epoch}\n{hashlib.sha256(certificate).hexdigest()}".encode()


def slice_ask_statement(*, certificate: bytes, ask: bytes) -> bytes:
    """What a till signs when it asks a neighbour for a slice: exactly this, on this line and no other."""
    return b"huimin slice 1\n" + hashlib.sha256(certificate).digest() + ask


def _head(till_id: str, epoch: int, sequence: int, entry_hash: bytes) -> bytes:
    return f"{till_id}\n{epoch}\n{sequence}\n{entry_hash.hex()}".encode()
