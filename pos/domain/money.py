"""Exact money: a whole number of fen (1 yuan = 100 fen). No floats, no hidden rounding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from pos.domain.typed import plain_digits
from pos.errors.typed import AmountOutOfRange, AmountUnreadable

Fen: TypeAlias = int

AMOUNT_FEN_MAX: Fen = 99_999_999  # ¥999,999.99: no basket of a corner shop is larger; a typing error is.


def half_up(numerator: int, denominator: int) -> int:
    """Return `numerator / denominator` rounded to the nearest whole number, halves upwards.

    The only rounding of the programme (DESIGN 3.1). Both arguments are not negative.
    """
    assert numerator >= 0 and denominator > 0
    return (2 * numerator + denominator) // (2 * denominator)


def allocate(amount: Fen, weights: Sequence[int]) -> tuple[Fen, ...]:
    """Split `amount` by weight so that the parts add up to the whole, to the fen.

    Largest remainder: every share is rounded down, then the fen left over go to the shares that
    lost most by rounding, the earlier of equals first (DESIGN 3.3). A share without weight never
    gets a fen; with no weights at all there is nothing to split and `amount` must be 0.
    """
    total = sum(weights)
    if total == 0:
        assert amount == 0, "an amount cannot be spread over nothing"
        return (0,) * len(weights)
    assert amount >= 0 and min(weights) >= 0
    parts = [amount * weight // total for weight in weights]
    fen_left = amount - sum(parts)
    if fen_left:
        by_loss = sorted(range(len(parts)), key=lambda index: -(amount * weights[index] % total))
        for index in by_loss[:fen_left]:
            parts[index] += 1
    return tuple(parts)


def parse_yuan(text: str) -> Fen:
    """Read an amount as a person types it, in yuan: `12`, `12.5`, `1,234.50`, `１２．５０`.

    Raises AmountUnreadable when it is no amount, AmountOutOfRange when it is below zero or above
    the till's limit.
    """
    typed = plain_digits(text).strip()
    sign, digits = (typed[:1], typed[1:]) if typed[:1] in ("-", "+", "−") else ("", typed)
    whole, _dot, cents = digits.partition(".")
    groups = whole.split(",")
    grouped_well = len(groups) == 1 or (
        # A leading zero is never grouped: `0,500` is a half with a decimal comma.
        1 <= len(groups[0]) <= 3 and groups[0][0] != "0" and all(len(group) == 3 for group in groups[1:])
    )
    whole = "".join(groups)
    digits = whole + cents
    if not (grouped_well and digits.isascii() and digits.isdigit() and len(cents) <= 2):
        raise AmountUnreadable(text=text[:40])
    if len(whole) > 12:
        raise AmountOutOfRange(text=text[:40])
    fen = int(whole or "0") * 100 + int(cents.ljust(2, "0"))
    if (sign in ("-", "−") and fen) or fen > AMOUNT_FEN_MAX:
        raise AmountOutOfRange(text=text[:40])
    return fen


def format_yuan(amount: Fen) -> str:
    """Write an amount in yuan as shown everywhere: `1,234.50`, below zero with `−`."""
    yuan, fen = divmod(abs(amount), 100)
    return f"{'−' if amount < 0 else ''}{yuan:,}.{fen:02d}"
