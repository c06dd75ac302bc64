"""Decides what a card had coming for a sale that gave it nothing, or a part: by the same quote as the sale.

The till asks whether a make-good slip is worth writing, the platform what it is worth when it knows
what is free of the card's month. It keeps no state: several slips of a month are decided in order of
time, each against what the one before left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from pos.domain.cards.card import BenefitState
from pos.domain.money import Fen
from pos.domain.programme.programme import SUBSIDY, PoolId, Programme
from pos.domain.selling.quote import QuoteItem, quote
from pos.domain.selling.sale import SaleFacts


class CameBack(NamedTuple):
    """What came back of a line, in fen, as returns told it; `counted` is what its pool got back."""

    market: Fen
    payable: Fen
    subsidy: Fen = 0
    counted: Fen = 0


_NONE_BACK: Final[Mapping[int, CameBack]] = {}
_NOTHING: Final = CameBack(0, 0)


class NotDue(StrEnum):
    """Why a sale has nothing to be made good."""

    NO_CARD = "no_card"  # Nobody showed a card.
    REFUSED = "refused"  # The card was lost, suspended or expired.
    GIVEN = "given"  # The till gave all that the programme gives on these goods.
    RETURNED = "returned"  # All the goods came back.
    NOT_COVERED = "not_covered"  # The programme gives nothing on these goods.
    USED_UP = "used_up"  # It would have, but nothing of the month is left.


@dataclass(frozen=True, slots=True)
class Due:
    """What the customer gets, in fen, and what the card's month goes down by, by pool."""

    amount: Fen
    debits: Mapping[PoolId, Fen]


def due(
    sale: SaleFacts,
    programme: Programme,
    *,
    free: Mapping[PoolId, Fen],
    returned: Mapping[int, CameBack] = _NONE_BACK,
) -> Due | NotDue:
    """What a sale is to be made good by, beside what it gave.

    `programme` ruled on the sale's day, `free` is what may still be used of the card's month (fen by
    pool, absent pools: nothing), `returned` what came back, by line number.
    A debit never exceeds `free`. The customer's wish about the subsidy is the one the sale tells.
    """
    if sale.card is None:
        return NotDue.NO_CARD
    if sale.card.state is BenefitState.REFUSED:
        return NotDue.REFUSED
    if not any(item.market for item in _kept(sale, returned)):
        return NotDue.RETURNED
    found = _difference(sale, returned, programme, free)
    if found.amount:
        return found
    if _difference(sale, returned, programme, programme.entitlement()).amount:
        return NotDue.USED_UP
    return NotDue.GIVEN if sale.card.state is BenefitState.READY else NotDue.NOT_COVERED


def is_worth_a_slip(
    sale: SaleFacts, programme: Programme, *, held: Mapping[PoolId, Fen] | None = None
) -> bool:
    """Whether a card would have got more on this sale if what is not held here of its month were free.

    `held` is the part of the month that this till was leased, spent or not, in fen by pool; without it
    nothing is held here.
    """
    elsewhere = {
        pool: max(amount - (held or {}).get(pool, 0), 0) for pool, amount in programme.entitlement().items()
    }
    return isinstance(due(sale, programme, free=elsewhere), Due)


def _kept(sale: SaleFacts, returned: Mapping[int, CameBack]) -> list[QuoteItem]:
    """What the customer still has, as pricing sees it."""
    return [
        QuoteItem(line.category, max(line.market - returned.get(line.number, _NOTHING).market, 0))
        for line in sale.lines
    ]


def _used(sale: SaleFacts, returned: Mapping[int, CameBack]) -> dict[PoolId, Fen]:
    """What the goods that the customer still has took of the month when they were sold."""
    used: dict[PoolId, Fen] = {}
    for line in sale.lines:
        back = returned.get(line.number, _NOTHING)
        if line.pool is not None:
            used[line.pool] = used.get(line.pool, 0) + line.counted - back.counted
        used[SUBSIDY] = used.get(SUBSIDY, 0) + line.subsidy - back.subsidy
    return used


def _difference(
    sale: SaleFacts,
    returned: Mapping[int, CameBack],
    programme: Programme,
    free: Mapping[PoolId, Fen],
) -> Due:
    """Priced with what it had and what is free, against what the sale gave.

    Goods that cost less with the card may need less of a subsidy that was spent already: that part stays
    spent, and the debit of that pool is nothing.
    """
    used = _used(sale, returned)
    left = {pool: used.get(pool, 0) + free.get(pool, 0) for pool in programme.entitlement()}
    with_card = quote(_kept(sale, returned), programme, left=left, subsidy_limit=sale.subsidy_limit)
    assert with_card.remaining is not None
    given = sum(line.market - line.payable for line in sale.lines)
    given -= sum(back.market - back.payable for back in returned.values())
    debits = {pool: left[pool] - rest - used.get(pool, 0) for pool, rest in with_card.remaining.items()}
    saved = with_card.totals.market - with_card.totals.payable
    return Due(max(saved - given, 0), {pool: amount for pool, amount in debits.items() if amount > 0})
