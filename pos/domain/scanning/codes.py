"""What a scanned or typed code means: goods, scale label, card, payment code, receipt.

Pure reading of digits. Whether the goods or the card exist is the business of others. An
18-digit label and an Alipay code can look alike, so nothing is decided by prefix alone: the
shop's own label prefixes (20–24), the check digit and what the screen expects decide together
(DESIGN 9).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from pos.domain.money import Fen
from pos.domain.scanning.gtin import (
    GTIN_DIGITS,
    as_on_the_pack,
    check_digit,
    check_digit_fits,
    is_gtin,
    upc_e_expanded,
)
from pos.domain.scanning.label_layout import LAYOUTS, LabelLayout
from pos.domain.scanning.symbology import (
    GS,
    GS1_CHARACTERS_MAX,
    gs1_article,
    unmarked_article,
    unwrapped,
    with_add_on,
)
from pos.domain.typed import plain_digits
from pos.errors.cards import CardCheckDigitWrong, CardForeign
from pos.errors.typed import BarcodeAddOnAlone, BarcodeCheckDigitWrong, LabelEmpty, ScanUnreadable

SCAN_CHARACTERS_MAX = 64  # The longest code of the shop is a receipt's; more is a jammed scanner.
CARD_NUMBER_DIGITS = 16
CARD_ISSUER_DIGITS = 4  # The issuer is the federation; 6201 is the demo's.
CARD_TOKEN_MARK = "HM1"  # noqa: S105 - begins the code on a card's sheet (`pos.domain.cards.card_token`)
PLU_DIGITS = 5

_CARD_TOKEN = re.compile(CARD_TOKEN_MARK + "[A-Z2-7]{65,400}")  # Longer than any other code of the shop.

_SALE_NO = re.compile(r"[A-Z0-9]+-[0-9]+-[0-9]{8}-[0-9]{4,6}")
_CLOSE_NO = re.compile(r"[A-Z0-9]+-[0-9]+-[0-9]{8}-Z[0-9]{1,6}")
_RETURN_NO = re.compile(r"[A-Z0-9]+-[0-9]+-[0-9]{8}-R[0-9]{3,6}")
_SLIP_NO = re.compile(r"[A-Z0-9]+-[0-9]+-[0-9]{8}-P[0-9]{3,6}")


class PaymentProvider(StrEnum):
    """Who issued a customer's payment code."""

    WECHAT = "wechat"
    ALIPAY = "alipay"


@dataclass(frozen=True, slots=True)
class LabelRules:
    """The shop's label prefixes and their layouts; some scales print a random last digit."""

    layouts: Mapping[str, LabelLayout] = field(
        default_factory=lambda: MappingProxyType(
            {"20": LAYOUTS["AMT13"], "21": LAYOUTS["AMT13"], "22": LAYOUTS["WGT13"]}
        )
    )
    check_digit: bool = True

    def layout_of(self, code: str) -> LabelLayout | None:
        """The layout a code of digits has, by its prefix and its length; None when it is no label here."""
        layout = self.layouts.get(code[:2])
        return layout if layout is not None and len(code) == len(layout.digits) else None


@dataclass(frozen=True, slots=True)
class GoodsCode:
    """A goods code as printed: EAN-8, UPC-E, UPC-A (12), EAN-13, GTIN-14, or an in-store number.

    `others`: what else the same scan can mean, if nothing on file has the code: the article of a
    GS1 string or of a code with an add-on, the long form of eight digits. `add_on`: the digits of
    the small code beside a magazine's barcode, when the scan seems to hold them.
    """

    code: str
    others: tuple[str, ...] = field(default=(), compare=False)
    add_on: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class ScaleLabel:
    """A label of the shop's own scale; exactly one of amount (fen) and weight (grams) is set."""

    code: str
    plu: str
    amount: Fen | None
    weight_grams: int | None


@dataclass(frozen=True, slots=True)
class CardCode:
    """A number of this federation's card, check digit proven."""

    card_no: str


