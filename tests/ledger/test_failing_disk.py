"""Disks that are full, read-only or failing: selling stops with words, and nothing is half-written."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pos.domain.journal.chain import SealedEntry
from pos.domain.journal.entries import EntryKind
from pos.errors.ledger import ChainBroken, LedgerUnwritable
from pos.ledger.drafts import Drafts
from pos.ledger.ledger import NewEntry
from pos.ledger.sqlite import DRIVER, Connection, connect
from pos.ledger.verifying.verify import verify_ledger
from pos.ledger.writer import Writer
from tests.ledger.counter import CARD, Counter
from tests.small_entries import REPRINTED


def mounted(folder: Path, options: str) -> bool:
    """Mount or remount a small file system of its own; not everybody may."""
    command = shutil.which("mount")
    if command is None or os.geteuid() != 0:
        return False
    return (
        subprocess.run(
            [command, "-t", "tmpfs", "-o", options, "tmpfs", folder], check=False, capture_output=True
        ).returncode
        == 0
    )


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """A folder on a disk of 2 MB; where nothing can be mounted, a file that may not grow beyond it."""
    folder = tmp_path / "disk"
    folder.mkdir()
    real = mounted(folder, "size=2m")

    def limited(path: Path) -> Connection:
        connection = connect(path)
        connection.execute("PRAGMA max_page_count = 120")
        return connection

    yield folder, {} if real else {"open_connection": limited}
    if real:
        subprocess.run(["umount", folder], check=True)


@contextlib.contextmanager
def read_only_disk(folder: Path) -> Iterator[bool]:
    """Take the right to write from a folder; says whether that was possible."""
    if mounted(folder, "remount,ro"):
        yield True
        subprocess.run(["mount", "-o", "remount,rw", folder], check=True)
    elif os.geteuid() != 0:
        before = folder.stat().st_mode
        folder.chmod(0o500)
        yield True
        folder.chmod(before)
    else:
        yield False  # Root writes everywhere.


@contextlib.contextmanager
def failing_writes(bytes_max: int) -> Iterator[None]:
    """Every write beyond a size fails with an error that is not "full": SQLite calls it an I/O error."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_max, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def problem(counter: Counter) -> str | None:
    return counter.ledger.problem


def state_of(counter: Counter) -> tuple[Any, ...]:
    tables = ("journal", "sale", "sale_line", "tender", "lease", "print_job")
    rows = counter.ledger._readers.rows
    return tuple(
        rows(f"SELECT count(*), coalesce(max(rowid), 0) FROM {table}")
        if table not in ("sale_line", "tender", "lease")
        else rows(f"SELECT * FROM {table}")
        for table in tables
    )


def test_a_full_disk_stops_selling_and_loses_nothing(small_disk: tuple[Path, dict[str, Any]]) -> None:
    folder, options = small_disk
    counter = Counter(folder, options=options)
    counter.adopt()
    counter.grant()
    sold: list[SealedEntry] = []
    refusal, before = None, state_of(counter)
    while refusal is None:
        before = state_of(counter)
        try:
            sold.append(counter.sell(20, card_no=CARD, receipt=True))
        except LedgerUnwritable as error:
            refusal = error
    assert refusal.facts["reason"] == "full"
    assert len(sold) > 3
    assert state_of(counter) == before
    assert problem(counter) == "ledger.unwritable"
    assert counter.ledger.head() == (sold[-1].sequence, sold[-1].entry_hash)
    report = verify_ledger(counter.path, public_key=counter.key.public_key)
    assert (report.first_bad, report.sales) == (None, len(sold))
    with pytest.raises(LedgerUnwritable):
        counter.sell(20)  # Still full.
    counter.ledger.close()


def test_selling_goes_on_when_there_is_room_again(tmp_path: Path) -> None:
    connections: list[Connection] = []

    def limited(path: Path) -> Connection:
        connection = connect(path)
        connection.execute("PRAGMA max_page_count = 60")
        connections.append(connection)
        return connection

    counter = Counter(tmp_path, options={"open_connection": limited})
    counter.adopt()
    with contextlib.suppress(LedgerUnwritable):
        while True:
            counter.sell(30)
    new = NewEntry(
        EntryKind.RECEIPT_REPRINTED,
        {"sale_no": "x" * 9_000, "reason": "y", "rule": "r"},
        "tried again",
        1,
        "2026-11-23",
        "1001",
    )
    with pytest.raises(LedgerUnwritable):
        counter.ledger.append(new)
    connections[-1].execute("PRAGMA max_page_count = 100000")
    sealed = counter.ledger.append(new)  # The same entry, tried again.
    assert problem(counter) is None
    assert sealed.sequence == counter.ledger.head()[0]
    assert verify_ledger(counter.path, public_key=counter.key.public_key).first_bad is None
    counter.ledger.close()


