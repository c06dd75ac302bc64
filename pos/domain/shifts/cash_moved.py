"""Cash that went into the drawer, or out of it, without a sale, as the journal keeps it."""

from __future__ import annotations

from enum import StrEnum

from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import Amount, Record, Text, Told


class Direction(StrEnum):
    """Which way the cash went."""

    IN = "in"
    OUT = "out"


class CashMoved(Record, frozen=True, kw_only=True):
    """How much, in fen, which way and why. `rule` let it happen."""

    shift_id: Text
    direction: Direction
    amount: Amount
    reason: str
    rule: Text

    @classmethod
    def told(cls) -> Told:
        """The entries that tell it."""
        return Told(EntryKind.CASH_MOVED, {1: cls})
