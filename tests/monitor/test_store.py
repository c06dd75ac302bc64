"""The database: migrated tables are the tables, growing ones split by store, and lost races are run again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import (
    Column,
    Connection,
    LargeBinary,
    MetaData,
    String,
    TextClause,
    UniqueConstraint,
    func,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from monitor.devices.devices import find_device
from monitor.documents.publishing import next_numbers
from monitor.errors import StoreBusy, StoreNewer
from monitor.ingest.receiving import Ingest
from monitor.leases.slip_desk import SlipDesk
from monitor.leases.waker import Waker
from monitor.platform import Platform
from monitor.store import day_tables, engine, tables
from monitor.store.engine import Store
from monitor.store.rows import add_up, found_of, insert_new, insert_once, many
from monitor.store.schema import HEAD, migrate, prepare
from tests.monitor.conftest import EnrolledTill, new_database, rows


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def older_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, for an older platform to fill."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/older.db"
    return new_database(request.getfixturevalue("postgres_uri"), "older")


@pytest.fixture
def store(database_url: str) -> Store:
    return Store.open(database_url)


def at_once(count: int, work: Callable[[int], object]) -> None:
    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def counted(store: Store, name: str) -> int:
    counter = tables.counter
    query = select(counter.c.value).where(counter.c.name == name)
    return store.read(lambda connection: int(connection.execute(query).scalar_one()))


def test_the_migrations_make_exactly_the_tables_the_code_uses(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []
        assert context.get_current_revision() == HEAD
    store.close()


def test_preparing_again_changes_nothing(store: Store) -> None:
    insert_once_row = {"name": "x", "value": 1}
    store.write(lambda connection: insert_once(connection, tables.counter, [insert_once_row]))

    prepare(store)

    assert counted(store, "x") == 1
    store.close()


def test_what_an_older_platform_leased_counts_as_sent(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/old.db")
    store.write(lambda connection: migrate(connection, "0001"))

    def fill(connection: Connection) -> None:
        for statement in (
            (
                "INSERT INTO device (store_id, till_id, epoch, public_key, suite, program_version,"
                " enrolled_ms, told_sequence, head_sequence, head_hash, entries, sales, market, discount,"
                " subsidy, payable, quarantined)"
                " VALUES ('S01', 'S01-1', 1, x'00', 1, '', 0, 0, 0, x'00', 0, 0, 0, 0, 0, 0, 0)"
            ),
            "INSERT INTO document VALUES ('leases', 'S01-1', 1, 7, '2026-12', x'00', x'00', 1)",
        ):
            connection.execute(text(statement))

    store.write(fill)
    prepare(store)

    assert store.read(lambda c: c.execute(text("SELECT leases_sent FROM device")).scalar_one()) == 7
    store.close()


def test_the_days_of_an_older_platform_are_added_up_anew(older_url: str) -> None:
    store = Store.open(older_url)
    store.write(lambda connection: migrate(connection, "0002"))

    def fill(connection: Connection) -> None:
        hashed = "'\\x00'::bytea" if connection.dialect.name == "postgresql" else "x'00'"
        for sequence, state in ((1, "counted"), (2, "counted"), (3, "suspense")):
            card_no = "'6201000000000012'" if sequence == 1 else "NULL"
            connection.execute(
                text(
                    f"INSERT INTO sale VALUES ('S01', 'S01-1', 1, {sequence}, 'n{sequence}', '2026-11-23', 0,"
                    f" {card_no}, '2013-02', '{state}', 1000, 400, 100, 500)"
                )
            )
            connection.execute(_old_entry(sequence, "sale", state, hashed))
        connection.execute(_old_entry(4, "line_dropped", "counted", hashed))
        connection.execute(
            text("INSERT INTO day_total VALUES ('S01', 'S01-1', '2026-11-23', 2, 1, 1, 1, 1, 1, 1)")
        )

    store.write(fill)
    prepare(store)

    day = store.read(lambda c: dict(c.execute(select(day_tables.day_total)).mappings().one()))
    assert (day["epoch"], day["entries"], day["sales"], day["card_sales"], day["returns"]) == (1, 3, 2, 1, 0)
    assert (day["market"], day["payable"], day["public_payable"]) == (2000, 1000, 500)
    shown = store.read(lambda c: c.execute(select(day_tables.day_entry.c.sequence)).scalars().all())
    assert shown == [4]
    store.close()


def _old_entry(sequence: int, kind: str, state: str, hashed: str) -> TextClause:
    return text(
        f"INSERT INTO entry VALUES ('S01', 'S01-1', 1, {sequence}, 'id{sequence}', '{kind}', 1, 0,"
        f" '2026-11-23', '{state}', 1, {hashed}, {hashed}, {hashed}, 0)"
    )


def test_a_database_of_a_newer_version_is_left_alone(store: Store) -> None:
    store.write(
        lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    )

    with pytest.raises(StoreNewer, match="9999"):
        prepare(store)

    found = store.read(lambda c: c.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
    assert found == "9999"
    store.close()


def test_what_grows_with_sales_begins_its_keys_with_the_store() -> None:
    for table in tables.GROWING:
        assert next(iter(table.primary_key.columns)).name == "store_id", table.name
        for constraint in table.constraints:
            if isinstance(constraint, UniqueConstraint):
                assert "store_id" in constraint.columns, table.name
        assert not table.foreign_keys, table.name
        assert all(column.autoincrement is not True for column in table.columns)
    assert "line" not in tables.metadata.tables, "PostgreSQL has a type of that name"


@pytest.mark.postgres
def test_what_grows_with_sales_can_be_partitioned_by_store(postgres_uri: str) -> None:
    split = MetaData(schema="split")
    for table in tables.GROWING:
        copy = table.to_metadata(split)
        copy.dialect_options["postgresql"]["partition_by"] = "HASH (store_id)"
    store = Store.open(postgres_uri)

    def make(connection: Connection) -> int:
        connection.execute(text("CREATE SCHEMA split"))
        split.create_all(connection)
        found = connection.execute(text("SELECT count(*) FROM pg_partitioned_table")).scalar_one()
        connection.execute(text("DROP SCHEMA split CASCADE"))
        return int(found)

    assert store.write(make) == len(tables.GROWING)
    store.close()


def test_rows_that_are_there_are_not_written_again(store: Store) -> None:
    def write(names: list[str]) -> int:
        found = [{"name": name, "value": len(names)} for name in names]
        return store.write(lambda connection: insert_once(connection, tables.counter, found))

    assert write(["a"]) == 1
    assert write(["a"]) == 0
    assert write(["a", "b", "c"]) == 2
    assert write([]) == 0
    assert counted(store, "a") == 1
    store.close()


def test_new_rows_are_all_written_or_none_and_the_database_says_why(store: Store) -> None:
    full = {column.name: value_for(column) for column in tables.entry.columns}
    new = [{**full, "sequence": number} for number in (1, 2, 3)]
    store.write(lambda connection: insert_new(connection, tables.entry, new))

    assert store.read(lambda c: [dict(row) for row in c.execute(select(tables.entry)).mappings()]) == new
    again = [{**full, "sequence": number} for number in (4, 3)]
    with pytest.raises(IntegrityError):
        store.write(lambda connection: insert_new(connection, tables.entry, again))
    store.write(lambda connection: insert_new(connection, tables.entry, []))
    count = select(func.count()).select_from(tables.entry)
    assert store.read(lambda connection: connection.execute(count).scalar_one()) == 3
    store.close()


def value_for(column: Column[Any]) -> object:
    """Something a column can hold, not plain ASCII where that can be."""
    if isinstance(column.type, LargeBinary):
        return bytes(range(200, 232))
    return "慈\t\\N" if isinstance(column.type, String) else 7


def test_one_of_many_texts_is_found_whatever_is_in_them(store: Store) -> None:
    names = ["a", "b'\"", "{慈,善}", "\\", "null"]
    written = [{"name": name, "value": 1} for name in [*names, "c"]]
    store.write(lambda connection: insert_once(connection, tables.counter, written))

    def found(connection: Connection, asked: list[str]) -> set[str]:
        dialect_name, counter = connection.dialect.name, tables.counter
        query = found_of(dialect_name, counter.c.name, counter.c.value == 1)
        return set(connection.execute(query, many(dialect_name, asked)).scalars())

    assert store.read(lambda connection: found(connection, [*names, "nobody"])) == set(names)
    assert store.read(lambda connection: found(connection, [])) == set()
    store.close()


def test_sums_add_up(store: Store) -> None:
    both = [{"name": "a", "value": 2}, {"name": "b", "value": 3}]
    for _time in range(2):
        store.write(lambda connection: add_up(connection, tables.counter, both, sums=["value"]))

    assert (counted(store, "a"), counted(store, "b")) == (4, 6)
    store.close()


class Aborted(Exception):
    """What a driver raises when two transactions cannot both be right."""

    sqlstate = "40001"


def test_a_transaction_that_the_database_aborts_is_run_again(store: Store) -> None:
    waited: list[float] = []
    unlucky = Store(store.engine, sleep=waited.append)
    attempts = iter(range(100))

    def work(connection: Connection) -> str:
        insert_once(connection, tables.counter, [{"name": "a", "value": 1}])
        if next(attempts) < 3:
            raise OperationalError("commit", {}, Aborted())
        return "through"

    assert unlucky.write(work) == "through"
    assert len(waited) == 3 and max(waited) < 1
    assert counted(store, "a") == 1
    store.close()


@pytest.mark.postgres
def test_a_connection_that_was_cut_while_it_rested_is_replaced(
    postgres_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, other = Store.open(postgres_uri), Store.open(postgres_uri)
    number = "SELECT pg_backend_pid()"

    def own(connection: Connection) -> int:
        return int(connection.execute(text(number)).scalar_one())

    first = store.read(own)
    assert store.read(own) == first, "one that was good a moment ago is used again"
    monkeypatch.setattr(engine, "_RESTED_S", 0.0)
    other.read(lambda connection: connection.execute(text(f"SELECT pg_terminate_backend({first}, 5000)")))

    assert store.read(own) != first
    store.close()
    other.close()


def test_a_transaction_that_never_gets_through_says_so(store: Store) -> None:
    unlucky = Store(store.engine, sleep=lambda _seconds: None)

    def work(_connection: Connection) -> None:
        raise OperationalError("commit", {}, Aborted())

    with pytest.raises(StoreBusy):
        unlucky.write(work)
    store.close()


def test_other_faults_of_the_database_are_not_hidden(store: Store) -> None:
    with pytest.raises(DBAPIError):
        store.write(lambda connection: connection.execute(text("SELECT * FROM nowhere")))
    store.close()


def test_two_at_once_take_different_numbers(store: Store) -> None:
    taken: list[int] = []

    def take() -> None:
        taken.extend(store.write(lambda connection: next_numbers(connection, "n")) for _time in range(20))

    at_once(4, lambda _number: take())

    assert sorted(taken) == list(range(1, 81))
    store.close()


def test_a_batch_that_arrives_twice_at_once_is_stored_once(
    enrolled: EnrolledTill, platform: Platform
) -> None:
    till = enrolled("S01-1")
    for _sale in range(30):
        till.sell(("零食", 100))
    batch = till.batch()
    statuses: list[int] = []

    threads = [
        threading.Thread(target=lambda: statuses.append(till.send(batch).status_code)) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [200] * 4
    assert len(rows(platform, tables.entry)) == 30
    assert [row["payable"] for row in rows(platform, day_tables.day_total)] == [3_000]
    assert till.upload(after=30).sums.sums() == till.sums


def test_ingest_holds_when_the_database_insists_on_serial_transactions(
    enrolled: EnrolledTill, platform: Platform
) -> None:
    strict = platform.store  # SQLite's transactions are serial anyway.
    if strict.engine.dialect.name == "postgresql":
        strict = Store(strict.engine.execution_options(isolation_level="SERIALIZABLE"))
    tills = [enrolled(till_id) for till_id in ("S01-1", "S01-2", "S02-1")]
    for till in tills:
        for _sale in range(5):
            till.sell(("零食", 100))

    def send(number: int) -> None:
        till = tills[number]
        device = platform.store.read(lambda connection: find_device(connection, till.till_id, 1))
        assert device is not None
        for after in range(5):
            Ingest(strict, platform.key, Waker(), SlipDesk(strict, platform.key, Waker())).receive(
                till.batch(after=after, upto=after + 1), device, nonce=f"a{after:031x}", now_ms=till.now_ms
            )

    at_once(3, send)

    assert strict.read(lambda c: c.execute(select(func.count()).select_from(tables.sale)).scalar_one()) == 15


def test_the_folder_of_a_database_is_made(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/new/monitor.db")
    prepare(store)

    assert (tmp_path / "new" / "monitor.db").exists()
    store.close()
