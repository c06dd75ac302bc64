"""Checks that a journal row is the next link of its chain: bytes, hash, signature, header, columns."""

from __future__ import annotations

from typing import Final

from pos.crypto.statements import entry_statement
from pos.crypto.suite import SUITES, Verify
from pos.domain.decoding import decode_entry
from pos.domain.journal.chain import DIGESTS, seal
from pos.domain.journal.entries import Entry
from pos.errors.ledger import EntryWrong
from pos.ledger.journal import Installation
from pos.ledger.sqlite import Row
from pos.ledger.verifying.replay import Bad

# The columns of a row that is a link, in this order.
LINK_COLUMNS: Final = (
    "sequence, entry_id, kind, version, at_ms, business_date, actor, payload, previous_hash,"
    " entry_hash, signature, suite"
)
_TYPES: Final = (int, str, str, int, int, str, str, bytes, bytes, bytes, bytes, int)
_HEADER_COLUMNS: Final = ("sequence", "entry_id", "kind", "version", "at_ms", "business_date", "actor")


class Links:
    """Goes along a chain; everything up to `sequence` was found good."""

    def __init__(
        self,
        public_key: bytes | None,
        *,
        owner: Installation | None = None,
        sequence: int = 0,
        head_hash: bytes = b"",
    ) -> None:
        """Begin at the genesis of the first entry's till, or after an entry of `owner`.

        Without a key the signatures are not checked.
        """
        self._public_key = public_key
        self._verifiers: dict[int, Verify] = {}
        self.owner = owner  # Whose ledger it is; None before its first entry says so.
        self.sequence = sequence
        self.head_hash = head_hash

    def next(self, row: Row) -> Entry | Bad:
        """The entry in the next row, or why it is not the next link."""
        if tuple(map(type, row)) != _TYPES:
            return Bad(self.sequence + 1, "entry.columns", "a column holds another type of value")
        sequence, entry_id, payload, previous_hash = row[0], row[1], row[7], row[8]
        entry_hash, signature, suite = row[9], row[10], row[11]
        if sequence != self.sequence + 1:
            return Bad(self.sequence + 1, "entry.missing", f"entry {sequence} follows entry {self.sequence}")
        if suite not in DIGESTS or suite not in SUITES:
            return Bad(sequence, "entry.suite", f"suite {suite} is not known")
        try:
            entry = decode_entry(payload)
        except EntryWrong as error:
            return Bad(sequence, "entry.bytes", str(error))
        if previous_hash != self._previous(entry):
            return Bad(sequence, "entry.chain", "it does not follow the entry before it")
        if seal(sequence, entry_id, payload, previous_hash, suite=suite).entry_hash != entry_hash:
            return Bad(sequence, "entry.hash", "its bytes are not what was sealed")
        if not self._signed(entry_hash, signature, suite):
            return Bad(sequence, "entry.signature", "it was not signed by this till")
        return self._owned(entry) or _columns(entry, row) or entry

    def passed(self, row: Row) -> None:
        """The row was found good in every respect."""
        self.sequence, self.head_hash = row[0], row[9]

    def _previous(self, entry: Entry) -> bytes:
        if self.owner is None:
            self.owner = Installation(entry.till_id, entry.epoch, entry.suite)
            return self.owner.genesis().entry_hash
        return self.head_hash

    def _signed(self, entry_hash: bytes, signature: bytes, suite: int) -> bool:
        if self._public_key is None:
            return True
        verify = self._verifiers.get(suite)
        if verify is None:
            verify = self._verifiers[suite] = SUITES[suite].verifier(self._public_key)
        return verify(entry_statement(entry_hash), signature)

    def _owned(self, entry: Entry) -> Bad | None:
        owner = self.owner
        assert owner is not None
        if (entry.till_id, entry.epoch) == (owner.till_id, owner.epoch):
            return None
        return Bad(entry.sequence, "entry.owner", f"it says till {entry.till_id} epoch {entry.epoch}")


def _columns(entry: Entry, row: Row) -> Bad | None:
    for name, value in zip(_HEADER_COLUMNS, row, strict=False):
        if getattr(entry, name) != value:
            return Bad(entry.sequence, "entry.columns", f"column {name} says {value!r}")
    return None if entry.suite == row[11] else Bad(entry.sequence, "entry.columns", "column suite")
