"""What rolled over from one month of a card to the next, stored, and read where an entitlement is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, select

from monitor.cards.chains import former_cards
from monitor.leases.usual_stores import months_before
from monitor.store.month_tables import rolled_rest
from monitor.store.rows import add_up
from pos.domain.calendar import Month
from pos.domain.money import Fen
from pos.domain.programme.entitlement import entitlement
from pos.domain.programme.programme import PoolId, Programme

_CARDS_AT_ONCE: Final = 500


def month_before(month: Month) -> Month:
    """The month before one."""
    return months_before(month, 1)[0]


def month_after(month: Month) -> Month:
    """The month after one."""
    number = int(month[:4]) * 12 + int(month[5:])
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def rolled_of(connection: Connection, month: Month, cards: Sequence[str]) -> dict[str, dict[PoolId, Fen]]:
    """What each card's month has more than the programme gives, in fen by pool; less, where it moved on.

    What rolled over to the month after is part of that one and no longer of this: counted once. A card has
    also what rolled over to those that it replaced.
    """
    former = former_cards(connection, cards)
    own = _own_rolled(
        connection, month, [*cards, *sorted({each for olds in former.values() for each in olds})]
    )
    for card_no, olds in former.items():
        pools = dict(own.get(card_no, {}))
        for old in olds:
            for pool, amount in own.get(old, {}).items():
                pools[pool] = pools.get(pool, 0) + amount
        own[card_no] = pools
    wanted = set(cards)
    return {card_no: pools for card_no, pools in own.items() if card_no in wanted}


def _own_rolled(connection: Connection, month: Month, cards: Sequence[str]) -> dict[str, dict[PoolId, Fen]]:
    found: dict[str, dict[PoolId, Fen]] = defaultdict(dict)
    after = month_after(month)
    for start in range(0, len(cards), _CARDS_AT_ONCE):
        rows = select(rolled_rest).where(
            rolled_rest.c.month.in_((month, after)),
            rolled_rest.c.card_no.in_(cards[start : start + _CARDS_AT_ONCE]),
        )
        for row in connection.execute(rows):
            pools = found[row.card_no]
            pools[row.pool_id] = pools.get(row.pool_id, 0) + (
                row.amount if row.month == month else -row.amount
            )
    return found


def keep_rolled(
    connection: Connection, month: Month, rests: Mapping[str, Mapping[PoolId, Fen]], *, now_ms: int
) -> None:
    """Add what is left of cards' closed months (fen) to `month`. The cards are locked in both months."""
    rows = [
        {"card_no": card_no, "month": month, "pool_id": pool, "amount": amount, "at_ms": now_ms}
        for card_no, pools in sorted(rests.items())
        for pool, amount in sorted(pools.items())
    ]
    add_up(connection, rolled_rest, rows, sums=["amount"])


def proven_rest(
    whole: Mapping[PoolId, Fen], taken: Mapping[PoolId, Fen], still_open: Collection[PoolId]
) -> dict[PoolId, Fen]:
    """What of a month nobody holds and nobody used, in fen, of the pools that no till can spend any more."""
    rests = {pool: amount - taken.get(pool, 0) for pool, amount in whole.items() if pool not in still_open}
    return {pool: rest for pool, rest in rests.items() if rest > 0}


def rolls_to(programme: Programme, month: Month, left: Mapping[PoolId, Fen]) -> dict[PoolId, Fen]:
    """What of a closed month's rest is added to `month`, in fen, under the programme of that month."""
    base = programme.entitlement()
    more = {pool: whole - base[pool] for pool, whole in entitlement(programme, month, left).items()}
    return {pool: amount for pool, amount in more.items() if amount > 0}


def with_rolled(whole: Mapping[PoolId, Fen], rolled: Mapping[PoolId, Fen]) -> dict[PoolId, Fen]:
    """A card's entitlement, in fen by pool: what the programme gives, and what rolled over."""
    return {pool: max(0, amount + rolled.get(pool, 0)) for pool, amount in whole.items()}
