"""Stores every change of a price or category of goods for ever, in the same write as the goods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pos.domain.goods.goods import Goods
from pos.domain.goods.goods_change import GoodsChange, PriceChange
from pos.ledger.sqlite import DRIVER, Connection

# Catalogues of earlier releases have no such table: it is made when they are opened, and begins empty.
TABLES: Final = (
    """CREATE TABLE IF NOT EXISTS price_change (
        id INTEGER PRIMARY KEY, code TEXT NOT NULL, at_ms INTEGER NOT NULL,
        price_before INTEGER, price_after INTEGER, category_before TEXT, category_after TEXT,
        source TEXT NOT NULL, staff_id TEXT, approver TEXT
    )""",
    "CREATE INDEX IF NOT EXISTS price_change_code ON price_change (code, id)",
)

_INSERT: Final = (
    "INSERT INTO price_change (code, at_ms, price_before, price_after, category_before, category_after,"
    " source, staff_id, approver) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ALL: Final = (
    "SELECT code, at_ms, price_before, price_after, category_before, category_after, source, staff_id,"
    " approver FROM price_change"
)
_OF_CODES: Final = f"{_ALL} WHERE code IN ({{}}) ORDER BY id DESC LIMIT ?"
_SINCE: Final = "SELECT DISTINCT code FROM price_change WHERE at_ms >= ?"


def price_change(
    change: GoodsChange, *, at_ms: int, source: str, staff_id: str | None, approver: str | None
) -> PriceChange | None:
    """The record of a change of goods; None if neither price nor category changed."""
    before, after = change.before, change.after
    if before is not None and after is not None and _priced(before) == _priced(after):
        return None
    price_before, category_before = (None, None) if before is None else _priced(before)
    price_after, category_after = (None, None) if after is None else _priced(after)
    return PriceChange(
        change.goods.code,
        at_ms,
        price_before,
        price_after,
        category_before,
        category_after,
        source,
        staff_id,
        approver,
    )


def keep(connection: Connection, changes: Iterable[PriceChange]) -> None:
    """Write changes down, inside the caller's transaction."""
    connection.executemany(
        _INSERT,
        (
            (
                each.code,
                each.at_ms,
                each.price_before,
                each.price_after,
                each.category_before,
                each.category_after,
                each.source,
                each.staff_id,
                each.approver,
            )
            for each in changes
        ),
    )


def of_codes(connection: Connection, codes: Sequence[str], *, limit: int) -> tuple[PriceChange, ...]:
    """The changes of one article, under all spellings of its code, the newest first."""
    asked = _OF_CODES.format(", ".join("?" * len(codes)))
    return tuple(PriceChange(*row) for row in connection.execute(asked, (*codes, limit)))


def every_change(connection: Connection) -> Iterator[PriceChange]:
    """Every stored change, oldest first; from a damaged file as far as it can be read."""
    try:
        for row in connection.execute(f"{_ALL} ORDER BY id"):
            yield PriceChange(*row)
    except DRIVER.DatabaseError:
        return


def codes_since(connection: Connection, at_ms: int) -> frozenset[str]:
    """The codes of goods whose price or category changed at or after an instant."""
    return frozenset(code for (code,) in connection.execute(_SINCE, (at_ms,)))


def _priced(goods: Goods) -> tuple[int, str]:
    return goods.price, goods.category
