"""Stores the federation's signed documents as they came: the proof of programmes and leases."""

from __future__ import annotations

from typing import Final

from pos.crypto.documents import SignedDocument, document_hash, read_document
from pos.ledger.sqlite import Cursor

_KNOWN: Final = "SELECT 1 FROM document WHERE document_hash = ?"
_KEEP: Final = "INSERT INTO document VALUES (?, ?, ?, ?, ?, ?)"


def keep_document(cursor: Cursor, document: SignedDocument) -> None:
    """Store a document's exact bytes inside the caller's transaction, if it is not stored yet."""
    name = document_hash(document)
    if cursor.execute(_KNOWN, (name,)).fetchone() is None:
        number = read_document(document).number
        cursor.execute(
            _KEEP, (name, document.kind, number, document.payload, document.signature, document.suite)
        )
