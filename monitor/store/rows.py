"""Writing many rows so that writing them again changes nothing. One verb, a body per engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Row = Mapping[str, Any]

_COUNTED: Final = {"preserve_rowcount": True}


def insert_once(connection: Connection, table: Table, rows: Sequence[Row]) -> int:
    """Insert rows whose key is not there yet; return how many were new.

    All rows have the same columns. PostgreSQL takes several rows by COPY into a stage (DESIGN 12).
    """
    if not rows:
        return 0
    if connection.dialect.name != "postgresql":
        statement = sqlite.insert(table).on_conflict_do_nothing()
        return connection.execute(statement, list(rows), execution_options=_COUNTED).rowcount
    if len(rows) == 1:
        single = postgresql.insert(table).on_conflict_do_nothing()
        return connection.execute(single, rows[0], execution_options=_COUNTED).rowcount
    return _copy_once(connection, table, rows)


def add_up(connection: Connection, table: Table, rows: Sequence[Row], *, sums: Sequence[str]) -> None:
    """Insert rows, or add their `sums` columns to the rows that are there.

    Unlike `insert_once` this is not idempotent: the caller knows that these rows are new.
    """
    if not rows:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=list(table.primary_key.columns),
            set_={name: table.c[name] + statement.excluded[name] for name in sums},
        ),
        list(rows),
    )


def replace_all(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows; of those whose key is there already, the other columns become what is given now."""
    if not rows:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table)
    key = set(table.primary_key.columns.keys())
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=list(table.primary_key.columns),
            set_={name: statement.excluded[name] for name in rows[0] if name not in key},
        ),
        list(rows),
    )


def _copy_once(connection: Connection, table: Table, rows: Sequence[Row]) -> int:
    columns = list(rows[0])
    names = ", ".join(columns)
    stage = f"stage_{table.name}"
    connection.exec_driver_sql(
        f"CREATE TEMPORARY TABLE IF NOT EXISTS {stage} (LIKE {table.name}) ON COMMIT DELETE ROWS"
    )
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(f"COPY {stage} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([row[name] for name in columns])
    done = connection.exec_driver_sql(
        f"INSERT INTO {table.name} ({names}) SELECT {names} FROM {stage} ON CONFLICT DO NOTHING"  # noqa: S608 - our own names
    )
    return done.rowcount
