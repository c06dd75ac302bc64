"""Computes which cash a customer may hand over for an amount: single notes and the next round sums."""

from __future__ import annotations

from typing import Final

from pos.domain.money import Fen

LIKELY_MAX: Final = 4
_NOTES: Final[tuple[Fen, ...]] = (500, 1_000, 2_000, 5_000, 10_000)
_ROUND_TO: Final[tuple[Fen, ...]] = (500, 1_000, 5_000, 10_000)  # 85 and 90 for 84.34; 86 is unlikely.
_HUNDRED: Final = 10_000


def likely_cash(due: Fen) -> tuple[Fen, ...]:
    """At most four amounts above what is due, in fen, the smallest first: 84.34 → 85, 90, 100, 200.

    Hundreds alone come last and are never left out: it is the note that everybody has. Exactly what
    is due is not among them; nothing is when nothing is due.
    """
    if due <= 0:
        return ()
    hundreds = _up_to(due, _HUNDRED)
    likely = {_up_to(due, step) for step in _ROUND_TO} | {note for note in _NOTES if note > due} | {hundreds}
    likely.discard(due)
    if len(likely) < LIKELY_MAX:
        likely.add(hundreds + _HUNDRED)
    kept = sorted(likely)
    return tuple(kept) if len(kept) <= LIKELY_MAX else (*kept[: LIKELY_MAX - 1], kept[-1])


def _up_to(due: Fen, step: Fen) -> Fen:
    return -(-due // step) * step