def test_a_read_only_ledger_stops_selling(counter: Counter) -> None:
    counter.ledger._writer._connection.execute("PRAGMA query_only = ON")  # type: ignore[union-attr] # it is open
    before = state_of(counter)
    with pytest.raises(LedgerUnwritable) as raised:
        counter.sell(card_no=CARD)
    assert raised.value.facts["reason"] == "read_only"
    assert state_of(counter) == before
    assert problem(counter) == "ledger.unwritable"
    counter.ledger._writer._connection.execute("PRAGMA query_only = OFF")  # type: ignore[union-attr]
    counter.sell(card_no=CARD)
    assert problem(counter) is None


def test_a_read_only_disk_is_told_at_the_start(small_disk: tuple[Path, dict[str, Any]]) -> None:
    folder, _options = small_disk
    counter = Counter(folder)
    sealed = counter.open_shift()
    counter.ledger.close()
    with read_only_disk(folder) as read_only:
        if read_only:
            with pytest.raises(LedgerUnwritable):
                counter.open()
            with pytest.raises(LedgerUnwritable):
                Drafts(folder / "draft.db")
            report = verify_ledger(counter.path, public_key=counter.key.public_key)
            assert (report.entries, report.head_hash) == (1, sealed.entry_hash)
    counter.open()
    assert counter.ledger.head() == (1, sealed.entry_hash)
    counter.ledger.close()


def test_after_a_failed_write_the_file_is_opened_anew_and_checked(counter: Counter) -> None:
    sold = counter.sell(20)
    before = state_of(counter)
    connections = [counter.ledger._writer._connection]
    wal = counter.folder / "ledger.db-wal"
    with failing_writes(wal.stat().st_size + 4_096):
        with pytest.raises(LedgerUnwritable) as raised:
            counter.sell(100, receipt=True)
        assert raised.value.facts["reason"] == "io"
        assert problem(counter) == "ledger.unwritable"
    assert counter.ledger._writer._connection not in connections
    assert state_of(counter) == before
    assert counter.ledger.head() == (sold.sequence, sold.entry_hash)
    counter.sell(100, card_no=CARD)
    assert problem(counter) is None
    assert verify_ledger(counter.path, public_key=counter.key.public_key).first_bad is None


def test_while_the_disk_fails_every_try_fails_and_none_lies(counter: Counter) -> None:
    wal = counter.folder / "ledger.db-wal"
    before = state_of(counter)
    with failing_writes(min(wal.stat().st_size, counter.path.stat().st_size) - 1):
        for _turn in range(3):
            with pytest.raises(LedgerUnwritable):
                counter.sell(5)
    assert state_of(counter) == before
    assert counter.sell(5).sequence == 4


class Failing:
    """A connection whose commits fail the way a disk does: after the commit, or before it."""

    def __init__(self, connection: Connection, script: list[str]) -> None:
        self._connection = connection
        self._script = script

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def cursor(self) -> FailingCursor:
        return FailingCursor(self._connection.cursor(), self._script)


class FailingCursor:
    def __init__(self, cursor: Any, script: list[str]) -> None:
        self._cursor = cursor
        self._script = script

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def execute(self, sql: str, *parameters: Any) -> Any:
        step = self._script.pop(0) if sql == "COMMIT" and self._script else "good"
        if step != "lost":
            self._cursor.execute(sql, *parameters)
        if step != "good":
            error = DRIVER.OperationalError("disk I/O error")
            error.sqlite_errorcode = 10 | 4 << 8  # SQLITE_IOERR_FSYNC
            raise error
        return self._cursor


def failing_counter(folder: Path, script: list[str]) -> Counter:
    def open_connection(path: Path) -> Any:
        return Failing(connect(path), script)

    return Counter(folder, options={"open_connection": open_connection})


