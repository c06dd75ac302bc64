"""The different spellings of one article number: GTIN-8, -12, -13, -14 and UPC-E. Digits only.

A UPC-A of 12 digits, the same with a zero in front as EAN-13, and with two zeros as GTIN-14 are one
number (GS1 General Specifications 3.3). What is printed stays as the pack and the shop's file spell
it; only looking up and comparing go by the number.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final, TypeVar

GTIN_DIGITS: Final = (8, 12, 13, 14)

_LONGEST: Final = max(GTIN_DIGITS)
_ZERO: Final = ord("0")
_UPC_E_SYSTEMS: Final = ("0", "1")  # Only these number systems can be written short.

Value = TypeVar("Value")


def check_digit(body: str) -> str:
    """The last digit of a GTIN whose other digits are `body` (GS1); plain digits and nothing else."""
    digits = body.encode("ascii")
    thrice, once = digits[::-2], digits[-2::-2]
    weighted = 3 * (sum(thrice) - _ZERO * len(thrice)) + sum(once) - _ZERO * len(once)
    return str(-weighted % 10)


def check_digit_fits(code: str) -> bool:
    """Say whether the last digit of a GTIN fits the others."""
    return check_digit(code[:-1]) == code[-1]


@lru_cache(maxsize=64)  # A row of a goods file asks for the same code three times.
def is_gtin(code: str) -> bool:
    """Whether a code is a GTIN of any length, its check digit proven. UPC-E is none."""
    return len(code) in GTIN_DIGITS and _is_digits(code) and check_digit_fits(code)


def article_number(code: str) -> str:
    """The number under which all spellings of a code are the same: 14 digits; an in-store code is its own.

    Eight digits that could be both are an EAN-8, as scanners read them.
    """
    if is_gtin(code):
        return code.zfill(_LONGEST)
    expanded = upc_e_expanded(code)
    return code if expanded is None else expanded.zfill(_LONGEST)


def spellings(code: str) -> tuple[str, ...]:
    """Every way in which the number of a code may be written, the code itself first."""
    number = article_number(code)
    found = dict.fromkeys([code])
    if is_gtin(number):
        found |= dict.fromkeys(
            number[-digits:]
            for digits in GTIN_DIGITS
            if set(number[:-digits]) <= {"0"} and digits <= _LONGEST
        )
        short = upc_e_shortened(number[2:]) if number.startswith("00") else None
        if short is not None and article_number(short) == number:
            found.setdefault(short)
    return tuple(found)


def as_on_the_pack(number: str) -> str:
    """A GTIN of 14 digits as packs print it: without the zeros that only fill it up."""
    if number.startswith("000000"):
        return number[-8:]
    if number.startswith("00"):
        return number[-12:]
    return number[-13:] if number.startswith("0") else number


def spelled_every_way(values: Mapping[str, Value]) -> dict[str, Value]:
    """Values by code, found under every spelling of it; what a code itself says wins."""
    found = dict(values)
    for code, value in values.items():
        for spelling in spellings(code)[1:]:
            found.setdefault(spelling, value)
    return found


def upc_e_expanded(code: str) -> str | None:
    """The UPC-A of 12 digits that a UPC-E of 8 stands for; None when it is no UPC-E or misread."""
    if not (len(code) == 8 and code[0] in _UPC_E_SYSTEMS and _is_digits(code)):
        return None
    system, a, b, c, d, e, last, check = tuple(code)
    if last in "012":
        body = f"{system}{a}{b}{last}0000{c}{d}{e}"
    elif last == "3":
        body = f"{system}{a}{b}{c}00000{d}{e}"
    elif last == "4":
        body = f"{system}{a}{b}{c}{d}00000{e}"
    else:
        body = f"{system}{a}{b}{c}{d}{e}0000{last}"
    return body + check if check_digit(body) == check else None


def upc_e_shortened(upc_a: str) -> str | None:
    """The UPC-E of a UPC-A, None for one that cannot be written short."""
    system, maker, item, check = upc_a[0], upc_a[1:6], upc_a[6:11], upc_a[11]
    for middle in (
        f"{maker[:2]}{item[2:]}{maker[2]}",
        f"{maker[:3]}{item[3:]}3",
        f"{maker[:4]}{item[4]}4",
        f"{maker}{item[4]}",
    ):
        short = f"{system}{middle}{check}"
        if upc_e_expanded(short) == upc_a:
            return short
    return None


def _is_digits(code: str) -> bool:
    return code.isascii() and code.isdigit()
