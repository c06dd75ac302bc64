"""Prices a month's real sales again under another programme. Pure: the quote code of the till decides.

Sales come sorted by card, so that only one card's month is held at a time, however many there are. Both
versions start each card with its whole month: what is compared is rules with rules, not rules with a till
that had no lease.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pos.domain.cards.card import BenefitState
from pos.domain.money import Fen
from pos.domain.programme.programme import SUBSIDY, SUBSIDY_NAME, Pool, PoolId, Programme
from pos.domain.selling.quote import quote
from pos.domain.selling.sale import SaleFacts


@dataclass(frozen=True, slots=True)
class PoolSum:
    """What a pool would have done in the month: fen given, and how many cards got any."""

    cost: Fen = 0
    cards: int = 0


@dataclass(frozen=True, slots=True)
class PoolEffect:
    """One pool under the version in force and under the draft; None: that version has no such pool."""

    pool_id: PoolId
    name: str
    now: PoolSum | None
    then: PoolSum | None

    @property
    def difference(self) -> Fen:
        """What the draft would have cost more, in fen."""
        return (self.then.cost if self.then else 0) - (self.now.cost if self.now else 0)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The answer, with what it is made of."""

    pools: tuple[PoolEffect, ...]
    sales: int  # Looked at.
    cards: int
    not_served: int  # Sales with a card that could not be served then; they are left out.
    is_whole: bool = True  # Whether all sales of the month were looked at.

    @property
    def cost_now(self) -> Fen:
        """What the month costs under the version in force, decided again."""
        return sum(each.now.cost for each in self.pools if each.now)

    @property
    def cost_then(self) -> Fen:
        """What it would have cost under the draft."""
        return sum(each.then.cost for each in self.pools if each.then)


@dataclass(slots=True)
class _Tally:
    """One programme's sums, and the month of the card that is looked at."""

    programme: Programme
    left: dict[PoolId, Fen] = field(default_factory=dict)
    touched: set[PoolId] = field(default_factory=set)
    costs: dict[PoolId, Fen] = field(default_factory=dict)
    cards: dict[PoolId, int] = field(default_factory=dict)

    def next_card(self) -> None:
        """Begin a card's month."""
        for pool_id in self.touched:
            self.cards[pool_id] = self.cards.get(pool_id, 0) + 1
        self.touched.clear()
        self.left = self.programme.entitlement()

    def take(self, sale: SaleFacts) -> None:
        """Price a sale with what the card has left, and debit that."""
        priced = quote(
            [line.item() for line in sale.lines],
            self.programme,
            left=self.left,
            subsidy_limit=sale.subsidy_limit,
        )
        for line in priced.lines:
            if line.pool is not None:
                self._add(line.pool, line.discount)
        self._add(SUBSIDY, priced.totals.subsidy)
        self.left = dict(priced.remaining or {})

    def sum_of(self, pool_id: PoolId) -> PoolSum:
        """What a pool came to."""
        return PoolSum(self.costs.get(pool_id, 0), self.cards.get(pool_id, 0))

    def _add(self, pool_id: PoolId, cost: Fen) -> None:
        if cost:
            self.costs[pool_id] = self.costs.get(pool_id, 0) + cost
            self.touched.add(pool_id)


def what_if(sales_by_card: Iterable[SaleFacts], *, now: Programme, then: Programme, sales_max: int) -> WhatIf:
    """Decide a month's card sales again under both programmes.

    `sales_by_card` are sorted by card, each card's in the order they were made. After `sales_max` sales the
    next card is not begun, and the answer says that it is not the whole month.
    """
    tallies = (_Tally(now), _Tally(then))
    card_no, sales, cards, not_served, is_whole = "", 0, 0, 0, True
    for sale in sales_by_card:
        if sale.card is None:
            continue
        if sale.card.card_no != card_no:
            if sales >= sales_max:
                is_whole = False
                break
            card_no, cards = sale.card.card_no, cards + 1
            for tally in tallies:
                tally.next_card()
        sales += 1
        if sale.card.state is not BenefitState.READY:
            not_served += 1
            continue
        for tally in tallies:
            tally.take(sale)
    for tally in tallies:
        tally.next_card()
    return WhatIf(_effects(*tallies), sales, cards, not_served, is_whole)


def _effects(now: _Tally, then: _Tally) -> tuple[PoolEffect, ...]:
    """The draft's pools in its order, those it no longer has, the subsidy last."""
    before, after = _by_id(now.programme), _by_id(then.programme)
    ids = [*after, *(pool_id for pool_id in before if pool_id not in after)]
    effects = [
        PoolEffect(
            pool_id,
            (after.get(pool_id) or before[pool_id]).name,
            now.sum_of(pool_id) if pool_id in before else None,
            then.sum_of(pool_id) if pool_id in after else None,
        )
        for pool_id in ids
    ]
    subsidy = PoolEffect(SUBSIDY, SUBSIDY_NAME, now.sum_of(SUBSIDY), then.sum_of(SUBSIDY))
    return (*effects, subsidy)


def _by_id(programme: Programme) -> Mapping[PoolId, Pool]:
    return {pool.pool_id: pool for pool in programme.pools}
