"""The table of goods: reads it whole, and writes only what differs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pos.domain.goods.goods import Goods, SoldBy
from pos.domain.goods.goods_change import ChangeKind, GoodsDifference
from pos.ledger.goods import goods_index
from pos.ledger.sqlite import Connection, Row

TABLES: Final = (
    """CREATE TABLE IF NOT EXISTS goods (
        id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, spec TEXT NOT NULL,
        unit TEXT NOT NULL, category TEXT NOT NULL, price INTEGER NOT NULL, sold_by TEXT NOT NULL,
        plu TEXT, quick_key INTEGER
    )""",
    "CREATE INDEX IF NOT EXISTS goods_plu ON goods (plu) WHERE plu IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS goods_quick_key ON goods (quick_key) WHERE quick_key IS NOT NULL",
)

_OWN: Final = "SELECT code, name, spec, unit, category, price, sold_by, plu, quick_key FROM goods"
_INSERT: Final = "INSERT INTO goods VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_UPDATE: Final = (
    "UPDATE goods SET unit = ?, category = ?, price = ?, sold_by = ?, plu = ?, quick_key = ? WHERE code = ?"
)
_SOLD_BY: Final = {kind.value: kind for kind in SoldBy}
# These move goods to another place in the search, so that all places are given anew.
_MOVES: Final = frozenset({ChangeKind.NEW, ChangeKind.NAME, ChangeKind.REMOVED})


def goods_of(row: Row) -> Goods:
    """Goods from a row: code, name, spec, unit, category, price, sold_by, plu, quick_key."""
    code, name, spec, unit, category, price, sold_by, plu, quick_key = row
    return Goods(code, name, spec, unit, category, price, _SOLD_BY[sold_by], plu, quick_key)


def all_goods(connection: Connection) -> dict[str, Goods]:
    """Every article by its code, with the shop's own category."""
    return {row[0]: goods_of(row) for row in connection.execute(_OWN)}


def write_difference(connection: Connection, on_file: dict[str, Goods], difference: GoodsDifference) -> None:
    """Write the changes, inside the caller's transaction. New prices alone leave the search as it is."""
    if any(change.kinds & _MOVES for change in difference.changes):
        merged = dict(on_file)
        for change in difference.changes:
            if change.after is None:
                del merged[change.goods.code]
            else:
                merged[change.after.code] = change.after
        write_all(connection, merged.values())
        return
    connection.executemany(
        _UPDATE,
        (
            (
                after.unit,
                after.category,
                after.price,
                after.sold_by.value,
                after.plu,
                after.quick_key,
                after.code,
            )
            for change in difference.changes
            if (after := change.after) is not None
        ),
    )


def write_all(connection: Connection, goods: Iterable[Goods]) -> None:
    """Replace all goods, inside the caller's transaction."""
    # Short names first: the number is also the order in which a search shows them.
    ordered = sorted(goods, key=lambda each: (len(each.full_name), each.full_name, each.code))
    connection.execute("DELETE FROM goods")
    connection.executemany(
        _INSERT,
        (
            (
                number,
                each.code,
                each.name,
                each.spec,
                each.unit,
                each.category,
                each.price,
                each.sold_by.value,
                each.plu,
                each.quick_key,
            )
            for number, each in enumerate(ordered, 1)
        ),
    )
    goods_index.rebuild(connection, enumerate(ordered, 1))
