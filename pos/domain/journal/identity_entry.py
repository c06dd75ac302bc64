"""The entry that says whose journal it is: keys and shop, which no other file can change later.

The identity lies in a file that its owner can edit. The first `till_bound` entry of a journal holds what
was found when the till began to trust it; whatever says otherwise afterwards is found against it.
"""

from __future__ import annotations

from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import Record, Text, Told


class BoundIdentity(Record, frozen=True):
    """Till id, epoch and suite stand in each entry's header; this is the rest. Keys are in hex."""

    federation_key: Text
    public_key: Text
    store_id: Text
    card_issuer: Text

    @classmethod
    def told(cls) -> Told:
        """The entries that bind a journal."""
        return Told(EntryKind.TILL_BOUND, {1: cls})

    def other_than(self, known: BoundIdentity) -> str | None:
        """The first field that says something else than what is known, or None."""
        names = self.__struct_fields__
        return next((name for name in names if getattr(self, name) != getattr(known, name)), None)

    def refusal(self) -> str | None:
        """Keys have one form only: they are compared as texts."""
        keys = [self.federation_key, self.public_key]
        try:
            fits = keys == [bytes.fromhex(key).hex() for key in keys]
        except ValueError:
            fits = False
        return None if fits else "a key must be lower-case hexadecimal"


class TillEnrolled(Record, frozen=True):
    """What journals of the first releases began with: the shop, and the federation's key in hex."""

    store_id: Text
    federation_key: Text

    @classmethod
    def told(cls) -> Told:
        """The entries that tell it."""
        return Told(EntryKind.TILL_ENROLLED, {1: cls})
