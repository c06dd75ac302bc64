"""The cash drawer: how much must be in it, and how much was counted.

Pure sums. Nothing here can refuse a count because it differs: a difference is a fact to be written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pos.domain.money import Fen, parse_yuan
from pos.domain.typed import plain_digits
from pos.errors.typed import CountUnreadable

# The notes and coins of a till, in fen, the largest first; the last three only where no rule rounds cash.
DENOMINATIONS: Final[tuple[Fen, ...]] = (10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10, 5, 2, 1)

SMALLEST_ROUNDED: Final[Fen] = 10  # The smallest piece where a rule leaves the fen off.

PIECES_MAX: Final = 9_999  # Of one denomination: more is a barcode in the wrong field.
_TIMES: Final = str.maketrans("×*X＊", "xxxx")
_SHOWN_MAX: Final = 40


@dataclass(frozen=True, slots=True)
class DrawerMoves:
    """What went through a drawer in one shift, in fen, none of it negative.

    `taken` is cash as customers handed it over, `change` what they got back of it.
    """

    float_fen: Fen = 0
    taken: Fen = 0
    change: Fen = 0
    refunded: Fen = 0
    cash_in: Fen = 0
    cash_out: Fen = 0
    made_good: Fen = 0  # Make-goods that were handed out.

    @property
    def expected(self) -> Fen:
        """What must be in the drawer now. Below zero when more was taken out than was ever in it."""
        gone = self.change + self.refunded + self.cash_out + self.made_good
        return self.float_fen + self.taken + self.cash_in - gone


def pieces_of(coin: Fen) -> tuple[Fen, ...]:
    """The notes and coins that can be in a drawer whose smallest coin is `coin`, the largest first."""
    return tuple(value for value in DENOMINATIONS if value >= coin)


def sum_of(denominations: Mapping[Fen, int]) -> Fen:
    """What so many notes and coins come to, in fen."""
    return sum(value * pieces for value, pieces in denominations.items())


def parse_denominations(text: str) -> dict[Fen, int]:
    """Read a count by notes and coins as typed: `100x41 50×14 0.5*6`. One named twice is added up.

    Raises CountUnreadable with the part that cannot be read, AmountUnreadable and AmountOutOfRange.
    """
    counted: dict[Fen, int] = {}
    for part in plain_digits(text).translate(_TIMES).split():
        value, times, pieces = part.partition("x")
        if not (times and pieces.isascii() and pieces.isdigit() and len(pieces) <= 4):
            raise CountUnreadable(text=part[:_SHOWN_MAX])
        counted[parse_yuan(value)] = counted.get(parse_yuan(value), 0) + int(pieces)
    return checked_denominations(counted)


def checked_denominations(counted: Mapping[Fen, int]) -> dict[Fen, int]:
    """A count by notes and coins, the largest first and without what there is none of.

    Raises CountUnreadable when there is no such note, or an impossible number of them.
    """
    for value, pieces in counted.items():
        if value not in DENOMINATIONS or not 0 <= pieces <= PIECES_MAX:
            raise CountUnreadable(text=f"{value // 100}.{value % 100:02d}x{pieces}")
    return {value: counted[value] for value in DENOMINATIONS if counted.get(value)}


def denominations_to_data(counted: Mapping[Fen, int] | None) -> dict[str, int] | None:
    """As it stands in an entry: the denomination in fen as text."""
    return None if counted is None else {str(value): pieces for value, pieces in counted.items()}


def denominations_refusal(by_note: Mapping[str, int] | None) -> str | None:
    """Why an entry's notes and coins are none, or None: each is its fen, written as a number is."""
    for value in by_note or ():
        if not (value.isascii() and value.isdigit() and str(int(value)) == value):
            return "a denomination must be a number of fen"
    return None


def denominations_from_data(by_note: Mapping[str, int] | None) -> dict[Fen, int] | None:
    """Read the notes and coins of an entry, the largest first."""
    if by_note is None:
        return None
    return {value: by_note[str(value)] for value in sorted(map(int, by_note), reverse=True)}
