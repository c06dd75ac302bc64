"""Leases: the part of one card's month that this till may use without asking anybody (DESIGN 5).

The arithmetic only. The monitor is the only allocator; a till spends from its own leases and
nothing else, so no card can exceed its month whatever the network does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pos.domain.calendar import Month
from pos.domain.journal.record import Amount, Record, Text
from pos.domain.money import Fen
from pos.domain.programme.programme import PoolId


@dataclass(frozen=True, slots=True)
class Lease:
    """One grant, what has been spent of it and what this till signed away, in fen.

    Invariant I2: 0 ≤ spent and spent + released ≤ granted.
    """

    lease_id: str
    card_no: str
    month: Month
    pool: PoolId
    granted: Fen
    spent: Fen = 0
    released: Fen = 0

    def __post_init__(self) -> None:
        is_whole = self.spent >= 0 and self.released >= 0 and self.spent + self.released <= self.granted
        assert is_whole, f"lease {self.lease_id} breaks 0 <= spent + released <= granted"

    @property
    def left(self) -> Fen:
        """What may still be spent, in fen."""
        return self.granted - self.spent - self.released


class LeaseSpend(Record, frozen=True, gc=False):
    """A debit of one lease by one sale, in fen."""

    lease_id: Text
    pool: Text
    amount: Amount


def left_by_pool(leases: Sequence[Lease]) -> dict[PoolId, Fen]:
    """What a till may still give a card in a month, by pool."""
    left: dict[PoolId, Fen] = {}
    for lease in leases:
        left[lease.pool] = left.get(lease.pool, 0) + lease.left
    return left


def held_by_pool(leases: Sequence[Lease]) -> dict[PoolId, Fen]:
    """What a till was leased of a card's month and did not sign away, spent or not, by pool."""
    held: dict[PoolId, Fen] = {}
    for lease in leases:
        held[lease.pool] = held.get(lease.pool, 0) + lease.granted - lease.released
    return held


def lacks_some(leases: Sequence[Lease], whole_month: Mapping[PoolId, Fen]) -> bool:
    """Whether a till was leased less of a card's month than is due to it, spent or not."""
    held = held_by_pool(leases)
    return any(held.get(pool, 0) < due for pool, due in whole_month.items())


def spend(leases: Sequence[Lease], amounts: Mapping[PoolId, Fen]) -> tuple[LeaseSpend, ...]:
    """Debit the leases of a card-month, oldest grant first.

    The caller priced the sale from these very leases, so running short is a bug, not a refusal.
    """
    spends: list[LeaseSpend] = []
    for pool, amount in sorted(amounts.items()):
        assert amount >= 0, f"pool {pool} cannot be debited by {amount} fen"
        rest = amount
        for lease in leases:
            part = min(rest, lease.left) if lease.pool == pool else 0
            if part:
                spends.append(LeaseSpend(lease.lease_id, pool, part))
                rest -= part
        assert rest == 0, f"pool {pool} is short by {rest} fen"
    return tuple(spends)
