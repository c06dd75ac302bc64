"""The pool of reading connections: closed under nobody's feet, and as many as were in use at one time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pos.domain.goods.goods import Goods, SoldBy
from pos.errors.ledger import LedgerUnwritable
from pos.ledger.drafts import Drafts
from pos.ledger.goods.catalogue import Catalogue
from pos.ledger.readers import Readers
from pos.ledger.sqlite import connect
from tests.shop import ean

SHELF = tuple(
    Goods(ean(f"69{place:010d}"), f"番茄酱{place}", "250g", "瓶", "调味", 890, SoldBy.PIECE)
    for place in range(300)
)
THREADS = 8


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "numbers.db"
    with closing(connect(path)) as connection:
        connection.execute("CREATE TABLE number (value INTEGER NOT NULL)")
        connection.execute(
            "WITH RECURSIVE up (value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM up WHERE value < 999)"
            " INSERT INTO number SELECT value FROM up"
        )
    return path


@pytest.fixture
def readers(path: Path) -> Iterator[Readers]:
    readers = Readers(path)
    yield readers
    readers.close()


def asked_until_closed(ask: Callable[[], bool], close: Callable[[], None]) -> list[str]:
    """What ended each of several threads that ask again and again while somebody closes."""
    begun = threading.Barrier(THREADS + 1)
    ends: list[str] = []

    def work() -> None:
        begun.wait()
        try:
            while ask():
                pass
        except LedgerUnwritable as error:
            ends.append(str(error.facts["reason"]))
        else:
            ends.append("a wrong answer")

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    begun.wait()
    time.sleep(0.02)
    close()
    for thread in threads:
        thread.join(10)
    assert not any(thread.is_alive() for thread in threads)
    return ends


def test_who_asks_while_the_catalogue_is_closed_gets_an_answer_or_is_told(tmp_path: Path) -> None:
    with closing(Catalogue(tmp_path / "catalogue.db")) as catalogue:
        catalogue.replace_goods(SHELF)
    for _turn in range(10):
        catalogue = Catalogue(tmp_path / "catalogue.db")

        def ask(catalogue: Catalogue = catalogue) -> bool:
            return (
                catalogue.goods_by_code(SHELF[7].code) == SHELF[7]
                and len(catalogue.all_goods()) == len(SHELF)
                and len(catalogue.search("番茄", 5)) == 5
            )

        assert asked_until_closed(ask, catalogue.close) == ["closed"] * THREADS
        assert catalogue._readers._idle == []


def test_who_writes_while_the_catalogue_is_closed_has_written_or_is_told(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "catalogue.db")

    def ask() -> bool:
        catalogue.replace_goods(SHELF)
        return catalogue.goods_count() == len(SHELF)

    assert asked_until_closed(ask, catalogue.close) == ["closed"] * THREADS
    with closing(Catalogue(tmp_path / "catalogue.db")) as again:
        assert sorted(again.own_goods()) == sorted(goods.code for goods in SHELF)


def test_who_asks_for_drafts_while_they_are_closed_is_told(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path / "drafts.db")

    assert asked_until_closed(lambda: drafts.held() == (), drafts.close) == ["closed"] * THREADS


def test_a_hundred_short_threads_leave_no_more_connections_than_ran_at_once(tmp_path: Path) -> None:
    with closing(Catalogue(tmp_path / "catalogue.db")) as catalogue:
        catalogue.replace_goods(SHELF)
        found: list[Goods | None] = []
        for _turn in range(25):
            threads = [
                threading.Thread(target=lambda: found.append(catalogue.goods_by_code(SHELF[3].code)))
                for _ in range(4)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert found == [SHELF[3]] * 100
        assert 1 <= len(catalogue._readers._idle) <= 4


def test_several_questions_of_one_moment_see_no_writing_in_between(path: Path, readers: Readers) -> None:
    count = "SELECT count(*) FROM number"
    with closing(connect(path)) as writer:
        with readers.moment() as connection:
            before = connection.execute(count).fetchall()
            writer.execute("DELETE FROM number")
            assert connection.execute(count).fetchall() == before == [(1_000,)]
        assert readers.row(count) == (0,)


def test_a_borrowed_connection_outlives_the_close_and_then_goes_too(readers: Readers) -> None:
    with readers.moment() as connection:
        readers.close()
        assert connection.execute("SELECT max(value) FROM number").fetchall() == [(999,)]
        with pytest.raises(LedgerUnwritable, match="closed"):
            readers.rows("SELECT value FROM number")
    assert readers._idle == []


def test_a_reader_cannot_write_and_keeps_as_many_pages_as_it_was_told(path: Path, readers: Readers) -> None:
    with pytest.raises(LedgerUnwritable, match="read_only"):
        readers.rows("DELETE FROM number")
    with closing(Readers(path, cache_kib=512)) as small:
        assert small.row("PRAGMA cache_size") == (-512,)
