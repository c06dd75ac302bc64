"""What a basket costs, line by line. Pure: the same input gives the same fen on till and platform."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from pos.domain.journal.record import Amount, Record
from pos.domain.money import Fen, half_up
from pos.domain.programme.benefit import NO_BENEFIT, cover, spread_subsidy
from pos.domain.programme.programme import SUBSIDY, PoolId, Programme
from pos.domain.quantity import ONE, Thousandths


class QuoteItem(NamedTuple):
    """What pricing needs to know of a line: its category and its market amount in fen."""

    category: str
    market: Fen


class QuotedLine(NamedTuple):
    """A line with everything that was decided about it. All amounts in fen."""

    market: Fen
    pool: PoolId | None
    covered: Fen
    counted: Fen
    discount: Fen
    net: Fen
    subsidy: Fen
    payable: Fen


class Totals(Record, frozen=True, gc=False):
    """The sums of a quote, in fen."""

    market: Amount
    discount: Amount
    net: Amount
    subsidy: Amount
    payable: Amount


@dataclass(frozen=True, slots=True)
class Quote:
    """A priced basket. `before` and `remaining` are the card's pools in fen, None for the public."""

    programme_version: str
    lines: tuple[QuotedLine, ...]
    totals: Totals
    before: Mapping[PoolId, Fen] | None
    remaining: Mapping[PoolId, Fen] | None


class NoBenefit(StrEnum):
    """Why the card does not pay for a line, or not for all of it (DESIGN 10)."""

    CATEGORY = "category"  # The programme has no pool for this category.
    CAP_USED_UP = "cap_used_up"  # Nothing left of the month.
    CAP_REACHED = "cap_reached"  # The line crosses the cap: part at market price.


def market_amount(unit_price: Fen, quantity: Thousandths, amount: Fen | None = None) -> Fen:
    """A line's market amount in fen; an amount printed by the scale wins (DESIGN 3.1)."""
    return amount if amount is not None else half_up(unit_price * quantity, ONE)


def quote(
    items: Sequence[QuoteItem],
    programme: Programme,
    *,
    left: Mapping[PoolId, Fen] | None,
    subsidy_limit: Fen | None = None,
) -> Quote:
    """Price a basket under a programme.

    `left` is what the card may still use of each pool (absent pools: nothing), or None when
    there is no card. `subsidy_limit` is the most the customer wants to use of the subsidy.
    Lines take the caps in the order given.
    """
    if left is None:
        return _public(items, programme)
    remaining = {pool_id: left.get(pool_id, 0) for pool_id in programme.entitlement()}
    before = dict(remaining)
    pool_of, basis = programme.pool_of, programme.cap_basis
    pools, benefits = [], []
    for item in items:
        pool = pool_of.get(item.category)
        benefit = NO_BENEFIT
        if pool is not None:
            benefit = cover(item.market, remaining[pool.pool_id], percent_paid=pool.percent_paid, basis=basis)
            remaining[pool.pool_id] -= benefit.counted
        pools.append(None if pool is None else pool.pool_id)
        benefits.append(benefit)
    nets = [item.market - benefit.discount for item, benefit in zip(items, benefits, strict=True)]
    excluded = programme.subsidy.excluded_categories
    subsidies = spread_subsidy(
        nets,
        [item.category not in excluded for item in items],
        left=remaining[SUBSIDY],
        wanted=subsidy_limit,
    )
    remaining[SUBSIDY] -= sum(subsidies)
    lines = tuple(
        QuotedLine(
            item.market, pool, benefit.covered, benefit.counted, benefit.discount, net, paid, net - paid
        )
        for item, pool, benefit, net, paid in zip(items, pools, benefits, nets, subsidies, strict=True)
    )
    return Quote(programme.version, lines, total(lines), before, remaining)


def _public(items: Sequence[QuoteItem], programme: Programme) -> Quote:
    lines = tuple(QuotedLine(item.market, None, 0, 0, 0, item.market, 0, item.market) for item in items)
    return Quote(programme.version, lines, total(lines), None, None)


def total(lines: Sequence[QuotedLine]) -> Totals:
    """Add up quoted lines."""
    market = sum([line.market for line in lines])
    discount = sum([line.discount for line in lines])
    subsidy = sum([line.subsidy for line in lines])
    net = market - discount
    return Totals(market, discount, net, subsidy, net - subsidy)


def why_not(line: QuotedLine) -> NoBenefit | None:
    """Say why a card gives nothing, or not all, on a line; None when all of it is covered."""
    if line.pool is None:
        return NoBenefit.CATEGORY
    if line.covered == line.market:
        return None
    return NoBenefit.CAP_REACHED if line.covered else NoBenefit.CAP_USED_UP
