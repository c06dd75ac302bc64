"""Commit of a 10-line card sale against a bare transaction that writes the same rows. Not a test.

Both write in turns, on files beside each other, with the same PRAGMAs; the bare side has its rows
ready, the ledger's side gets a sale as data and does everything: canonical bytes, hash, signature,
journal, projections, lease debits, print job. Checkpoints are done between sales on both sides, as
the till does in idle time.
"""

from __future__ import annotations

import gc
import shutil
import subprocess
import sys
import tempfile
from collections import Counter as Tally
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter_ns
from typing import Any

from pos.domain.cards.lease_grant import LeaseGrant, LeasesGranted
from pos.domain.journal.entries import EntryKind
from pos.ledger.ledger import NewEntry
from pos.ledger.print_jobs import JobKind, NewPrintJob
from pos.ledger.schema.creating import statements
from pos.ledger.schema.tables import TRIGGERS
from pos.ledger.sqlite import Connection, connect
from tests.ledger.counter import DATE, PROGRAMME, Counter
from tests.records import replace

SALES = 2_000
RUNS = 3
LINES = 10
SALES_BETWEEN_CHECKPOINTS = 100
WARM_UP = 50

LIMIT_P50 = 2.0
LIMIT_P99 = 1.5


@dataclass(frozen=True, slots=True)
class Prepared:
    """A sale that waits to be committed, and the rows it will make."""

    new: NewEntry
    job: NewPrintJob
    rows: dict[str, list[tuple[Any, ...]]]


def card_of(place: int) -> str:
    """Every sale has a card of its own, so that each debits fresh leases."""
    return f"6201{place:012d}"


def grant_all(counter: Counter, sales: int) -> None:
    """Give every card its month in one entry."""
    grants = tuple(
        LeaseGrant(f"L{place:06d}", card_of(place), DATE[:7], PROGRAMME.entitlement())
        for place in range(sales)
    )
    counter.ledger.append(
        counter.new(EntryKind.LEASES_GRANTED, LeasesGranted("e" * 64, 1, grants), entry_id="grants")
    )


WRITTEN = ("journal", "running_sum", "sale", "sale_line", "tender")  # By a sale, one row or more each.


def prepare(folder: Path, sales: int) -> list[Prepared]:
    """Sell everything once, to have the sales as data and their rows."""
    counter = Counter(folder)
    counter.adopt()
    grant_all(counter, sales)
    waiting = []
    for place in range(sales):
        basket = counter.basket(LINES, card_no=card_of(place), sale_id=f"sale-{place:06d}")
        facts = counter.facts(basket)
        new = counter.new(EntryKind.SALE, facts, entry_id=basket.sale_id)
        job = NewPrintJob(basket.sale_id, JobKind.RECEIPT, facts.sale_no, new.at_ms)
        sealed = counter.ledger.append(new, print_job=job)
        waiting.append((new, job, sealed.sequence))
    counter.ledger.close()
    connection = connect(counter.path)
    prepared = [Prepared(new, job, _rows(connection, sequence, job.job_id)) for new, job, sequence in waiting]
    connection.close()
    return prepared


def _rows(connection: Connection, sequence: int, job_id: str) -> dict[str, list[tuple[Any, ...]]]:
    rows = {
        table: connection.execute(f"SELECT * FROM {table} WHERE sequence = ?", (sequence,)).fetchall()
        for table in WRITTEN
    }
    rows["print_job"] = connection.execute("SELECT * FROM print_job WHERE job_id = ?", (job_id,)).fetchall()
    rows["debit"] = connection.execute(
        "SELECT spent, lease_id, pool FROM lease WHERE card_no = ? AND spent > 0", (rows["sale"][0][4],)
    ).fetchall()
    return rows


def _insert(table: str, rows: list[tuple[Any, ...]]) -> str:
    """As many places as the table has columns today: the floor follows the tables by itself."""
    return f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})"


class Bare:
    """The least that can write the same rows: no objects, no encoding, no triggers."""

    def __init__(self, path: Path, leases: list[tuple[Any, ...]]) -> None:
        self.connection = connect(path)
        for statement in statements():
            if statement not in TRIGGERS:
                self.connection.execute(statement)
        self.connection.execute("CREATE TABLE other (only INTEGER PRIMARY KEY, value INTEGER)")
        self.connection.execute("BEGIN")
        self.connection.executemany("INSERT INTO lease VALUES (?, ?, ?, ?, ?, 0, ?, 0)", leases)
        self.connection.execute("COMMIT")

    def commit(self, rows: dict[str, list[tuple[Any, ...]]]) -> None:
        cursor = self.connection.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        for table in WRITTEN:
            cursor.executemany(_insert(table, rows[table]), rows[table])
        cursor.executemany(
            "UPDATE lease SET spent = spent + ? WHERE lease_id = ? AND pool = ?", rows["debit"]
        )
        cursor.executemany(_insert("print_job", rows["print_job"]), rows["print_job"])
        cursor.execute("COMMIT")

    def rest(self) -> None:
        """What the ledger does between customers: checkpoint, then one small write."""
        self.connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        self.connection.execute("INSERT OR REPLACE INTO other VALUES (1, 1)")