def test_after_a_failed_sync_nothing_is_written_on_the_same_connection(tmp_path: Path) -> None:
    """Who writes no sale (a print job, a mark) asks for no new connection itself: the writer does."""
    opened: list[Connection] = []
    checked: list[Connection] = []

    def open_connection(path: Path) -> Any:
        opened.append(connect(path))
        return Failing(opened[-1], ["lost"] if len(opened) == 1 else [])

    writer = Writer(tmp_path / "ledger.db", check_tail=checked.append, open_connection=open_connection)
    with pytest.raises(LedgerUnwritable), writer.transaction() as cursor:
        cursor.execute("CREATE TABLE paper (number)")
    assert checked == []
    with writer.transaction() as cursor:
        cursor.execute("CREATE TABLE paper (number)")  # The first one is not there.
    assert (len(opened), len(checked)) == (2, 1)
    writer.close()


def test_a_sale_whose_sync_failed_but_that_is_there_is_sold(tmp_path: Path) -> None:
    script: list[str] = []
    counter = failing_counter(tmp_path, script)
    counter.adopt()
    script.append("came through")
    sealed = counter.sell()
    assert sealed.sequence == 2
    assert (counter.ledger.head(), problem(counter)) == ((2, sealed.entry_hash), None)
    assert counter.ledger.sales_on("2026-11-23") == 1
    assert counter.sell().sequence == 3
    assert verify_ledger(counter.path, public_key=counter.key.public_key).first_bad is None
    counter.ledger.close()


def test_a_sale_whose_sync_failed_and_that_is_not_there_is_not_sold(tmp_path: Path) -> None:
    script: list[str] = []
    counter = failing_counter(tmp_path, script)
    first = counter.adopt()
    script.append("lost")
    with pytest.raises(LedgerUnwritable):
        counter.sell()
    assert counter.ledger.head() == (1, first.entry_hash)
    assert counter.sell().sequence == 2
    assert verify_ledger(counter.path, public_key=counter.key.public_key).first_bad is None
    counter.ledger.close()


def test_a_sale_in_doubt_that_is_found_later_is_the_same_sale(tmp_path: Path) -> None:
    """The disk fails at the commit and again while we look; at the next try the entry is there."""
    script: list[str] = []
    counter = failing_counter(tmp_path, script)
    counter.adopt()
    new = counter.new(EntryKind.RECEIPT_REPRINTED, REPRINTED, entry_id="in doubt")
    script += ["came through", "lost"]
    with pytest.raises(LedgerUnwritable):
        counter.ledger.append(new)
    later = NewEntry(new.kind, new.data, new.entry_id, new.at_ms + 60_000, new.business_date, new.actor)
    sealed = counter.ledger.append(later)
    assert (sealed.sequence, counter.ledger.head()) == (2, (2, sealed.entry_hash))
    counter.ledger.close()


def test_a_file_that_broke_with_the_disk_is_not_written_again(counter: Counter) -> None:
    counter.sell()
    checked: list[Callable[[], None]] = []

    def broken(connection: Connection) -> None:
        checked.append(connection.close)
        raise ChainBroken(sequence=4)

    writer = Writer(counter.path, check_tail=broken)
    with pytest.raises(ChainBroken):
        writer.reopen()
    with pytest.raises(ChainBroken), writer.transaction():
        pass
    assert len(checked) == 2
    writer.close()


def test_a_file_that_somebody_else_holds_is_not_said_to_be_mended(counter: Counter) -> None:
    """After a failure the pages must reach the file; a reader in the way would keep them in the WAL."""

    def impatient(path: Path) -> Connection:
        connection = connect(path)
        connection.execute("PRAGMA busy_timeout = 1")
        return connection

    writer = Writer(counter.path, check_tail=lambda _connection: None, open_connection=impatient)
    with closing(connect(counter.path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM journal").fetchall()
        counter.sell()
        with pytest.raises(LedgerUnwritable) as raised:
            writer.reopen()
        assert raised.value.facts["reason"] == "busy"
    writer.reopen()
    writer.close()


def test_a_reader_in_the_way_is_not_waited_for_when_idle(counter: Counter) -> None:
    with closing(connect(counter.path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM journal").fetchall()
        counter.sell()
        assert counter.ledger.checkpoint_if_idle(idle_ms=0)
        assert counter.sell().sequence == 5


def test_housekeeping_does_not_wait_for_a_sale(counter: Counter) -> None:
    with counter.ledger._writer.transaction():
        answers: list[bool] = []
        thread = threading.Thread(target=lambda: answers.append(counter.ledger.checkpoint_if_idle(idle_ms=0)))
        thread.start()
        thread.join(timeout=60)
        assert answers == [False]
