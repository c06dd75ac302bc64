"""Quantities: whole thousandths of the unit of sale (件, kg, 斤). Not money, never a float."""

from __future__ import annotations

from typing import TypeAlias

from pos.domain.typed import plain_digits
from pos.errors.typed import QuantityOutOfRange, QuantityUnreadable

Thousandths: TypeAlias = int

ONE: Thousandths = 1000
QUANTITY_MAX: Thousandths = 9_999_000  # 9,999 pieces or kg; more is a barcode typed as a quantity.

THOUSANDTHS_PER_GRAM = {"kg": 1, "公斤": 1, "斤": 2}  # 1 g is 0.001 kg and 0.002 斤 (1 斤 = 500 g).


def parse_quantity(text: str) -> Thousandths:
    """Read a quantity as typed: `3`, `0.912`, `２．５`. At most three decimals.

    Raises QuantityUnreadable when it is no number, QuantityOutOfRange when it is not above zero
    or above the till's limit.
    """
    typed = plain_digits(text).strip()
    sign, unsigned = (typed[:1], typed[1:]) if typed[:1] in ("-", "+", "−") else ("", typed)
    whole, _dot, decimals = unsigned.partition(".")
    digits = whole + decimals
    if not (digits.isascii() and digits.isdigit() and len(decimals) <= 3):
        raise QuantityUnreadable(text=text[:40])
    if len(whole) > 12:
        raise QuantityOutOfRange(text=text[:40])
    thousandths = int(whole or "0") * ONE + int(decimals.ljust(3, "0"))
    if sign in ("-", "−") or not 0 < thousandths <= QUANTITY_MAX:
        raise QuantityOutOfRange(text=text[:40])
    return thousandths


def format_quantity(quantity: Thousandths, *, weighed: bool) -> str:
    """Write a quantity: `0.912` for weighed goods, `2` or `1.5` without idle zeros otherwise."""
    whole, rest = divmod(quantity, ONE)
    if weighed:
        return f"{whole}.{rest:03d}"
    return f"{whole}.{rest:03d}".rstrip("0").rstrip(".")


def is_whole(quantity: Thousandths) -> bool:
    """Say whether a quantity is a whole number of units."""
    return quantity % ONE == 0
