"""Decides how far a make-good slip is: whose till is waited for, whose rest is recalled, what is due. Pure.

It computes nothing itself: what is due is `pos.domain.selling.make_good`, against what nobody holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.leases.allocator import Holder
from pos.domain.money import Fen
from pos.domain.programme.programme import PoolId, Programme
from pos.domain.selling.make_good import CameBack, Due, NotDue, due
from pos.domain.selling.sale import SaleFacts


@dataclass(frozen=True, slots=True)
class Standing:
    """An installation that held some of the card's month. `left` is what it may still spend, fen by pool.

    `vouched_ms` is when the platform last had all of its entries, 0: never.
    """

    holder: Holder
    left: Mapping[PoolId, Fen]
    vouched_ms: int
    is_retired: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """Not to be decided yet: tills not heard since the sale, and tills whose rest is to be recalled."""

    unheard: tuple[Holder, ...] = ()
    recall: tuple[Holder, ...] = ()


def decide_slip(
    sale: SaleFacts,
    programme: Programme,
    *,
    sold_at_ms: int,
    free: Mapping[PoolId, Fen],
    standings: Sequence[Standing],
    returned: Mapping[int, CameBack],
) -> Waiting | Due | NotDue:
    """What becomes of a slip now. `free` is what nobody holds, `returned` what came back, by line.

    Who has nothing left, or is retired, need not be heard. What a till still holds is never counted as
    free: it is recalled, and only when it would make the amount larger.
    """
    with_all = due(sale, programme, free=_sum(free, standings), returned=returned)
    if isinstance(with_all, NotDue):
        return with_all  # Nothing that any till could let go would change it.
    open_at = [each for each in standings if not each.is_retired and any(each.left.values())]
    unheard = tuple(each.holder for each in open_at if each.vouched_ms <= sold_at_ms)
    if unheard:
        return Waiting(unheard=unheard)
    now = due(sale, programme, free=free, returned=returned)
    if now == with_all:
        return now
    wanted = {pool for pool, amount in with_all.debits.items() if amount > _debit(now, pool)}
    recall = tuple(each.holder for each in open_at if any(each.left.get(pool) for pool in wanted))
    return Waiting(recall=recall) if recall else now


def _sum(free: Mapping[PoolId, Fen], standings: Sequence[Standing]) -> dict[PoolId, Fen]:
    """What would be free if every till that can still sign let go of all it holds."""
    sums = dict(free)
    for each in standings:
        for pool, left in each.left.items():
            sums[pool] = sums.get(pool, 0) + (0 if each.is_retired else left)
    return sums


def _debit(found: Due | NotDue, pool: PoolId) -> Fen:
    return found.debits.get(pool, 0) if isinstance(found, Due) else 0
