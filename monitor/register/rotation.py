"""Changes the keys of the register: adds one for each purpose, and seals everything again with the new ones.

Cut short, it is begun again: what is sealed with an old key can still be read. `identity_match` stays, so
that people are found again; only the values themselves are sealed anew.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, and_, select, tuple_, update

from monitor.register.field_keys import add_key
from monitor.register.sealing import PURPOSES, SEALED, RegisterKeys
from monitor.store import register_tables
from monitor.store.engine import Store

_PORTION: Final = 2_000  # Rows of one transaction.
_TABLES: Final = {table.name: table for table in register_tables.TABLES}
# What the row of a sealed value is called: the key beside the district.
_ROW_OF: Final = {
    "person": ("person_id",),
    "card_list": ("list_id",),
    "card_list_line": ("list_id", "place"),
}


def row_name(*key: str | int) -> str:
    """The name of a row in what its sealed values are bound to."""
    return "/".join(map(str, key))


def rotate(store: Store, data_dir: Path, *, progress: Callable[[str, int], None] | None = None) -> int:
    """Add a key for each purpose and seal all again; return how many values. Raises SettingsRefused."""
    for purpose in PURPOSES:
        add_key(data_dir, purpose)
    return seal_again(store, RegisterKeys.load(data_dir), progress=progress)


def seal_again(
    store: Store, keys: RegisterKeys, *, progress: Callable[[str, int], None] | None = None
) -> int:
    """Seal with the newest keys whatever is not; return how many values."""
    done = 0
    for name, column, _purpose in SEALED:
        table = _TABLES[name]
        after: tuple[Any, ...] | None = None
        while True:
            start = after

            def portion(
                connection: Connection, table: Table = table, column: str = column, start: Any = start
            ) -> tuple[int, Any]:
                return _portion(connection, keys, table, column, start)

            count, after = store.write(portion)
            done += count
            if progress is not None:
                progress(name, done)
            if after is None:
                break
    return done


def _portion(
    connection: Connection, keys: RegisterKeys, table: Table, column: str, start: Any
) -> tuple[int, Any]:
    key = ("district_id", *_ROW_OF[table.name])
    columns = [table.c[name] for name in key]
    query = select(*columns, table.c[column]).order_by(*columns).limit(_PORTION)
    if start is not None:
        query = query.where(tuple_(*columns) > tuple_(*start))
    rows = connection.execute(query.with_for_update()).all()
    count = 0
    for row in rows:
        count += _again(connection, keys, table, column, row)
    last = tuple(getattr(rows[-1], name) for name in key) if len(rows) == _PORTION else None
    return count, last


def _again(connection: Connection, keys: RegisterKeys, table: Table, column: str, row: Any) -> int:
    sealed = getattr(row, column)
    if sealed is None or keys.is_newest(bytes(sealed), table=table.name, column=column):
        return 0
    place = {"table": table.name, "column": column}
    name = row_name(*(getattr(row, each) for each in _ROW_OF[table.name]))
    mine = [table.c[each] == getattr(row, each) for each in ("district_id", *_ROW_OF[table.name])]
    text = keys.open(sealed, row=name, **place)
    connection.execute(update(table).where(and_(*mine)).values({column: keys.seal(text, row=name, **place)}))
    return 1
