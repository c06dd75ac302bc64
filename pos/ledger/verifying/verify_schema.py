"""Compares the schema of a ledger file with the schema that this program makes. It only reads.

A trigger, view or table of somebody else can change what is read or written; a column
with another name or type is read as something else. SQL is compared without regard to spaces;
columns in their order, because rows are written by place; constraints in any order, because a column that a
migration added stands behind them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pos.ledger.projections import PROJECTED
from pos.ledger.schema import versions
from pos.ledger.sqlite import Connection
from pos.ledger.verifying.replay import Bad

# What is true in itself, and what is known about it. Everything else follows from it.
CORE: Final = ("journal", "document", "acknowledged", "mark", "print_job")

_OBJECTS: Final = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY rowid"
_VERSION_TABLE: Final = "alembic_version"
_CONSTRAINT: Final = re.compile(r"(?:CONSTRAINT|PRIMARY KEY|CHECK|UNIQUE|FOREIGN KEY)\b", re.IGNORECASE)

_SPACE: Final = re.compile(r"[ \t\n\v\f\r]+")  # `str.split` takes more for space than SQLite does.

_Objects = dict[tuple[str, str], tuple[str, str]]  # type and name → of which table, SQL
_Shape = tuple[list[str], frozenset[str], str]  # columns, constraints, what stands behind the bracket


def unreadable_core(connection: Connection) -> Iterator[Bad]:
    """The journal and the tables beside it must be plain tables.

    Checked first: a view, or a virtual table of a module, can return anything, and take for
    ever. Differences of a plain table are reported after its entries were checked.
    """
    there = dict(connection.execute("SELECT name, type = 'table' AND rootpage > 0 FROM sqlite_master"))
    for name in CORE:
        if not there.get(name):
            yield Bad(
                0, "ledger.schema", f"table {name} is {'something else' if name in there else 'missing'}"
            )


def differences(connection: Connection, scratch: Connection, *, version: int) -> Iterator[Bad]:
    """Everything in the file's schema that is not as it should be.

    Of an older `version` only what it must have in common with this one is compared.
    """
    there, expected = _objects(connection), _objects(scratch)
    newest = version == versions.SCHEMA_VERSION
    for (kind, name), (table, made) in expected.items():
        if not newest and (table in PROJECTED or kind == "index"):
            continue  # Made anew when the file is opened for selling.
        found = there.get((kind, name))
        if kind == "trigger":
            if found is None or found[0] != table or plain_sql(found[1]) != plain_sql(made):
                yield Bad(0, "ledger.triggers_missing", name)
        elif found is None:
            yield Bad(0, "ledger.schema", f"{kind} {name} is missing")
        elif found[0] != table or not (
            same_table(found[1], made) if kind == "table" else plain_sql(found[1]) == plain_sql(made)
        ):
            yield Bad(0, "ledger.schema", f"{kind} {name} is {found[1]}")
    for (kind, name), (table, made) in there.items():
        if (kind, name) not in expected and not _may_stand(kind, name, table, made):
            yield Bad(0, "ledger.schema_foreign", f"{kind} {name}: {made}")
    yield from _version(connection, version)


def same_table(one: str, other: str) -> bool:
    """Whether two CREATE TABLE statements make the same table."""
    return _shape(one) == _shape(other)


def _objects(connection: Connection) -> _Objects:
    rows = connection.execute(_OBJECTS).fetchall()
    return {(str(kind), str(name)): (str(table), str(sql or "")) for kind, name, table, sql in rows}


def _may_stand(kind: str, name: str, table: str, made: str) -> bool:
    if name == _VERSION_TABLE:
        return (kind, table, plain_sql(made)) == ("table", name, versions.VERSION_TABLE)
    # SQLite's own, for keys and UNIQUE: it follows from the table's text, and nobody else can make one.
    return kind == "index" and not made and name.startswith(f"sqlite_autoindex_{table}_")


def _version(connection: Connection, version: int) -> Iterator[Bad]:
    """The version stands in the header and in a table, which have to agree."""
    said = connection.execute("PRAGMA user_version").fetchone()[0]
    rows = connection.execute(f"SELECT * FROM {_VERSION_TABLE}").fetchall()  # noqa: S608 (a constant)
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({_VERSION_TABLE})")]
    if columns != ["version_num"]:
        yield Bad(0, "ledger.schema", f"table {_VERSION_TABLE} has {columns}")
    if version < 1 or said != version or rows != [(versions.revision(version),)]:
        yield Bad(0, "ledger.version", f"{said} in the header, {rows} in its table")


def plain_sql(sql: str) -> str:
    """A statement with one space for each stretch of what SQLite reads as space, and nothing else is one."""
    return _SPACE.sub(" ", sql).strip(" ")


def _shape(sql: str) -> _Shape:
    plain = plain_sql(sql)
    begin, end = plain.find("("), plain.rfind(")")
    if not plain.startswith("CREATE TABLE ") or begin < 0 or end < begin:
        return [plain], frozenset(), ""
    parts = _parts(plain[begin + 1 : end])
    columns = [part for part in parts if not _CONSTRAINT.match(part)]
    constraints = frozenset(part for part in parts if _CONSTRAINT.match(part))
    name = plain[len("CREATE TABLE ") : begin].strip(" ").strip("\"'`[]")
    return [name, *columns], constraints, plain[end + 1 :].strip(" ")


def _parts(body: str) -> list[str]:
    """Split at the commas that stand in no bracket."""
    parts, depth, begin = [], 0, 0
    for place, character in enumerate(body):
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            parts.append(body[begin:place].strip(" "))
            begin = place + 1
    return [*parts, body[begin:].strip(" ")]
