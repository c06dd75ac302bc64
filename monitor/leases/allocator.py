"""Computes a month's leases: who may give how much to which card. Pure; it stores and signs nothing.

The platform is the only allocator, and what it leases never exceeds a card's amount of the month (DESIGN 5).
Rights move only by a signed release, so nothing here ever takes a lease back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pos.domain.calendar import Month, shanghai
from pos.domain.cards.lease_grant import LeaseGrant
from pos.domain.money import Fen
from pos.domain.programme.programme import PoolId

_NEXT_MONTH_FROM_DAY: Final = 25


@dataclass(frozen=True, slots=True)
class Holder:
    """One installation of one till: the only one that may spend a lease."""

    store_id: str
    till_id: str
    epoch: int


@dataclass(frozen=True, slots=True)
class CardMonth:
    """A card in one month: its keeper till, and what nobody can be leased any more (fen by pool)."""

    card_no: str
    keeper: Holder
    leased: Mapping[PoolId, Fen] = field(default_factory=dict)
    leases: int = 0  # How many leases this card-month has; the next one gets the next number.
    rolled: Mapping[PoolId, Fen] = field(default_factory=dict)  # What it has more than the programme gives.


@dataclass(frozen=True, slots=True)
class NewLease:
    """A grant and who holds it."""

    holder: Holder
    grant: LeaseGrant


def months_to_open(now_ms: int) -> tuple[Month, ...]:
    """The current month, and from the 25th (Asia/Shanghai) also the next one."""
    today = shanghai(now_ms).date()
    months = [f"{today.year:04d}-{today.month:02d}"]
    if today.day >= _NEXT_MONTH_FROM_DAY:
        year, month = (today.year, today.month + 1) if today.month < 12 else (today.year + 1, 1)
        months.append(f"{year:04d}-{month:02d}")
    return tuple(months)


def open_month(
    month: Month, cards: Sequence[CardMonth], *, entitlement: Mapping[PoolId, Fen]
) -> list[NewLease]:
    """Lease to each keeper till the part of the entitlement that is not leased yet, if any.

    Opening the same month again gives nothing new. When a later programme raises the entitlement,
    the rest is leased; when it lowers it, what was handed out stays handed out.
    """
    opened = []
    for card in cards:
        due = {pool: whole + card.rolled.get(pool, 0) for pool, whole in sorted(entitlement.items())}
        pools = {pool: whole - card.leased.get(pool, 0) for pool, whole in due.items()}
        pools = {pool: rest for pool, rest in pools.items() if rest > 0}
        if not pools:
            continue
        assert all(card.leased.get(pool, 0) + part <= due[pool] for pool, part in pools.items())
        grant = LeaseGrant(lease_id(month, card.card_no, card.leases + 1), card.card_no, month, pools)
        opened.append(NewLease(card.keeper, grant))
    return opened


def lease_id(month: Month, card_no: str, ordinal: int) -> str:
    """The id of a card-month's lease number so and so."""
    # Computed, not counted: two who allocate at once make the same lease, and it is stored once.
    digest = hashlib.sha256(f"huimin lease\n{month}\n{card_no}\n{ordinal}\n".encode())
    return f"L{month.replace('-', '')}-{digest.hexdigest()[:20]}"


def numbered_lease(
    holder: Holder, month: Month, card_no: str, pools: Mapping[PoolId, Fen], *, ordinal: int
) -> NewLease:
    """A card-month's lease number so and so, in fen by pool."""
    return NewLease(holder, LeaseGrant(lease_id(month, card_no, ordinal), card_no, month, dict(pools)))
