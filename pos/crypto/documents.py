"""Documents that the federation signs: programme, cards, categories, leases. Not how they travel."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from msgspec import Struct, convert, field

from pos.crypto.keys import DeviceKey
from pos.crypto.statements import document_statement
from pos.crypto.suite import SUITES
from pos.domain.journal.canonical import canonical_bytes, read_canonical
from pos.domain.journal.record import Text, Whole
from pos.errors.platform import DocumentForged

EVERY_TILL = "*"


@dataclass(frozen=True, slots=True)
class SignedDocument:
    """A document as it travels and is kept: the exact bytes and the signature over them."""

    kind: str
    payload: bytes
    signature: bytes
    suite: int


class DocumentBody(Struct, frozen=True):
    """A document that was opened. `number` counts up for each kind (and audience)."""

    kind: Text
    number: Whole
    issued_at_ms: Whole = field(name="issued_at")
    audience: Text  # A till id, or "*".
    body: dict[str, Any]


def sign_document(
    key: DeviceKey,
    *,
    kind: str,
    number: int,
    issued_at_ms: int,
    audience: str,
    body: dict[str, Any],
) -> SignedDocument:
    """Write and sign a document with the federation's key."""
    payload = canonical_bytes(
        {"kind": kind, "number": number, "issued_at": issued_at_ms, "audience": audience, "body": body}
    )
    return SignedDocument(kind, payload, key.sign(document_statement(payload)), key.suite)


def open_document(document: SignedDocument, federation_key: bytes, *, audience: str) -> DocumentBody:
    """Read a document that the federation signed for this audience, or for everybody.

    Raises DocumentForged when signature, audience or form do not fit. Whether the document is
    newer than the last one is the caller's question.
    """
    if not is_signed_by(document, federation_key):
        raise DocumentForged(kind=document.kind, reason="signature")
    opened = read_document(document)
    if opened.audience not in (EVERY_TILL, audience):
        raise DocumentForged(kind=document.kind, reason="audience")
    return opened


def is_signed_by(document: SignedDocument, federation_key: bytes) -> bool:
    """Whether the federation made the signature over a document's bytes."""
    suite = SUITES.get(document.suite)
    return suite is not None and suite.verify(
        federation_key, document_statement(document.payload), document.signature
    )


def read_document(document: SignedDocument) -> DocumentBody:
    """Read a document whose signature was verified before. Raises DocumentForged."""
    try:
        opened = convert(read_canonical(document.payload), DocumentBody)
    except ValueError as error:  # What fits no field is one, too.
        raise DocumentForged(kind=document.kind, reason="form") from error
    if opened.kind != document.kind:
        raise DocumentForged(kind=document.kind, reason="form")
    return opened


def document_hash(document: SignedDocument) -> str:
    """SHA-256 of the payload in hex: how entries name the document they adopt."""
    return hashlib.sha256(document.payload).hexdigest()
