"""Decides what a card had coming for a sale that gave it nothing: from the sale itself, with the same quote.

The till asks whether a make-good slip is worth writing, the platform what it is worth when it knows
what is free of the card's month. It keeps no state: several slips of a month are decided in order of
time, each against what the one before left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pos.domain.cards.card import BenefitState
from pos.domain.money import Fen
from pos.domain.programme.programme import PoolId, Programme
from pos.domain.selling.quote import QuoteItem, quote
from pos.domain.selling.sale import SaleFacts

_NONE_BACK: Final[Mapping[int, Fen]] = {}


class NotDue(StrEnum):
    """Why a sale has nothing to be made good."""

    NO_CARD = "no_card"  # Nobody showed a card.
    REFUSED = "refused"  # The card was lost, suspended or expired.
    GIVEN = "given"  # The till gave what it held.
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
    returned: Mapping[int, Fen] = _NONE_BACK,
) -> Due | NotDue:
    """What a sale is to be made good by.

    `programme` ruled on the sale's day, `free` is what may still be used of the card's month (fen by
    pool, absent pools: nothing), `returned` the market amount that came back, in fen by line number.
    A debit never exceeds `free`. The customer's wish about the subsidy is the one the sale tells.
    """
    if sale.card is None:
        return NotDue.NO_CARD
    if sale.card.state is BenefitState.REFUSED:
        return NotDue.REFUSED
    if sale.card.state is BenefitState.READY:
        return NotDue.GIVEN
    kept = _kept(sale, returned)
    if not any(item.market for item in kept):
        return NotDue.RETURNED
    found = _difference(sale, kept, programme, free)
    if found.amount:
        return found
    whole_month = _difference(sale, kept, programme, programme.entitlement())
    return NotDue.USED_UP if whole_month.amount else NotDue.NOT_COVERED


def is_worth_a_slip(sale: SaleFacts, programme: Programme) -> bool:
    """Whether a card with its whole month before it would have got something on this sale."""
    return isinstance(due(sale, programme, free=programme.entitlement()), Due)


def _kept(sale: SaleFacts, returned: Mapping[int, Fen]) -> list[QuoteItem]:
    """What the customer still has, as pricing sees it."""
    return [
        QuoteItem(line.category, max(line.market - returned.get(line.number, 0), 0)) for line in sale.lines
    ]


def _difference(
    sale: SaleFacts, kept: list[QuoteItem], programme: Programme, free: Mapping[PoolId, Fen]
) -> Due:
    """Priced with what is free, against what the sale gave: a pool at no price needs no cap."""
    with_card = quote(kept, programme, left=free, subsidy_limit=sale.subsidy_limit)
    assert with_card.before is not None and with_card.remaining is not None
    given = sum(line.market - line.payable for line in sale.lines)
    used = {pool: with_card.before[pool] - left for pool, left in with_card.remaining.items()}
    saved = with_card.totals.market - with_card.totals.payable
    return Due(max(saved - given, 0), {pool: amount for pool, amount in used.items() if amount})
