"""Computes what a card's pools give to one line, and how the subsidy is spread over lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pos.domain.money import Fen, allocate, half_up
from pos.domain.programme.programme import CapBasis


class LineBenefit(NamedTuple):  # Twenty a scan: a tuple is made five times as fast as a dataclass.
    """The part of a line a pool covers. All in fen."""

    covered: Fen  # Market amount that gets the programme's percentage.
    counted: Fen  # What the pool's cap goes down by.
    discount: Fen  # What the customer saves.


NO_BENEFIT = LineBenefit(covered=0, counted=0, discount=0)


def cover(market: Fen, cap_left: Fen, *, percent_paid: int, basis: CapBasis) -> LineBenefit:
    """Cover as much of a line's market amount as still fits under the month's cap (DESIGN 3.2).

    On the `market` basis the cap counts market value; on the `paid` basis it counts what the
    customer pays for the covered part, and a line that does not fit takes exactly the cap left.
    """
    assert market >= 0 and cap_left >= 0 and 0 <= percent_paid <= 100
    if basis is CapBasis.MARKET:
        covered = min(market, cap_left)
        return LineBenefit(covered, covered, covered - half_up(covered * percent_paid, 100))
    paid = half_up(market * percent_paid, 100)
    if paid <= cap_left:
        return LineBenefit(market, paid, market - paid)
    covered = cap_left * 100 // percent_paid  # percent_paid > 0 here: paying nothing always fits.
    return LineBenefit(covered, cap_left, covered - cap_left)


def spread_subsidy(
    nets: Sequence[Fen], eligible: Sequence[bool], *, left: Fen, wanted: Fen | None
) -> tuple[Fen, ...]:
    """Spread the subsidy over the eligible lines in proportion to their net (DESIGN 3.3).

    `left` is what the card still has this month, `wanted` the most the customer wants to use
    (None: as much as possible). No line is paid more than its net.
    """
    weights = [net if may else 0 for net, may in zip(nets, eligible, strict=True)]
    due = sum(weights)
    amount = min(left, due) if wanted is None else min(left, due, wanted)
    return allocate(amount, weights)