@dataclass(frozen=True, slots=True)
class CardTokenCode:
    """The signed code on a card's sheet, not read yet: who signed it is for others to say."""

    text: str


@dataclass(frozen=True, slots=True)
class PaymentCode:
    """A customer's one-time payment code. Never stored whole: only its last four digits are."""

    provider: PaymentProvider
    code: str


@dataclass(frozen=True, slots=True)
class SaleCode:
    """A sale number, as printed on a receipt."""

    sale_no: str


Scan: TypeAlias = GoodsCode | ScaleLabel | CardCode | CardTokenCode | PaymentCode | SaleCode


def read_scan(text: str, *, labels: LabelRules, card_issuer: str, paying: bool) -> Scan:
    """Say what a scan means. `paying`: the payment screen is open, which takes no goods.

    Raises ScanUnreadable, BarcodeCheckDigitWrong, BarcodeAddOnAlone, CardCheckDigitWrong, CardForeign,
    LabelEmpty.
    """
    scan = unwrapped(plain_digits(text).strip())
    if is_card_token(scan.text):
        return CardTokenCode(scan.text.upper())
    article = gs1_article(scan) if len(scan.text) <= GS1_CHARACTERS_MAX else None
    if article is not None:
        if not is_gtin(article):
            raise BarcodeCheckDigitWrong(barcode=article)
        return _goods(article)
    code = scan.text.replace(GS, "")
    if not code or len(code) > SCAN_CHARACTERS_MAX or not (code.isascii() and code.isprintable()):
        raise ScanUnreadable(length=len(text))
    if scan.is_add_on_alone:
        raise BarcodeAddOnAlone(barcode=code)
    if not code.isdigit():
        return SaleCode(code.upper()) if is_sale_number(code.upper()) else _unproven(code)
    if not scan.is_ean:
        found = _paper_or_card(code, card_issuer=card_issuer, paying=paying, labels=labels)
        if found is not None:
            return found
    layout = labels.layout_of(code)
    if layout is not None:
        return _label(code, layout, check_digit=labels.check_digit)
    return _goods(code) if len(code) in GTIN_DIGITS else _unproven(code)


def is_card_token(text: str) -> bool:
    """Whether a text has the shape of a signed card code, whatever Caps Lock made of it."""
    return _CARD_TOKEN.fullmatch(text.strip().upper()) is not None


def goods_behind_payment_code(code: str) -> GoodsCode | None:
    """What article the digits of a payment code may be: an EAN or UPC that was read with its add-on.

    Whether it is one is for the catalogue to say: that a payment code begins with an article on
    file does not happen.
    """
    found = with_add_on(code)
    return None if found is None else GoodsCode(found.article, add_on=found.add_on)


def _paper_or_card(
    code: str, *, card_issuer: str, paying: bool, labels: LabelRules
) -> PaymentCode | CardCode | None:
    provider = payment_provider(code)
    if paying and provider is not None:
        return PaymentCode(provider, code)
    if labels.layout_of(code) is not None:
        return None
    if len(code) == CARD_NUMBER_DIGITS and code.startswith(("62", card_issuer)):
        return CardCode(read_card_number(code, card_issuer=card_issuer))
    if provider is not None:
        return PaymentCode(provider, code)
    if code.startswith(card_issuer) and 14 <= len(code) <= 18:
        # A card with a digit lost or doubled: its number must not be shown as unknown goods.
        raise CardCheckDigitWrong(tail=card_tail(code))
    return None


def _goods(code: str) -> GoodsCode:
    """Digits as long as a GTIN. Raises BarcodeCheckDigitWrong; 14 digits may be an in-store number."""
    long_form = upc_e_expanded(code)
    if is_gtin(code):
        if len(code) == max(GTIN_DIGITS):
            code = as_on_the_pack(code)
        return GoodsCode(code, () if long_form is None else (long_form,))
    if long_form is not None:
        return GoodsCode(code)
    if len(code) == max(GTIN_DIGITS):
        return _unproven(code)
    raise BarcodeCheckDigitWrong(barcode=code)


