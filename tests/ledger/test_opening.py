"""Opening a ledger: checks what is new, whatever its size, and leaves alone what it does not understand."""

from __future__ import annotations

import logging
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pos.domain.journal.entries import EntryKind
from pos.errors.ledger import ChainBroken, LedgerMissing, LedgerNewer, LedgerUnwritable
from pos.ledger import sqlite
from pos.ledger.ledger import Ledger
from pos.ledger.schema.rebuild import rebuild
from pos.ledger.schema.versions import SCHEMA_VERSION
from pos.ledger.sqlite import Connection, connect
from pos.ledger.verifying.verify import verify_ledger
from tests.ledger.counter import TILL, Counter
from tests.small_entries import REPRINTED


def without_triggers(path: Path, *statements: str) -> None:
    """What somebody with the file and a database tool can do."""
    with closing(connect(path)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)


def open_again(counter: Counter) -> Ledger:
    counter.ledger.close()
    return counter.open()


def notes(counter: Counter, count: int) -> None:
    for _turn in range(count):
        counter.ledger.append(counter.new(EntryKind.RECEIPT_REPRINTED, REPRINTED))


def test_a_ledger_goes_on_where_it_ended(counter: Counter) -> None:
    counter.sell()
    head = counter.ledger.head()
    assert open_again(counter).head() == head
    assert counter.sell().sequence == 5
    assert verify_ledger(counter.path, public_key=counter.key.public_key).first_bad is None


def test_a_closed_ledger_answers_with_words_and_is_not_opened_again(counter: Counter) -> None:
    """Threads that are late at the end of the day must find out, not write on."""
    counter.ledger.close()
    counter.ledger.close()
    before = counter.path.read_bytes()
    for late in (lambda: counter.ledger.has_entry("x"), lambda: notes(counter, 1)):
        with pytest.raises(LedgerUnwritable) as raised:
            late()
        assert raised.value.facts["reason"] == "closed"
    counter.ledger.verify_rest()  # Nothing is left to verify.
    assert not counter.ledger.checkpoint_if_idle(idle_ms=0)
    assert counter.path.read_bytes() == before
    assert [path.name for path in counter.folder.iterdir()] == ["ledger.db"]


def test_opening_costs_the_same_whatever_the_size(tmp_path: Path) -> None:
    steps = 0

    def counted(path: Path) -> Connection:
        def step() -> None:
            nonlocal steps
            steps += 1

        connection = connect(path)
        connection.set_progress_handler(step, 1)
        return connection

    counter = Counter(tmp_path)
    costs = []
    for _size in range(3):
        notes(counter, 250)
        counter.ledger.close()
        counter.options = {"open_connection": counted}
        steps = 0
        counter.open()
        costs.append(steps)
    counter.ledger.close()
    assert 0 < max(costs) <= min(costs) + 20, costs


def test_what_a_crash_left_unchecked_is_checked_at_the_next_start(counter: Counter) -> None:
    counter.sell()
    copy = counter.folder / "crashed"
    copy.mkdir()
    for name in ("ledger.db", "ledger.db-wal"):  # As a killed program leaves them: not closed, not marked.
        shutil.copy(counter.folder / name, copy / name)
    without_triggers(
        copy / "ledger.db",
        "UPDATE journal SET payload = CAST(replace(payload, 'till', 'Till') AS BLOB) WHERE sequence = 4",
    )
    with pytest.raises(ChainBroken) as raised:
        Counter(copy)
    assert raised.value.facts["sequence"] == 4


def test_idle_time_moves_the_mark_so_that_the_next_start_has_less_to_check(counter: Counter) -> None:
    def marked() -> int:
        sequence: int = counter.ledger._readers.rows("SELECT sequence FROM mark")[0][0]
        return sequence

    assert marked() == 0
    assert not counter.ledger.checkpoint_if_idle(idle_ms=60_000)  # Somebody has just sold.
    assert counter.ledger.checkpoint_if_idle(idle_ms=0)
    assert marked() == 3
    counter.sell()
    counter.ledger.close()
    counter.open()
    assert marked() == 4


def test_idle_time_finds_what_went_bad_on_the_disk(counter: Counter) -> None:
    counter.sell()
    without_triggers(counter.path, "UPDATE journal SET actor = 'x', entry_id = 'y' WHERE sequence = 4")
    with pytest.raises(ChainBroken):
        counter.ledger.checkpoint_if_idle(idle_ms=0)
    assert counter.ledger.problem == "ledger.chain_broken"
    with pytest.raises(ChainBroken):
        counter.sell()


@pytest.mark.parametrize(
    ("what", "statement", "sequence"),
    [
        (
            "the marked entry was changed",
            "UPDATE journal SET entry_hash = zeroblob(32) WHERE sequence = 4",
            4,
        ),
        ("the end was cut off", "DELETE FROM journal WHERE sequence = 4", 4),
        (
            "the beginning is of another till",
            "UPDATE journal SET previous_hash = zeroblob(32) WHERE sequence = 1",
            1,
        ),
    ],
)
def test_a_start_notices_that(counter: Counter, what: str, statement: str, sequence: int) -> None:
    counter.sell()
    counter.ledger.close()
    without_triggers(counter.path, statement)
    with pytest.raises(ChainBroken) as raised:
        counter.open()
    assert raised.value.facts["sequence"] == sequence, what


def test_a_start_notices_that_the_platform_knows_more_than_the_file(counter: Counter) -> None:
    counter.sell()
    counter.ledger.acknowledge(*counter.ledger.head(), b"signed", 1)
    counter.ledger.close()
    without_triggers(
        counter.path, "DELETE FROM journal WHERE sequence = 4", "DELETE FROM mark", "DELETE FROM sale"
    )
    with pytest.raises(ChainBroken) as raised:
        counter.open()
    assert raised.value.facts["reason"] == "differs_from_acknowledged"


