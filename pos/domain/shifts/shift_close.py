"""The entries of a shift's counts and of its end. Facts only; `takings` adds them up."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import field

from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import Amount, Key, Record, SignedAmount, Text, Told, Whole
from pos.domain.money import Fen
from pos.domain.paying.tender import TenderKind
from pos.domain.shifts.drawer import denominations_from_data, denominations_refusal
from pos.domain.shifts.over_short import OverShort


class ShiftCount(Record, frozen=True):
    """One way of paying, counted blind, in fen. `expected` and `difference` were written with the count.

    `by_note`: fen of a note or coin, as text → how many, when cash was counted so. `rule` allowed it.
    """

    shift_id: Text
    kind: Text
    counted: Amount
    by_note: Mapping[Key, Whole] | None = field(name="denominations")
    expected: SignedAmount  # May be below zero: more was paid out than ever came in.
    difference: SignedAmount
    rule: Text | None

    @classmethod
    def told(cls) -> Told:
        """The entries that tell a count."""
        return Told(EntryKind.SHIFT_COUNTED, {1: cls})

    @property
    def denominations(self) -> dict[Fen, int] | None:
        """Fen of a note or coin → how many, the largest first; None when only the sum was counted."""
        return denominations_from_data(self.by_note)

    def refusal(self) -> str | None:
        """The notes and coins are named by their fen."""
        return denominations_refusal(self.by_note)


class ShiftEnd(Record, frozen=True):
    """What every version of a shift's end tells. `counts` rule; `held` are the sales kept for the next shift.

    `handed_to`: staff id of who takes the drawer over, None when it goes to the safe.
    `open_payments`: what nobody knew the end of when the shift ended; it stays open.
    """

    shift_id: Text
    number: Whole
    closed_at_ms: Whole = field(name="closed_at")
    counts: tuple[ShiftCount, ...]
    explanation: str
    handed_to: Text | None
    open_payments: tuple[Text, ...]
    held: tuple[Text, ...]

    def refusal(self) -> str | None:
        """What is wrong with a count."""
        return next((why for count in self.counts if (why := count.refusal()) is not None), None)


class ShiftClosed(ShiftEnd, frozen=True):
    """The end of a shift (version 2). `reason` is the listed one of a difference that wanted one.

    `rule` let the shift end; `over_short` is how it stood against the limits.
    """

    reason: str = ""
    rule: Text | None = None
    over_short: OverShort | None = None

    @classmethod
    def told(cls) -> Told:
        """The entries that tell the end of a shift."""
        return Told(EntryKind.SHIFT_CLOSED, {1: ShiftClosedV1, 2: cls})

    @property
    def cash_difference(self) -> Fen:
        """What the drawer was over or short, in fen."""
        return sum(count.difference for count in self.counts if count.kind == TenderKind.CASH)


class ShiftClosedV1(ShiftEnd, frozen=True):
    """Version 1 told neither a reason nor a rule, and nothing of the limits."""

    def newest(self) -> ShiftClosed:
        """The same as version 2 would tell it."""
        return ShiftClosed(**{name: getattr(self, name) for name in self.__struct_fields__})