def one_run(folder: Path, prepared: list[Prepared]) -> dict[str, list[float]]:
    """Commit every sale on both sides, in turns; milliseconds each."""
    counter = Counter(folder)
    counter.adopt()
    grant_all(counter, len(prepared))
    reader = connect(counter.path, query_only=True)
    columns = "lease_id, pool, card_no, month, granted, sequence"
    bare = Bare(folder / "bare.db", reader.execute(f"SELECT {columns} FROM lease").fetchall())
    reader.close()
    times: dict[str, list[float]] = {"ledger": [], "bare": []}

    def ledger_side(sale: Prepared) -> None:
        begun = perf_counter_ns()
        counter.ledger.append(sale.new, print_job=sale.job)
        times["ledger"].append((perf_counter_ns() - begun) / 1e6)

    def bare_side(sale: Prepared) -> None:
        begun = perf_counter_ns()
        bare.commit(sale.rows)
        times["bare"].append((perf_counter_ns() - begun) / 1e6)

    # A till does not hold thousands of prepared sales that its garbage collector must walk over.
    gc.collect()
    gc.freeze()
    for place, sale in enumerate(prepared):
        if place % SALES_BETWEEN_CHECKPOINTS == 0:
            assert counter.ledger.checkpoint_if_idle(idle_ms=0)
            bare.rest()
        sides = (ledger_side, bare_side) if place % 2 else (bare_side, ledger_side)
        for side in sides:
            side(sale)
    gc.unfreeze()
    bare.connection.close()
    counter.ledger.close()
    return {side: values[WARM_UP:] for side, values in times.items()}


def percentile(values: list[float], share: int) -> float:
    """The value that `share` per cent do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]


def syncs_per_sale(sales: int = 100) -> float | None:
    """How often a sale waits for the disk, counted by strace in a process of its own; None without strace."""
    if shutil.which("strace") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "strace.log"
        command = [sys.executable, "-m", "tests.benchmarks.commit", "sell", folder, str(sales)]
        trace = [
            "strace",
            "-f",
            "-e",
            "trace=fsync,fdatasync,sync_file_range,write",
            "-e",
            "signal=none",
            "-o",
            str(log),
        ]
        subprocess.run([*trace, *command], check=True, stdout=subprocess.DEVNULL)
        # The process writes a word to its output before and after the sales that are counted.
        text = log.read_text(errors="replace")
        between = text.split('"begin\\n"')[1].split('"end\\n"')[0]
        calls = Tally(
            word for line in between.splitlines() for word in ("fsync(", "fdatasync(") if word in line
        )
        return sum(calls.values()) / sales


def sell(folder: Path, sales: int) -> None:
    """Sell, for strace to watch: from the first sale after a start, and after an idle checkpoint."""
    counter = Counter(folder)
    counter.adopt()
    grant_all(counter, sales)
    counter.ledger.close()
    counter.open()
    baskets = []
    for place in range(sales):
        basket = counter.basket(LINES, card_no=card_of(place), sale_id=f"sale-{place:06d}")
        facts = counter.facts(basket)
        facts = replace(facts, sale_no=f"S-{place}")
        baskets.append(counter.new(EntryKind.SALE, facts, entry_id=basket.sale_id))
    sys.stdout.write("begin\n")
    sys.stdout.flush()
    for new in baskets:
        counter.ledger.append(new, print_job=NewPrintJob(new.entry_id, JobKind.RECEIPT, "x", new.at_ms))
    sys.stdout.write("end\n")
    sys.stdout.flush()
    counter.ledger.close()


def measure(*, sales: int = SALES, runs: int = RUNS) -> dict[str, float | None]:
    """Figures of several runs, medians; times in ms."""
    figures: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "prepared").mkdir()
        prepared = prepare(Path(folder) / "prepared", sales)
        for run in range(runs):
            (Path(folder) / str(run)).mkdir()
            times = one_run(Path(folder) / str(run), prepared)
            found = {
                f"{side}_p{share}_ms": percentile(values, share)
                for side, values in times.items()
                for share in (50, 99, 100)
            }
            found["ratio_p50"] = found["ledger_p50_ms"] / found["bare_p50_ms"]
            found["ratio_p99"] = found["ledger_p99_ms"] / found["bare_p99_ms"]
            for name, value in found.items():
                figures.setdefault(name, []).append(value)
    result: dict[str, float | None] = {name: round(median(values), 3) for name, values in figures.items()}
    result["syncs_per_sale"] = syncs_per_sale()
    return result


if __name__ == "__main__":
    if sys.argv[1:2] == ["sell"]:
        sell(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        for name, value in measure().items():
            print(f"{name:20} {value}")
        print(f"limits: ratio_p50 {LIMIT_P50}, ratio_p99 {LIMIT_P99}, syncs_per_sale 1")
