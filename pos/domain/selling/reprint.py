"""A receipt, return slip or goods slip that was printed once more, as the journal keeps it."""

from __future__ import annotations

from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import Record, Text, Told


class Reprinted(Record, frozen=True, kw_only=True):
    """A paper by its number (kind `receipt_reprinted`, version 2); `rule` let it be printed."""

    sale_no: Text
    reason: str
    rule: Text | None  # None: version 1 did not tell.

    @classmethod
    def told(cls) -> Told:
        """The entries that tell it."""
        return Told(EntryKind.RECEIPT_REPRINTED, {1: ReprintedV1, 2: cls})


class ReprintedV1(Record, frozen=True, kw_only=True):
    """Version 1 named no rule."""

    sale_no: Text
    reason: str

    def newest(self) -> Reprinted:
        """The same as version 2 would tell it."""
        return Reprinted(sale_no=self.sale_no, reason=self.reason, rule=None)
