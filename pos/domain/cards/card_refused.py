"""The entry that says that a card gave nothing at the tap, and why. The whole number is not stored."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import Record, Text, Told


class CardRefused(Record, frozen=True):
    """`code` is the error's, `tail` the last digits of the number.

    `asked` is told when only the card's balance was asked for, so no customer lost a benefit.
    """

    code: Text
    tail: str
    asked: bool | UnsetType = UNSET

    @classmethod
    def told(cls) -> Told:
        """The entries that tell it."""
        return Told(EntryKind.CARD_REFUSED, {1: cls})

    @property
    def only_asked(self) -> bool:
        """Whether only the balance was asked for."""
        return self.asked is True
