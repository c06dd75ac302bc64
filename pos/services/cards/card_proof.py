"""Takes a card on its signed code when the list of this till does not have it yet, and journals that.

The list always wins: what it says of a card is asked first. A card is proven for the business date
on which its code was shown; a sale that is held, or the till started again, finds the entry of that date.
"""

from __future__ import annotations

import hashlib

from pos.crypto.card_tokens import open_card_token
from pos.domain.calendar import BusinessDate
from pos.domain.cards.card import Card
from pos.domain.cards.card_proven import CardProven
from pos.domain.cards.card_token import CardToken, check_fresh
from pos.domain.decoding import decode_entry
from pos.domain.journal.entries import EntryKind
from pos.domain.scanning.codes import card_tail
from pos.errors.cards import CardUnknown
from pos.services.counter.recorder import Recorder


class CardProofs:
    """The codes that were shown since the start. `federation_key` is in hex, empty without a platform."""

    def __init__(self, recorder: Recorder, federation_key: str, card_issuer: str) -> None:
        self._recorder = recorder
        self._federation_key = bytes.fromhex(federation_key)
        self._card_issuer = card_issuer
        self._shown: dict[str, tuple[CardToken, str]] = {}  # By card: what its code says, and its hash.

    def show(self, text: str) -> str:
        """Read a code that this federation signed; return the card's number.

        Raises CardTokenUnreadable, CardTokenForged, CardForeign, CardCheckDigitWrong.
        """
        token = open_card_token(text, self._federation_key, card_issuer=self._card_issuer)
        self._shown[token.card_no] = token, hashlib.sha256(text.strip().upper().encode()).hexdigest()
        return token.card_no

    def card(self, card_no: str, date: BusinessDate, *, days: int) -> Card:
        """A card that the list does not have, as its code says. `days`: how long a code alone proves.

        Raises CardUnknown, CardTokenStale, CardTokenEarly.
        """
        shown = self._shown.get(card_no)
        if shown is not None:
            check_fresh(shown[0], date, days=days)
            return shown[0].card
        payload = self._recorder.ledger.days.payload_of(_entry_id(card_no, date))
        if payload is None:
            raise CardUnknown(tail=card_tail(card_no))
        return decode_entry(payload).facts(CardProven).card

    def record(self, card_no: str, date: BusinessDate) -> None:
        """Journal once a day that the card was taken on its code. Raises LedgerUnwritable."""
        entry_id = _entry_id(card_no, date)
        shown = self._shown.get(card_no)
        if shown is None or self._recorder.ledger.has_entry(entry_id):
            return
        token, digest = shown
        self._recorder.fact(
            EntryKind.CARD_PROVEN,
            CardProven(
                card_no=card_no,
                masked_name=token.masked_name,
                valid_from=token.valid_from,
                valid_to=token.valid_to,
                issued_at=token.issued_at_ms,
                sheet=token.number,
                token=digest,
            ),
            business_date=date,
            entry_id=entry_id,
        )


def _entry_id(card_no: str, date: BusinessDate) -> str:
    return f"card-{card_no}-{date}"
