"""Which till may take a sale's goods back: the selling till, until it signs that right away.

A `sale_released` entry of the till that sold is the only thing that moves the right, as with
leases: no clock and no silence does. After it that till takes nothing of the sale back any more.
"""

from __future__ import annotations

from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import Record, Text, Told, Whole
from pos.domain.scanning.codes import is_sale_number


class Release(Record, frozen=True):
    """A sale whose goods come back elsewhere from now on; the federation's document `number` asked for it."""

    sale_no: Text
    number: Whole

    @classmethod
    def told(cls) -> Told:
        """The entries that tell a release."""
        return Told(EntryKind.SALE_RELEASED, {1: cls})

    def refusal(self) -> str | None:
        """Why it is none."""
        if is_sale_number(self.sale_no) and self.number >= 1:
            return None
        return f"no release: {self.sale_no[:60]!a} by {self.number}"
