"""The entry that puts a programme of the federation in force at a till."""

from __future__ import annotations

from typing import Any

from pos.domain.journal.canonical import canonical_bytes
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import Record, Text, Told, Whole


class ProgrammeAdopted(Record, frozen=True):
    """The rules as plain data; `programme_from_data` reads them. Hash (hex) and number are the document's."""

    document: Text
    number: Whole
    programme: dict[str, Any]

    @classmethod
    def told(cls) -> Told:
        """The entries that tell it."""
        return Told(EntryKind.PROGRAMME_ADOPTED, {1: cls})

    def refusal(self) -> str | None:
        """The rules hold nothing that has no canonical form."""
        try:
            canonical_bytes(self.programme)
        except ValueError as error:
            return str(error)
        return None
