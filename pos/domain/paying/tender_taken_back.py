"""Money that was taken and given back before its sale was done, as the journal keeps it."""

from __future__ import annotations

from msgspec import field

from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import Amount, Record, Text, Told


class TenderTakenBack(Record, frozen=True, kw_only=True):
    """A tender of an open sale, in fen; `way` is the key of its sums (`way_of`), `kind` in the JSON."""

    sale_id: Text
    way: Text = field(name="kind")
    amount: Amount
    reference_tail: str

    @classmethod
    def told(cls) -> Told:
        """The entries that tell it."""
        return Told(EntryKind.TENDER_TAKEN_BACK, {1: cls})
