"""The entry that says how a till knew a card which its list did not have: by the signed code alone."""

from __future__ import annotations

from pos.domain.cards.card import Card, CardStatus
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import Record, Text, Told, Whole


class CardProven(Record, frozen=True):
    """A card that was taken on its code. `token`: SHA-256 of the code's text; `issued_at` in ms."""

    card_no: Text
    masked_name: Text
    valid_from: Text
    valid_to: Text
    issued_at: Whole
    sheet: Whole  # The number of the sheet that was shown.
    token: Text

    @classmethod
    def told(cls) -> Told:
        """The entries that tell it."""
        return Told(EntryKind.CARD_PROVEN, {1: cls})

    @property
    def card(self) -> Card:
        """The card as its code has it."""
        return Card(self.card_no, self.masked_name, self.valid_from, self.valid_to, CardStatus.ACTIVE)