def _unproven(code: str) -> GoodsCode:
    """A code without a check digit of its own, and what else it can mean."""
    element = unmarked_article(code)
    if element is not None:
        return GoodsCode(code, (as_on_the_pack(element),))
    beside = with_add_on(code)
    return GoodsCode(code) if beside is None else GoodsCode(code, (beside.article,), beside.add_on)


def is_sale_number(text: str) -> bool:
    """Whether a text has the shape of a sale's number, in capitals: S01-1-20261123-0087."""
    return _SALE_NO.fullmatch(text) is not None


def paper_number(text: str) -> str | None:
    """The number on a receipt or a day slip, from a scan of its code; None for anything else."""
    found = unwrapped(plain_digits(text).strip()).text.upper()
    return found if _SALE_NO.fullmatch(found) or _CLOSE_NO.fullmatch(found) else None


def is_slip_number(text: str) -> bool:
    """Whether a text has the shape of a goods slip's number, in capitals: S01-1-20261123-P003."""
    return _SLIP_NO.fullmatch(text) is not None


def is_return_number(text: str) -> bool:
    """Whether a text has the shape of a return's number, in capitals: S01-1-20261123-R003."""
    return _RETURN_NO.fullmatch(text) is not None


def ean_check_digit(body: str) -> str:
    """The last digit of an EAN-8, UPC-A or EAN-13 whose other digits are `body` (GS1)."""
    return check_digit(body)


def ean_is_valid(code: str) -> bool:
    """Say whether the last digit of an EAN or UPC fits the others."""
    return check_digit_fits(code)


def luhn_check_digit(body: str) -> str:
    """The check digit of a card number whose other digits are `body` (ISO/IEC 7812, Luhn)."""
    doubled = (int(digit) * 2 if place % 2 == 0 else int(digit) for place, digit in enumerate(body[::-1]))
    return str(-sum(value - 9 if value > 9 else value for value in doubled) % 10)


def read_card_number(text: str, *, card_issuer: str) -> str:
    """Read a card number as scanned or typed; blanks between groups are allowed.

    Raises CardForeign for another issuer, CardCheckDigitWrong when the digits do not fit.
    """
    number = plain_digits(text).replace(" ", "").strip()
    well_formed = number.isascii() and number.isdigit() and len(number) == CARD_NUMBER_DIGITS
    if not well_formed or luhn_check_digit(number[:-1]) != number[-1]:
        raise CardCheckDigitWrong(tail=number[-4:])
    if number[:CARD_ISSUER_DIGITS] != card_issuer:
        raise CardForeign(tail=number[-4:])
    return number


def payment_provider(code: str) -> PaymentProvider | None:
    """Whose payment code these digits look like: WeChat 18 digits from 10–15, Alipay 16–24 from 25–30."""
    prefix = int(code[:2]) if code[:2].isdecimal() else 0
    if len(code) == 18 and 10 <= prefix <= 15:
        return PaymentProvider.WECHAT
    if 16 <= len(code) <= 24 and 25 <= prefix <= 30:
        return PaymentProvider.ALIPAY
    return None


def card_tail(card_no: str) -> str:
    """The part of a card number that may be shown (DESIGN 10)."""
    return card_no[-4:]


def _label(code: str, layout: LabelLayout, *, check_digit: bool) -> ScaleLabel:
    fields = layout.fields(code)
    if check_digit and "C" in fields and not ean_is_valid(code):
        raise BarcodeCheckDigitWrong(barcode=code)
    amount, weight = (int(fields[letter]) if letter in fields else None for letter in "AW")
    if 0 in (amount, weight):
        raise LabelEmpty(barcode=code)
    return ScaleLabel(code, fields["L"], amount=amount, weight_grams=weight)
