"""Rolls over what a card did not use: only what is proven left of a month in which no till may spend.

A pool of a card's month is closed when every till has spent or signed away what it was leased, and no
make-good slip of the month is undecided. What nobody holds then is moved to the month after, under the
locks of both: it is no longer part of the old one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, and_, func, select

from monitor.cards.chains import replaced_by
from monitor.documents.publishing import read_programmes
from monitor.leases.allocator import months_to_open
from monitor.leases.card_months import Leased, is_valid_in, leased_of, lock_cards
from monitor.leases.rolled_rests import (
    keep_rolled,
    month_before,
    proven_rest,
    rolled_of,
    rolls_to,
    with_rolled,
)
from monitor.leases.slip_states import SlipState
from monitor.store import tables
from monitor.store.lease_tables import card_month, make_good
from pos.domain.calendar import Month
from pos.domain.money import Fen
from pos.domain.programme.entitlement import rolls_over
from pos.domain.programme.programme import PoolId, Programme, programme_in_force

_CARDS_AT_ONCE: Final = 500


def roll_over(
    connection: Connection, month: Month, cards: Sequence[str], programme: Programme, *, now_ms: int
) -> int:
    """Add to `month` what these cards proved to have left of the month before; return how many did.

    Nothing while the month has not begun: until then a tap may still use the old one. Again it adds nothing,
    unless more was let go since. Locks the cards in the old month; the caller locks them in the new one.
    """
    if not rolls_over(programme) or months_to_open(now_ms)[0] != month:
        return 0
    before = month_before(month)
    former = programme_in_force(list(read_programmes(connection).values()), f"{before}-01")
    had = [] if former is None else _had_the_month(connection, before, cards)
    if former is None or not had:
        return 0
    lock_cards(connection, before, had)
    waiting = _waiting(connection, before, had)
    had = [card_no for card_no in had if card_no not in waiting]
    leased, rolled = leased_of(connection, before, had), rolled_of(connection, before, had)
    still_open = _still_open(connection, before, had)
    rests: dict[str, dict[PoolId, Fen]] = {}
    for card_no in had:
        whole = with_rolled(former.entitlement(), rolled.get(card_no, {}))
        known = leased.get(card_no, Leased({}, 0))
        taken = {pool: known.taken(pool) for pool in whole}
        left = proven_rest(whole, taken, still_open.get(card_no, ()))
        if more := rolls_to(programme, month, left):
            rests[card_no] = more
    keep_rolled(connection, month, rests, now_ms=now_ms)
    return len(rests)


def roll_over_card(connection: Connection, month: Month, card_no: str, *, now_ms: int) -> None:
    """The same for a card that is shown, before it is locked in this month."""
    programme = programme_in_force(list(read_programmes(connection).values()), f"{month}-01")
    if programme is not None:
        roll_over(connection, month, [card_no], programme, now_ms=now_ms)


def _had_the_month(connection: Connection, month: Month, cards: Sequence[str]) -> list[str]:
    """Those of the cards that this month was opened for, and that were valid in it."""
    card, found = tables.card, []
    for start in range(0, len(cards), _CARDS_AT_ONCE):
        rows = connection.execute(
            select(card)
            .join(card_month, card_month.c.card_no == card.c.card_no)
            .where(card_month.c.month == month, card.c.card_no.in_(cards[start : start + _CARDS_AT_ONCE]))
            .order_by(card.c.card_no)
        )
        found += [row.card_no for row in rows if is_valid_in(row, month)]
    replaced = replaced_by(connection, found)  # What is left of those is their successors'.
    return [card_no for card_no in found if card_no not in replaced]


def _still_open(connection: Connection, month: Month, cards: Sequence[str]) -> dict[str, set[PoolId]]:
    """Pools of each card of which some till may still spend, as far as the platform knows."""
    lease, use = tables.lease, tables.lease_use
    same = ("store_id", "till_id", "epoch", "lease_id", "pool_id")
    found: dict[str, set[PoolId]] = defaultdict(set)
    for start in range(0, len(cards), _CARDS_AT_ONCE):
        rows = connection.execute(
            select(lease.c.card_no, lease.c.pool_id)
            .select_from(lease.outerjoin(use, and_(*(use.c[name] == lease.c[name] for name in same))))
            .where(
                lease.c.month == month,
                lease.c.card_no.in_(cards[start : start + _CARDS_AT_ONCE]),
                lease.c.granted - lease.c.released - func.coalesce(use.c.spent, 0) > 0,
            )
        )
        for row in rows:
            found[row.card_no].add(row.pool_id)
    return found


def _waiting(connection: Connection, month: Month, cards: Sequence[str]) -> set[str]:
    """The cards with a slip of this month that is not decided yet."""
    found: set[str] = set()
    for start in range(0, len(cards), _CARDS_AT_ONCE):
        rows = select(make_good.c.card_no).where(
            make_good.c.month == month,
            make_good.c.state == SlipState.WAITING.value,
            make_good.c.card_no.in_(cards[start : start + _CARDS_AT_ONCE]),
        )
        found |= set(connection.execute(rows).scalars())
    return found
