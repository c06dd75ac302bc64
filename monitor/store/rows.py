"""Writes many rows so that writing them again changes nothing. One function, one version per engine."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    Select,
    SmallInteger,
    String,
    Table,
    bindparam,
    func,
    select,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

Row = Mapping[str, Any]

_COUNTED: Final = {"preserve_rowcount": True}

# What PostgreSQL calls the types of our columns in a binary COPY. Text is a String too.
_COPIED_AS: Final = (
    (SmallInteger, "int2"),
    (BigInteger, "int8"),
    (Boolean, "bool"),
    (String, "text"),
    (LargeBinary, "bytea"),
)


def insert_new(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows of which the caller knows, under a lock, that their keys are not there yet.

    All rows have the same columns. Raises IntegrityError when a key was already there: the caller's
    transaction ends then. PostgreSQL takes them by a binary COPY straight into the table; without
    conflicts to look for there is no need for a stage.
    """
    if not rows:
        return
    columns = list(rows[0])
    if connection.dialect.name == "postgresql":
        _copy(connection, table, table.name, columns, rows)
    else:
        _insert_many(connection, table, columns, rows, "")


def found_of(dialect_name: str, column: Column[str], *where: ColumnElement[bool]) -> Select[str]:
    """Which of many texts stand in a column of the rows that `where` names; the texts are `many`.

    They are one parameter: with a place for each it would be another statement for each count of texts.
    PostgreSQL looks each of them up by itself: left to choose, and as long as it has no statistics of a
    young table, it reads all rows of the till instead.
    """
    if dialect_name == "postgresql":
        texts = func.unnest(bindparam("many", type_=postgresql.ARRAY(String))).table_valued("wanted")
        texts = texts.render_derived(name="texts")
        one = select(column).where(*where, column == texts.c.wanted).limit(1).lateral()
        return select(one.c[column.name]).select_from(texts).join(one, true())
    each = func.json_each(bindparam("many", type_=String)).table_valued("value")
    return select(column).where(*where, column.in_(select(each.c.value)))


def many(dialect_name: str, texts: Sequence[str]) -> dict[str, Any]:
    """The parameter of `found_of`."""
    return {"many": list(texts) if dialect_name == "postgresql" else json.dumps(texts)}


def insert_once(connection: Connection, table: Table, rows: Sequence[Row]) -> int:
    """Insert rows whose key is not there yet; return how many were new.

    All rows have the same columns. PostgreSQL takes several rows by COPY into a stage (DESIGN 12).
    """
    if not rows:
        return 0
    if connection.dialect.name != "postgresql":
        return _insert_many(connection, table, list(rows[0]), rows, " ON CONFLICT DO NOTHING")
    if len(rows) == 1:
        single = _insert_one_once(table)
        return connection.execute(single, rows[0], execution_options=_COUNTED).rowcount
    return _copy_once(connection, table, rows)


def add_up(connection: Connection, table: Table, rows: Sequence[Row], *, sums: Sequence[str]) -> None:
    """Insert rows, or add their `sums` columns to the rows that are there.

    Unlike `insert_once` this is not idempotent: the caller knows that these rows are new.
    """
    if not rows:
        return
    connection.execute(_adding_up(connection.dialect.name, table, tuple(sums)), list(rows))


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


@cache
def _insert_one_once(table: Table) -> postgresql.Insert:
    return postgresql.insert(table).on_conflict_do_nothing()


@cache
def _adding_up(dialect_name: str, table: Table, sums: tuple[str, ...]) -> postgresql.Insert | sqlite.Insert:
    dialect = postgresql if dialect_name == "postgresql" else sqlite
    statement: postgresql.Insert | sqlite.Insert = dialect.insert(table)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={name: table.c[name] + statement.excluded[name] for name in sums},
    )


def _insert_many(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row], on_conflict: str
) -> int:
    """Hand SQLite rows as they are: our columns hold what its driver takes. Return how many were new."""
    places = ", ".join("?" * len(columns))
    done = connection.exec_driver_sql(
        f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({places}){on_conflict}",  # noqa: S608 - our own names
        [tuple([row[name] for name in columns]) for row in rows],
        execution_options=_COUNTED,
    )
    return done.rowcount


def _copy_once(connection: Connection, table: Table, rows: Sequence[Row]) -> int:
    columns = list(rows[0])
    names = ", ".join(columns)
    stage = f"stage_{table.name}"
    connection.exec_driver_sql(
        f"CREATE TEMPORARY TABLE IF NOT EXISTS {stage} (LIKE {table.name}) ON COMMIT DELETE ROWS"
    )
    _copy(connection, table, stage, columns, rows)
    done = connection.exec_driver_sql(
        f"INSERT INTO {table.name} ({names}) SELECT {names} FROM {stage} ON CONFLICT DO NOTHING"  # noqa: S608 - our own names
    )
    return done.rowcount


def _copy(
    connection: Connection, table: Table, into: str, columns: Sequence[str], rows: Sequence[Row]
) -> None:
    """COPY rows into `into`, which has the columns of `table`, in the transaction that is open."""
    import psycopg

    driver = connection.connection.driver_connection
    assert driver is not None
    types = [_copied_as(table.columns[name]) for name in columns]
    statement = f"COPY {into} ({', '.join(columns)}) FROM STDIN (FORMAT BINARY)"
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row([row[name] for name in columns])
    except psycopg.Error as error:  # As SQLAlchemy would have told it, had it sent the statement.
        raise DBAPIError.instance(
            statement, None, error, psycopg.Error, dialect=connection.dialect
        ) from error


def _copied_as(column: Column[Any]) -> str:
    return next(name for kind, name in _COPIED_AS if isinstance(column.type, kind))