@pytest.mark.parametrize(("till_id", "epoch"), [("S01-2", 1), (TILL, 2)])
def test_a_ledger_of_another_till_or_epoch_is_refused(counter: Counter, till_id: str, epoch: int) -> None:
    with pytest.raises(ChainBroken):
        Ledger.open(
            counter.path, till_id=till_id, epoch=epoch, signer=counter.key.sign, backups=counter.folder
        )


def test_without_a_mark_the_end_is_checked_at_once_and_the_rest_later(counter: Counter) -> None:
    notes(counter, 300)
    counter.ledger.close()
    with closing(connect(counter.path)) as connection:
        connection.execute("DELETE FROM mark")
    ledger = counter.open()
    states = [ledger.verified]
    ledger.checkpoint_if_idle(idle_ms=0)
    counter.sell()
    states.append(ledger.verified)
    ledger.verify_rest()
    states.append(ledger.verified)
    assert states == [False, False, True]
    counter.ledger.close()
    assert counter.open().verified


def test_a_value_of_another_type_is_a_broken_chain_and_no_crash(counter: Counter) -> None:
    counter.sell()
    counter.ledger.close()
    for column in ("payload", "entry_hash", "previous_hash", "entry_id"):
        without_triggers(
            counter.path,
            "DELETE FROM mark",
            "PRAGMA writable_schema = ON",
            "UPDATE sqlite_master SET sql = replace(sql, 'STRICT', '') WHERE name = 'journal'",
            "PRAGMA writable_schema = RESET",
            f"UPDATE journal SET {column} = 7 WHERE sequence = 4",
        )
        with pytest.raises(ChainBroken):
            counter.open()
        bad = verify_ledger(counter.path, public_key=counter.key.public_key).first_bad
        assert bad is not None
        assert (bad.sequence, bad.code) == (4, "entry.columns")


def test_the_rest_of_the_chain_is_not_believed_but_checked(counter: Counter) -> None:
    notes(counter, 300)
    counter.ledger.close()
    without_triggers(
        counter.path, "DELETE FROM mark", "UPDATE journal SET payload = x'00' WHERE sequence = 57"
    )
    ledger = counter.open()
    with pytest.raises(ChainBroken) as raised:
        ledger.verify_rest()
    assert raised.value.facts["sequence"] == 57
    assert not ledger.verified


def test_a_file_of_a_newer_program_is_refused_and_stays_byte_for_byte(counter: Counter) -> None:
    counter.ledger.close()
    with closing(connect(counter.path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = {path.name: path.read_bytes() for path in counter.folder.iterdir()}
    for refuse in (
        counter.open,
        lambda: rebuild(counter.path),
        lambda: verify_ledger(counter.path, public_key=None),
    ):
        with pytest.raises(LedgerNewer) as raised:
            refuse()
        assert (raised.value.facts["found"], raised.value.facts["known"]) == (
            SCHEMA_VERSION + 1,
            SCHEMA_VERSION,
        )
    assert {path.name: path.read_bytes() for path in counter.folder.iterdir()} == before


def test_a_newer_version_that_is_still_in_the_wal_is_refused_too(counter: Counter) -> None:
    with closing(connect(counter.path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
        with pytest.raises(LedgerNewer):
            Counter(counter.folder)


@pytest.mark.parametrize("content", [b"not a database at all", b"x" * 5_000, b"SQLite format 3\0"])
def test_what_is_no_database_is_refused_and_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(content)
    for refuse in (lambda: Counter(tmp_path), lambda: verify_ledger(path, public_key=None)):
        with pytest.raises(ChainBroken):
            refuse()
    assert path.read_bytes() == content


def test_somebody_elses_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE something (else_ TEXT)")
    for refuse in (lambda: Counter(tmp_path), lambda: verify_ledger(path, public_key=None)):
        with pytest.raises(ChainBroken) as raised:
            refuse()
        assert raised.value.facts["reason"] == "not_a_ledger"


def test_an_empty_file_becomes_a_ledger(tmp_path: Path) -> None:
    """A program that was killed in its first moment leaves one."""
    (tmp_path / "ledger.db").touch()
    counter = Counter(tmp_path)
    counter.open_shift()
    counter.ledger.close()


def test_a_missing_file_cannot_be_verified_or_rebuilt(tmp_path: Path) -> None:
    with pytest.raises(LedgerMissing):
        verify_ledger(tmp_path / "ledger.db", public_key=None)
    with pytest.raises(LedgerMissing):
        rebuild(tmp_path / "ledger.db")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(LedgerUnwritable):
        Counter(tmp_path / "missing")


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False), ((3, 51, 2), False), ((3, 51, 3), True), ((3, 53, 4), True), ((3, 44, 6), True),
        ((3, 44, 5), False), ((3, 45, 0), False), ((3, 50, 7), True), ((3, 50, 6), False), ((4, 0, 0), True),
    ],
)  # fmt: skip
def test_versions_of_sqlite_that_can_corrupt_a_wal_are_known(version: tuple[int, ...], safe: bool) -> None:
    assert sqlite.is_safe_version(version) is safe


def test_an_unsafe_sqlite_is_warned_about(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    sqlite.report_version()
    assert caplog.records[-1].levelno == logging.INFO
    monkeypatch.setattr(sqlite.DRIVER, "sqlite_version_info", (3, 40, 1))
    sqlite.report_version()
    assert caplog.records[-1].levelno == logging.WARNING


def test_the_sqlite_we_ship_is_safe() -> None:
    assert sqlite.is_safe_version(sqlite.DRIVER.sqlite_version_info)
