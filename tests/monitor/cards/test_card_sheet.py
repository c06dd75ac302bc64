"""The printed sheet of a card: what is on it, and what is not."""

from __future__ import annotations

import pypdfium2 as pdfium

from monitor.cards.card_sheet import CardSheet, sheet_pdf
from pos.crypto.card_tokens import sign_card_token
from pos.domain.cards.card_token import CardToken
from tests.ledger.counter import key_of

TOKEN = CardToken("6201000000000012", "欧阳**", "2026-11-23", "2027-12-31", 1_795_401_720_000, 41)


def sheet() -> CardSheet:
    return CardSheet("武侯区慈善会", TOKEN, sign_card_token(key_of(1), TOKEN), "028-0000 0000")


def test_the_sheet_says_whose_card_it_is_and_nothing_of_why() -> None:
    page = pdfium.PdfDocument(sheet_pdf(sheet()))[0]
    text = page.get_textpage().get_text_range()
    for words in ("爱心卡", "武侯区慈善会", "欧阳**", "6201 0000 0000 0012", "2026-11-23 至 2027-12-31"):
        assert words in text
    for words in ("身份证", "街道", "困难"):
        assert words not in text


def test_the_same_card_gives_the_same_bytes() -> None:
    assert sheet_pdf(sheet()) == sheet_pdf(sheet())
