"""What a card has, what it used and where: its months and visits, for whoever may see cards.

A card that replaced others shows their use too, for they share one month.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, and_, func, select

from monitor.cards.chains import with_former
from monitor.documents.publishing import read_programmes
from monitor.leases.card_months import read_books
from monitor.store import tables
from monitor.store.lease_tables import make_good, make_good_debit
from pos.domain.calendar import Month
from pos.domain.money import Fen
from pos.domain.programme.programme import SUBSIDY, SUBSIDY_NAME, PoolId, programme_in_force

_VISITS_MAX: Final = 200
_MONTHS_MAX: Final = 12


@dataclass(frozen=True, slots=True)
class PoolBalance:
    """One pool of one month, in fen. `used` is what the platform has heard of, make-goods included."""

    pool: PoolId
    name: str
    whole: Fen
    used: Fen

    @property
    def left(self) -> Fen:
        """What is not used, as far as the platform has heard."""
        return max(0, self.whole - self.used)


@dataclass(frozen=True, slots=True)
class CardMonthUse:
    """What was used in a month, in fen by pool's name, and how often the card was there."""

    month: Month
    used: dict[str, Fen]
    visits: int


@dataclass(frozen=True, slots=True)
class CardVisit:
    """A sale with the card. Amounts in fen."""

    at_ms: int
    store_name: str
    sale_no: str
    market: Fen
    discount: Fen
    subsidy: Fen
    by_former: bool  # With a card that this one replaced.


@dataclass(frozen=True, slots=True)
class CardSlip:
    """A make-good of the card."""

    slip_no: str
    state: str
    amount: Fen
    sold_ms: int


def balance(connection: Connection, month: Month, card_no: str) -> tuple[PoolBalance, ...]:
    """Each pool of the month: what is due and what is used. Empty: nothing is due in this month."""
    books, _leases = read_books(connection, month, card_no)
    if books.entitlement is None:
        return ()
    cards = with_former(connection, card_no)
    used = _used(connection, cards, month)
    for pool, amount in _made_good(connection, cards, month).items():
        used[pool] = used.get(pool, 0) + amount
    names = _names(connection, month)
    return tuple(
        PoolBalance(pool, names.get(pool, pool), whole, used.get(pool, 0))
        for pool, whole in books.entitlement.items()
    )


def months_of(connection: Connection, card_no: str) -> list[CardMonthUse]:
    """The last months in which the card, or one that it replaced, used anything; the newest first."""
    spend, cards = tables.card_spend, with_former(connection, card_no)
    visits: dict[Month, set[tuple[str, str, int, int]]] = defaultdict(set)
    sums: dict[Month, dict[PoolId, Fen]] = defaultdict(dict)
    for row in connection.execute(select(spend).where(spend.c.card_no.in_(cards))):
        sums[row.month][row.pool_id] = sums[row.month].get(row.pool_id, 0) + row.amount
        if row.amount > 0:
            visits[row.month].add((row.store_id, row.till_id, row.epoch, row.sequence))
    found = []
    for month in sorted(sums, reverse=True)[:_MONTHS_MAX]:
        names = _names(connection, month)
        used = {names.get(pool, pool): amount for pool, amount in sorted(sums[month].items())}
        found.append(CardMonthUse(month, used, len(visits[month])))
    return found


def visits_of(connection: Connection, card_no: str) -> list[CardVisit]:
    """The newest sales with the card, or with one that it replaced."""
    sale, store, cards = tables.sale, tables.store, with_former(connection, card_no)
    rows = connection.execute(
        select(
            sale.c.at_ms,
            sale.c.sale_no,
            sale.c.card_no,
            sale.c.market,
            sale.c.discount,
            sale.c.subsidy,
            store.c.name,
        )
        .select_from(sale.outerjoin(store, and_(store.c.store_id == sale.c.store_id)))
        .where(sale.c.card_no.in_(cards))
        .order_by(sale.c.at_ms.desc(), sale.c.sale_no.desc())
        .limit(_VISITS_MAX)
    )
    return [
        CardVisit(
            row.at_ms,
            row.name or "",
            row.sale_no,
            row.market,
            row.discount,
            row.subsidy,
            row.card_no != card_no,
        )
        for row in rows
    ]


def slips_of(connection: Connection, card_no: str) -> list[CardSlip]:
    """The make-goods of the card, and of those that it replaced; the newest first."""
    rows = connection.execute(
        select(make_good)
        .where(make_good.c.card_no.in_(with_former(connection, card_no)))
        .order_by(make_good.c.sold_ms.desc(), make_good.c.slip_no)
        .limit(_VISITS_MAX)
    )
    return [CardSlip(row.slip_no, row.state, row.amount, row.sold_ms) for row in rows]


def _used(connection: Connection, cards: list[str], month: Month) -> dict[PoolId, Fen]:
    spend = tables.card_spend
    rows = connection.execute(
        select(spend.c.pool_id, func.sum(spend.c.amount).label("amount"))
        .where(spend.c.card_no.in_(cards), spend.c.month == month)
        .group_by(spend.c.pool_id)
    )
    return {row.pool_id: int(row.amount) for row in rows}


def _made_good(connection: Connection, cards: list[str], month: Month) -> dict[PoolId, Fen]:
    debit = make_good_debit
    rows = connection.execute(
        select(debit.c.pool_id, func.sum(debit.c.amount).label("amount"))
        .where(debit.c.card_no.in_(cards), debit.c.month == month)
        .group_by(debit.c.pool_id)
    )
    return {row.pool_id: int(row.amount) for row in rows}


def _names(connection: Connection, month: Month) -> dict[PoolId, str]:
    programme = programme_in_force(list(read_programmes(connection).values()), f"{month}-01")
    pools = () if programme is None else programme.pools
    return {SUBSIDY: SUBSIDY_NAME} | {pool.pool_id: pool.name for pool in pools}
