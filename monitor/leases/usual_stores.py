"""Finds the store that a card's holder usually goes to: where most visits of the last three months were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, and_, func, select

from monitor.store import tables
from pos.domain.calendar import Month

_CARDS_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Visits:
    """How often a card was used at a store, and when last (ms)."""

    store_id: str
    count: int
    last_ms: int


def usual_store(visits: Iterable[Visits]) -> str | None:
    """Most visits; of equals the last one; None without any."""
    best = max(visits, key=lambda each: (each.count, each.last_ms, each.store_id), default=None)
    return None if best is None else best.store_id


def months_before(month: Month, count: int) -> list[Month]:
    """The months before one, the last first."""
    number = int(month[:4]) * 12 + int(month[5:]) - 1
    return [f"{each // 12:04d}-{each % 12 + 1:02d}" for each in range(number - 1, number - 1 - count, -1)]


def usual_stores(connection: Connection, month: Month, cards: Sequence[str]) -> dict[str, str]:
    """The usual store of each card that used its benefit in the three months before."""
    spend, sale = tables.card_spend, tables.sale
    visits: dict[str, list[Visits]] = defaultdict(list)
    for start in range(0, len(cards), _CARDS_AT_ONCE):
        once = (
            select(
                *(spend.c[name] for name in ("card_no", "store_id", "till_id", "epoch", "sequence")),
            )
            .where(
                spend.c.card_no.in_(cards[start : start + _CARDS_AT_ONCE]),
                spend.c.month.in_(months_before(month, 3)),
                spend.c.amount > 0,
            )
            .distinct()
            .subquery()
        )
        same = ("store_id", "till_id", "epoch", "sequence")
        for row in connection.execute(
            select(
                once.c.card_no,
                once.c.store_id,
                func.count().label("visits"),
                func.max(sale.c.at_ms).label("last_ms"),
            )
            .select_from(once.join(sale, and_(*(sale.c[name] == once.c[name] for name in same))))
            .group_by(once.c.card_no, once.c.store_id)
        ):
            visits[row.card_no].append(Visits(row.store_id, row.visits, row.last_ms))
    return {card_no: store for card_no, found in visits.items() if (store := usual_store(found)) is not None}
