"""The code on a card's sheet: what the federation signed is read, all else is refused in its own words."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.crypto.card_tokens import open_card_token, sign_card_token
from pos.crypto.keys import DeviceKey
from pos.domain.cards.card_token import CardToken, check_fresh, token_payload, token_text
from pos.domain.scanning.codes import CardTokenCode, LabelRules, luhn_check_digit, read_scan
from pos.errors import RuleBroken
from pos.errors.cards import (
    CardCheckDigitWrong,
    CardForeign,
    CardTokenEarly,
    CardTokenForged,
    CardTokenStale,
    CardTokenUnreadable,
)
from tests.ledger.counter import key_of

KEY, OTHER = key_of(1), key_of(2)
ISSUED_MS = 1_795_401_720_000  # 2026-11-23 10:42 in Shanghai.


def number(middle: int, issuer: str = "6201") -> str:
    body = f"{issuer}{middle:011d}"
    return body + luhn_check_digit(body)


TOKEN = CardToken(number(7), "张*兰", "2026-01-01", "2027-12-31", ISSUED_MS, 41)


def opened(text: str, key: DeviceKey = KEY) -> CardToken:
    return open_card_token(text, key.public_key, card_issuer="6201")


@given(
    middle=st.integers(0, 10**11 - 1),
    name=st.sampled_from(["张*", "张*兰", "欧阳**", "阿**提", "𠮷*野"]),
    sheet=st.integers(0, 5),
)
def test_what_was_signed_is_read_back(middle: int, name: str, sheet: int) -> None:
    token = CardToken(number(middle), name, "2026-01-01", "2027-12-31", ISSUED_MS, sheet)
    text = sign_card_token(KEY, token)
    assert opened(text) == token
    assert text.isalnum()
    assert len(text) < 200


def test_a_scanner_with_caps_lock_or_a_mark_in_front_reads_the_same_code() -> None:
    text = sign_card_token(KEY, TOKEN)
    for scanned in (text, text.lower(), f"]Q3{text}"):
        found = read_scan(scanned, labels=LabelRules(), card_issuer="6201", paying=False)
        assert found == CardTokenCode(text)


def test_a_code_of_somebody_else_is_forged() -> None:
    with pytest.raises(CardTokenForged) as refused:
        opened(sign_card_token(OTHER, TOKEN))
    assert refused.value.facts == {"tail": TOKEN.tail}


def test_no_byte_of_a_code_can_be_changed() -> None:
    text = sign_card_token(KEY, TOKEN)
    data = base64.b32decode(text[3:] + "=" * (-len(text[3:]) % 8))
    for at in range(len(data)):
        changed = bytes((*data[:at], data[at] ^ 1, *data[at + 1 :]))
        with pytest.raises(RuleBroken) as refused:
            opened(token_text(changed, b""))
        assert isinstance(
            refused.value, CardTokenForged | CardTokenUnreadable | CardCheckDigitWrong | CardForeign
        )


def test_a_signature_for_another_purpose_does_not_fit() -> None:
    payload = token_payload(TOKEN, suite=KEY.suite)
    with pytest.raises(CardTokenForged):
        opened(token_text(payload, KEY.sign(payload)))


@pytest.mark.parametrize("kept", [3, 4, 20, 60, 100])
def test_half_a_code_is_unreadable_or_forged(kept: int) -> None:
    with pytest.raises((CardTokenUnreadable, CardTokenForged)):
        opened(sign_card_token(KEY, TOKEN)[:kept])


@pytest.mark.parametrize("text", ["", "HM1", "HM1!!", "HM10189", "HM1" + "A" * 160, "6201000000000012"])
def test_what_is_no_code_is_unreadable(text: str) -> None:
    with pytest.raises(CardTokenUnreadable):
        opened(text)


def test_the_card_of_another_federation_is_told_as_foreign() -> None:
    foreign = CardToken(number(7, "6202"), "张*兰", "2026-01-01", "2027-12-31", ISSUED_MS, 1)
    with pytest.raises(CardForeign):
        opened(sign_card_token(OTHER, foreign))


def test_a_code_proves_a_card_until_the_last_of_its_days() -> None:
    for today in ("2026-11-23", "2026-11-30"):
        check_fresh(TOKEN, today, days=7)
    with pytest.raises(CardTokenStale):
        check_fresh(TOKEN, "2026-12-01", days=7)
    with pytest.raises(CardTokenEarly):
        check_fresh(TOKEN, "2026-11-22", days=7)
    check_fresh(TOKEN, "2026-11-23", days=0)
