"""Signs and verifies the code on a card's sheet. A till needs the federation's public key and no line."""

from __future__ import annotations

from pos.crypto.keys import DeviceKey
from pos.crypto.statements import card_token_statement
from pos.crypto.suite import SUITES
from pos.domain.cards.card_token import CardToken, read_token, token_payload, token_text
from pos.domain.scanning.codes import read_card_number
from pos.errors.cards import CardTokenForged


def sign_card_token(key: DeviceKey, token: CardToken) -> str:
    """The text of a card's QR code, signed with the federation's key."""
    payload = token_payload(token, suite=key.suite)
    return token_text(payload, key.sign(card_token_statement(payload)))


def open_card_token(text: str, federation_key: bytes, *, card_issuer: str) -> CardToken:
    """Read a QR code that this federation signed; for how long it proves the card is another question.

    Raises CardTokenUnreadable, CardCheckDigitWrong, CardForeign, CardTokenForged.
    """
    read = read_token(text)
    # A neighbouring federation's card is told as what it is, not as forged.
    read_card_number(read.token.card_no, card_issuer=card_issuer)
    suite = SUITES.get(read.suite)
    if suite is None or not suite.verify(federation_key, card_token_statement(read.payload), read.signature):
        raise CardTokenForged(tail=read.token.tail)
    return read.token
