"""What this till may still give of a card's month while part of it is being signed away.

The open sale is priced on the thread of the counter; who lets rights go works on another. The lock here
is held by one while it prices and by the other while it decides, never while anything is synced to a disk
except the commit of a sale. What is decided to leave is not spent any more from that instant on.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from pos.domain.calendar import Month
from pos.domain.cards.lease import Lease, left_by_pool
from pos.domain.cards.lease_moves import LeasePart
from pos.domain.money import Fen
from pos.domain.programme.programme import PoolId, Programme, ruling_programme
from pos.domain.selling.basket import Basket
from pos.domain.selling.quote import Quote, quote
from pos.ledger.drafts import Drafts
from pos.ledger.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Leaving:
    """What leaves a card's month here, and what stays because a basket needs it, by pool in fen."""

    parts: tuple[LeasePart, ...]
    left_open: Mapping[PoolId, Fen]


class CardRights:
    """The leases as they may be spent now. Safe from any thread."""

    def __init__(self, ledger: Ledger, drafts: Drafts, default_programme: Programme) -> None:
        self._ledger, self._drafts = ledger, drafts
        self._default_programme = default_programme
        self.lock = threading.RLock()
        self._releasing = threading.Lock()  # One release at a time; the counter never takes it.
        # The open sale and its price, as the counter sees them; asked under the lock.
        self.open_sale: Callable[[], tuple[Basket, Quote] | None] = lambda: None
        # What was signed away of each lease since the start, or is just being.
        self._leaving: dict[tuple[str, PoolId], Fen] = {}
        self._cards_leaving: set[tuple[str, Month]] = set()

    def leases(self, card_no: str, month: Month) -> tuple[Lease, ...]:
        """A card's leases of a month, oldest grant first, less what is being signed away."""
        with self.lock:
            leases = self._ledger.leases(card_no, month)
            if (card_no, month) not in self._cards_leaving:
                return leases
            return tuple(
                replace(each, released=max(each.released, self._leaving.get((each.lease_id, each.pool), 0)))
                for each in leases
            )

    def still_there(self, leases: tuple[Lease, ...]) -> tuple[Lease, ...]:
        """Leases that were read before, less what left since; what came since waits for the next look."""
        if not leases or (leases[0].card_no, leases[0].month) not in self._cards_leaving:
            return leases
        known = {(each.lease_id, each.pool) for each in leases}
        fresh = self.leases(leases[0].card_no, leases[0].month)
        return tuple(each for each in fresh if (each.lease_id, each.pool) in known)

    def is_in_sale(self, card_no: str, month: Month) -> bool:
        """Whether the open sale is one with this card and month."""
        found = self.open_sale()
        card = None if found is None else found[0].card
        return card is not None and (card.card_no, card.month) == (card_no, month)

    @contextmanager
    def leaving(
        self, card_no: str, month: Month, *, givable: Callable[[Lease], bool] = lambda _lease: True
    ) -> Iterator[Leaving]:
        """Within, what may leave is not spent any more; the caller signs it away. After an error it is back.

        What the open sale and the held ones take of it stays, and leases that are not `givable`.
        """
        with self._releasing:
            with self.lock:
                leases = self.leases(card_no, month)
                left = left_by_pool(leases)
                needed = self._needed(card_no, month, left)
                may_leave = tuple(each for each in leases if givable(each))
                parts = _parts(may_leave, {pool: left[pool] - needed.get(pool, 0) for pool in left})
                released = {(each.lease_id, each.pool): each.released for each in leases}
                before = {(part.lease_id, part.pool): released[part.lease_id, part.pool] for part in parts}
                for part in parts:
                    self._leaving[part.lease_id, part.pool] = before[part.lease_id, part.pool] + part.amount
                if parts:
                    self._cards_leaving.add((card_no, month))
            try:
                yield Leaving(parts, {pool: amount for pool, amount in sorted(needed.items()) if amount})
            except BaseException:
                with self.lock:
                    self._leaving.update(before)
                raise

    def _needed(self, card_no: str, month: Month, left: Mapping[PoolId, Fen]) -> dict[PoolId, Fen]:
        """What baskets of this till take, first the open sale as it is shown, then the held ones."""
        needed: dict[PoolId, Fen] = {}
        found = self.open_sale()
        open_id = ""
        if found is not None:
            basket, priced = found
            open_id = basket.sale_id
            if basket.card is not None and (basket.card.card_no, basket.card.month) == (card_no, month):
                needed = _taken(priced)
        for held in self._drafts.held():
            basket = held.basket
            card = basket.card
            if card is None or (card.card_no, card.month) != (card_no, month) or basket.sale_id == open_id:
                continue
            programme = ruling_programme(
                self._ledger.programmes(), self._default_programme, basket.business_date
            )
            rest = {pool: left[pool] - needed.get(pool, 0) for pool in left}
            taken = _taken(quote(basket.items(), programme, left=rest, subsidy_limit=basket.subsidy_limit))
            needed = {pool: needed.get(pool, 0) + taken.get(pool, 0) for pool in {*needed, *taken}}
        return {pool: min(amount, left.get(pool, 0)) for pool, amount in needed.items()}


def _taken(priced: Quote) -> dict[PoolId, Fen]:
    before, after = priced.before or {}, priced.remaining or {}
    return {pool: before[pool] - after[pool] for pool in before if before[pool] != after[pool]}


def _parts(leases: tuple[Lease, ...], amounts: Mapping[PoolId, Fen]) -> tuple[LeasePart, ...]:
    """Take amounts out of leases, the newest grant first: a sale spends the oldest."""
    parts: list[LeasePart] = []
    for pool, amount in sorted(amounts.items()):
        rest = amount
        for lease in reversed(leases):
            part = min(rest, lease.left) if lease.pool == pool else 0
            if part > 0:
                parts.append(LeasePart(lease.lease_id, pool, part))
                rest -= part
    return tuple(parts)
