"""The code on a card's sheet (QR): what it says, how it is written, and for how long it proves a card.

`HM1` and base32: letters and digits only, so that every scanner types it alike and a QR code holds it
densely. The bytes: version, suite, card number, first and last day, time of issue, number of the sheet,
masked name, then the federation's signature over all of these. Who signed it is asked by `pos.crypto`.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from pos.domain.calendar import BusinessDate, business_date
from pos.domain.cards.card import Card, CardStatus
from pos.domain.scanning.codes import CARD_NUMBER_DIGITS, CARD_TOKEN_MARK, card_tail
from pos.errors.cards import CardTokenEarly, CardTokenStale, CardTokenUnreadable

NAME_BYTES_MAX: Final = 60

_VERSION: Final = 1
_CARD_BYTES, _DAY_BYTES, _SECOND_BYTES, _NUMBER_BYTES = 7, 3, 5, 4
_FIXED_BYTES: Final = 3 + _CARD_BYTES + 2 * _DAY_BYTES + _SECOND_BYTES + _NUMBER_BYTES


@dataclass(frozen=True, slots=True)
class CardToken:
    """What a card's sheet says. Dates are business dates, both inclusive; issued in ms since 1970.

    `number` counts the sheets of the federation. Seconds are kept of the time of issue, not more.
    """

    card_no: str
    masked_name: str
    valid_from: BusinessDate
    valid_to: BusinessDate
    issued_at_ms: int
    number: int

    @property
    def tail(self) -> str:
        """The last four digits, the only ones that are shown."""
        return card_tail(self.card_no)

    @property
    def card(self) -> Card:
        """The card as the list will have it, unless the list says otherwise."""
        return Card(self.card_no, self.masked_name, self.valid_from, self.valid_to, CardStatus.ACTIVE)


class ReadToken(NamedTuple):
    """A token as it was read, before its signature was looked at."""

    token: CardToken
    suite: int
    payload: bytes
    signature: bytes


def token_payload(token: CardToken, *, suite: int) -> bytes:
    """The exact bytes that the federation signs."""
    name = token.masked_name.encode()
    assert len(name) <= NAME_BYTES_MAX, "a mask is shorter"
    return b"".join(
        (
            bytes((_VERSION, suite)),
            int(token.card_no).to_bytes(_CARD_BYTES),
            _day(token.valid_from),
            _day(token.valid_to),
            (token.issued_at_ms // 1000).to_bytes(_SECOND_BYTES),
            token.number.to_bytes(_NUMBER_BYTES),
            bytes((len(name),)),
            name,
        )
    )


def token_text(payload: bytes, signature: bytes) -> str:
    """The text of the QR code."""
    return CARD_TOKEN_MARK + base64.b32encode(payload + signature).decode().rstrip("=")


def read_token(text: str) -> ReadToken:
    """Read a token's text. Raises CardTokenUnreadable. Its signature is not looked at."""
    body = text.strip().upper().removeprefix(CARD_TOKEN_MARK)
    try:
        data = base64.b32decode(body + "=" * (-len(body) % 8))
        return _read(data)
    except (binascii.Error, ValueError, OverflowError, IndexError) as error:
        raise CardTokenUnreadable from error


def check_fresh(token: CardToken, today: BusinessDate, *, days: int) -> None:
    """Raise CardTokenStale, or CardTokenEarly: a code alone proves a card until `days` after its issue."""
    issued = date.fromisoformat(business_date(token.issued_at_ms))
    now = date.fromisoformat(today)
    if now < issued:
        raise CardTokenEarly(tail=token.tail)
    if now > issued + timedelta(days=days):
        raise CardTokenStale(tail=token.tail, days=days)


def _read(data: bytes) -> ReadToken:
    if len(data) <= _FIXED_BYTES or data[0] != _VERSION:
        raise ValueError("another version")
    name_end = _FIXED_BYTES + data[_FIXED_BYTES - 1]
    fields = _Fields(data)
    token = CardToken(
        card_no=f"{fields.whole(_CARD_BYTES):0{CARD_NUMBER_DIGITS}d}",
        valid_from=date.fromordinal(fields.whole(_DAY_BYTES)).isoformat(),
        valid_to=date.fromordinal(fields.whole(_DAY_BYTES)).isoformat(),
        issued_at_ms=fields.whole(_SECOND_BYTES) * 1000,
        number=fields.whole(_NUMBER_BYTES),
        masked_name=data[_FIXED_BYTES:name_end].decode(),
    )
    # A time that no calendar has is refused here, not later where it is compared.
    business_date(token.issued_at_ms)
    if (
        len(token.card_no) != CARD_NUMBER_DIGITS
        or not token.masked_name.isprintable()
        or name_end >= len(data)
    ):
        raise ValueError("cut off")
    return ReadToken(token, data[1], data[:name_end], data[name_end:])


class _Fields:
    """Takes whole numbers off the front of the bytes, behind version and suite."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 2

    def whole(self, count: int) -> int:
        self._at += count
        return int.from_bytes(self._data[self._at - count : self._at])


def _day(text: BusinessDate) -> bytes:
    return date.fromisoformat(text).toordinal().to_bytes(_DAY_BYTES)
