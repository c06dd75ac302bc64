"""Checks that an entry which adopted a federation's document says what was signed. It only reads.

An entry that grants leases has the till's signature, but the till's key is on the machine. What
makes it a right is the document it names: stored beside it, signed by the federation, for this till.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from pos.crypto.documents import (
    EVERY_TILL,
    DocumentBody,
    SignedDocument,
    is_signed_by,
    read_document,
)
from pos.crypto.slices import NEIGHBOURS, check_received, neighbours_from_data
from pos.domain.cards.lease_grant import LeasesGranted, grants_from_data
from pos.domain.cards.lease_moves import LeaseReceived
from pos.domain.journal.entries import Entry, EntryKind
from pos.domain.journal.programme_entry import ProgrammeAdopted
from pos.domain.programme.programme import programme_from_data, programme_to_data
from pos.domain.selling.checks import Finding
from pos.errors.ledger import EntryWrong
from pos.errors.platform import DocumentForged
from pos.ledger.sqlite import Row

# What an entry names that was made to practise with: there is no platform, and nobody to sign.
NO_DOCUMENT: Final = "0" * 64
DOCUMENT_COLUMNS: Final = "kind, number, payload, signature, suite"

_COLUMN_TYPES: Final = (str, int, bytes, bytes, int)


class Adopting(NamedTuple):
    """A kind of entry that adopts a document: which, and what of the two must be the same.

    `facts` is the entry's record, `field` its part that was signed, `signed` reads it from a document's
    body (raises EntryWrong, ProgrammeWrong).
    """

    document: str
    facts: type[ProgrammeAdopted | LeasesGranted]
    field: str
    signed: Callable[[dict[str, Any]], object]


def _programme(body: dict[str, Any]) -> dict[str, Any]:
    return programme_to_data(programme_from_data(body.get("programme")))


ADOPTING: Final[dict[str, Adopting]] = {
    EntryKind.PROGRAMME_ADOPTED.value: Adopting("programme", ProgrammeAdopted, "programme", _programme),
    EntryKind.LEASES_GRANTED.value: Adopting("leases", LeasesGranted, "grants", grants_from_data),
}


class AdoptedDocuments:
    """Checks the documents of one journal, each with its entry."""

    def __init__(self, document_named: Callable[[str], Row | None], *, federation_key: bytes | None) -> None:
        """`document_named` gives the row (`DOCUMENT_COLUMNS`) with a hash.

        Without a key everything but the signature is checked.
        """
        self._document_named = document_named
        self._federation_key = federation_key
        self._numbers: dict[str, int] = {}
        self.names: set[str] = set()

    def take(self, entry: Entry, *, in_turn: bool = True) -> Finding | None:
        """Return what is wrong with the document of an entry. Raises EntryWrong, ProgrammeWrong.

        `in_turn`: all entries come, in order, so that numbers have to rise.
        """
        if entry.kind == EntryKind.LEASE_RECEIVED:
            return self._slice(entry)
        adopting = ADOPTING.get(entry.kind)
        if adopting is None:
            return None
        kind, said = adopting.document, entry.facts(adopting.facts)
        name, number = said.document, said.number
        row = self._document_named(name)
        if row is None:
            if name == NO_DOCUMENT and self._federation_key is None:
                return None
            return Finding("document.missing", f"{kind} {number}: {name}")
        document = self._document(row, name)
        if isinstance(document, Finding):
            return document
        body = self._opened(document, name, till_id=entry.till_id)
        if isinstance(body, Finding):
            return body
        if (body.kind, body.number) != (kind, number) or (row[0], row[1]) != (kind, number):
            return Finding("document.number", f"{row[0]} {row[1]} is {body.kind} {body.number} in {name}")
        if in_turn and number <= self._numbers.get(kind, 0):
            return Finding("document.number", f"{kind} {number} after {self._numbers[kind]}")
        if getattr(said, adopting.field) != adopting.signed(body.body):
            return Finding("document.says_other", f"{adopting.field} of {kind} {number}: {name}")
        self._numbers[kind] = number
        self.names.add(name)
        return None

    def _slice(self, entry: Entry) -> Finding | None:
        """A slice is right when its giver signed it away, and the federation signed who the giver is."""
        told = entry.facts(LeaseReceived)
        row = self._document_named(told.introduced_by)
        if row is None:
            return Finding("document.missing", f"{NEIGHBOURS}: {told.introduced_by}")
        document = self._document(row, told.introduced_by)
        if isinstance(document, Finding):
            return document
        body = self._opened(document, told.introduced_by, till_id=entry.till_id)
        if isinstance(body, Finding):
            return body
        if NEIGHBOURS not in (body.kind, row[0]) or body.kind != row[0] or body.number != row[1]:
            return Finding("document.number", f"{row[0]} {row[1]} is {body.kind} {body.number}")
        for giver in neighbours_from_data(body.body):
            if (giver.till_id, giver.epoch) == (told.from_till, told.from_epoch):
                try:
                    check_received(told, giver, to_till=entry.till_id, to_epoch=entry.epoch)
                except EntryWrong as error:
                    return Finding("slice.unproven", str(error))
                self.names.add(told.introduced_by)
                return None
        return Finding("slice.unproven", f"{told.from_till} is no neighbour")

    def _document(self, row: Row, name: str) -> SignedDocument | Finding:
        if tuple(map(type, row)) != _COLUMN_TYPES:
            return Finding("document.changed", f"a column holds another type of value: {name}")
        kind, _number, payload, signature, suite = row
        if hashlib.sha256(payload).hexdigest() != name:
            return Finding("document.changed", name)
        return SignedDocument(kind, payload, signature, suite)

    def _opened(self, document: SignedDocument, name: str, *, till_id: str) -> DocumentBody | Finding:
        key = self._federation_key
        if key is not None and not is_signed_by(document, key):
            return Finding("document.signature", f"the federation did not sign {name}")
        try:
            body = read_document(document)
        except DocumentForged:
            return Finding("document.form", name)
        if body.audience not in (EVERY_TILL, till_id):
            return Finding("document.audience", f"for {body.audience}: {name}")
        return body
