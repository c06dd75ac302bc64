"""The platform's own journal: a chain that nobody changes unseen, and who looked at a person."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from monitor.acts.actor import Actor
from monitor.acts.journal import looks_at, newest, note_act, note_read, verify
from monitor.store.engine import Store
from tests.monitor.conftest import MORNING_MS

MING = Actor("a-ming", "明", ("maker",), frozenset())


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store.open(database_url)
    yield opened
    opened.close()


def fill(connection: Connection) -> None:
    note_act(connection, MING, what="card.issue", subject="person:1", at_ms=MORNING_MS, facts={"cards": 1})
    note_read(
        connection, MING, what="identity_number", subject="person:1", purpose="核对换卡", at_ms=MORNING_MS + 1
    )
    note_read(connection, MING, what="address", subject="person:2", purpose="寄信", at_ms=MORNING_MS + 2)


def test_a_person_can_be_told_who_looked_at_them_and_why(store: Store) -> None:
    store.write(fill)

    looks = store.read(lambda c: looks_at(c, "person:1"))

    assert [(each.how, each.what, each.purpose, each.roles) for each in looks] == [
        ("looked", "identity_number", "核对换卡", ("maker",)),
        ("did", "card.issue", "", ("maker",)),
    ]
    assert [each.sequence for each in store.read(newest)] == [3, 2, 1]
    assert [each.sequence for each in store.read(lambda c: newest(c, before=2))] == [1]


def test_an_empty_and_an_untouched_journal_fit(store: Store) -> None:
    assert store.read(verify) is None
    store.write(fill)
    assert store.read(verify) is None


@pytest.mark.parametrize(
    ("statement", "first_bad"),
    [
        ("UPDATE act SET subject = 'person:3' WHERE sequence = 2", 2),
        ("UPDATE act SET account_id = 'a-hua' WHERE sequence = 1", 1),
        ("DELETE FROM act WHERE sequence = 2", 2),
        ("DELETE FROM act WHERE sequence = 3", 0),
        ("DELETE FROM act", 0),
    ],
)
def test_without_its_guards_a_changed_or_shortened_journal_is_still_seen(
    store: Store, statement: str, first_bad: int
) -> None:
    store.write(fill)
    with pytest.raises(DBAPIError):
        store.write(lambda c: c.execute(text(statement)))
    on_table = " ON act" if store.engine.dialect.name == "postgresql" else ""
    guards = ("act_stays", "act_is_kept")

    def try_without(connection: Connection) -> int | None:
        for guard in guards:
            connection.execute(text(f"DROP TRIGGER {guard}{on_table}"))
        connection.execute(text(statement))
        found = verify(connection)
        connection.rollback()
        return found

    with store.engine.connect() as connection:
        assert try_without(connection) == first_bad


def test_many_at_once_make_one_chain(store: Store) -> None:
    with ThreadPoolExecutor(4) as hands:
        list(hands.map(lambda _turn: store.write(fill), range(8)))

    assert len(store.read(newest)) == 24
    assert store.read(verify) is None
