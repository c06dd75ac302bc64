"""Checks that a journal belongs to the identity it was bound to: federation key, device key, shop.

It only reads. `verify` gives it every entry; a start only the one entry that binds.
"""

from __future__ import annotations

from pos.domain.decoding import decode_entry
from pos.domain.journal.entries import Entry, EntryKind
from pos.domain.journal.identity_entry import BoundIdentity
from pos.domain.selling.checks import Finding
from pos.ledger.readers import Readers


class Bindings:
    """Compares what a journal is bound to with the keys that verify it."""

    def __init__(self, *, federation_key: bytes | None, public_key: bytes | None) -> None:
        """A key that is not known is not compared."""
        given = {"federation_key": federation_key, "public_key": public_key}
        self._keys = {name: key.hex() for name, key in given.items() if key is not None}
        self._known: BoundIdentity | None = None
        self.since: int | None = None  # The sequence number of the entry that binds.

    def take(self, entry: Entry) -> Finding | None:
        """Return what is wrong with an entry's binding. Raises EntryWrong."""
        if entry.kind != EntryKind.TILL_BOUND:
            return None
        bound = entry.facts(BoundIdentity)
        for name, key in self._keys.items():
            if getattr(bound, name) != key:
                return Finding(f"identity.{name}", f"bound to {getattr(bound, name)}, verified with {key}")
        if self._known is None:
            self._known, self.since = bound, entry.sequence
            return None
        other = bound.other_than(self._known)
        if other is None:
            return None
        return Finding("identity.bound_twice", f"{other} is not as entry {self.since} says")


def bound_identity(readers: Readers) -> BoundIdentity | None:
    """What this journal is bound to, by its first entry that says so. Raises EntryWrong."""
    row = readers.row(
        "SELECT payload FROM bound JOIN journal USING (sequence) ORDER BY bound.sequence LIMIT 1"
    )
    return None if row is None else decode_entry(row[0]).facts(BoundIdentity)
