"""Reads an identity number (GB 11643): typed forms become one, and what does not fit is told, not guessed."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from stdnum.cn import ric

from pos.domain.typed import plain_digits

_EIGHTEEN: Final = re.compile("[1-9][0-9]{16}[0-9X]")
_FIFTEEN: Final = re.compile("[1-9][0-9]{14}")
_BETWEEN: Final = re.compile(r"[\s\-'‘’`·]")
_CENTURY: Final = "19"  # Numbers of 15 digits were given out until 1999.


class IdentityFinding(StrEnum):
    """What is wrong with a number. The first cannot be taken; the others ask for a second look."""

    UNREADABLE = "unreadable"
    CHECK_DIGIT = "check_digit"
    BIRTH_DATE = "birth_date"


class IdentityRead(NamedTuple):
    """A number of 18 characters, as far as it could be read. `finding`: why to look again."""

    number: str
    finding: IdentityFinding | None = None


def read_identity(text: str) -> IdentityRead:
    """Read a number: full-width digits, a small x and blanks are put right, 15 digits become 18."""
    number = _BETWEEN.sub("", plain_digits(text)).upper()
    if _FIFTEEN.fullmatch(number):
        body = f"{number[:6]}{_CENTURY}{number[6:]}"
        number = body + ric.calc_check_digit(f"{body}0")
    if not _EIGHTEEN.fullmatch(number):
        return IdentityRead(number, IdentityFinding.UNREADABLE)
    if ric.calc_check_digit(number) != number[-1]:
        return IdentityRead(number, IdentityFinding.CHECK_DIGIT)
    return IdentityRead(number, None if _has_birth_date(number) else IdentityFinding.BIRTH_DATE)


def birth_digits(number: str) -> str:
    """The eight digits of the birth date in a number of 18 characters."""
    return number[6:14]


def _has_birth_date(number: str) -> bool:
    digits = birth_digits(number)
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True
