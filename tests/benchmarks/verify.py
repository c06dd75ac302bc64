"""`verify` of a ledger of ten-line sales against hashing and checking the same signatures. Not a test.

All in one run: the floor reads each row, hashes it and checks its signature, and nothing else; `verify`
does everything, in one process and then in as many as there are cores (two here). Processor time for the
first ratio, time by the clock for the second: other work on the machine spoils that one.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from pos.crypto.statements import entry_statement
from pos.crypto.suite import SUITES
from pos.domain.journal.chain import seal
from pos.ledger.sqlite import connect, connect_read_only
from pos.ledger.verifying.verify import verify_ledger
from tests.ledger.counter import FEDERATION, Counter, key_of

SALES = 20_000
RUNS = 3
LINES = 10
CORES = 2


def sold(folder: Path, sales: int) -> Path:
    """A ledger with so many public sales. Nobody waits for the disk here."""
    counter = Counter(folder, options={"open_connection": partial(connect, synchronous="NORMAL")})
    counter.adopt()
    counter.open_shift()
    for _ in range(sales):
        counter.sell(LINES)
    counter.ledger.close()
    return counter.path


def floor(path: Path) -> None:
    """Read, hash and check the signature of every entry."""
    verify = SUITES[1].verifier(key_of().public_key)
    with closing(connect_read_only(path)) as connection:
        for sequence, entry_id, payload, previous_hash, entry_hash, signature in connection.execute(
            "SELECT sequence, entry_id, payload, previous_hash, entry_hash, signature FROM journal"
        ):
            assert seal(sequence, entry_id, payload, previous_hash).entry_hash == entry_hash
            assert verify(entry_statement(entry_hash), signature)


def whole(path: Path, *, jobs: int) -> None:
    """Verify everything."""
    report = verify_ledger(
        path,
        public_key=key_of().public_key,
        federation_key=FEDERATION.public_key,
        jobs=jobs,
        entries_min=1,
    )
    assert report.first_bad is None


def timed(act: Callable[[], None], clock: Callable[[], float]) -> float:
    """How many seconds it takes by a clock."""
    begun = clock()
    act()
    return clock() - begun


def measure(*, sales: int = SALES, runs: int = RUNS) -> dict[str, float | None]:
    """Medians of several runs; µs an entry, and ratios."""
    figures: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = sold(Path(folder), sales)
        for _ in range(runs):
            least = timed(lambda: floor(path), process_time)
            alone = timed(lambda: whole(path, jobs=1), process_time)
            one, spread = (timed(partial(whole, path, jobs=jobs), perf_counter) for jobs in (1, CORES))
            found = {
                "floor_us": least / sales * 1e6,
                "verify_us": alone / sales * 1e6,
                "ratio": alone / least,
                "one_process_s": one,
                "two_processes_s": spread,
                "share_on_two_cores": spread / one,
            }
            for name, value in found.items():
                figures.setdefault(name, []).append(value)
    result: dict[str, float | None] = {name: round(median(values), 3) for name, values in figures.items()}
    if (os.cpu_count() or 1) < CORES:
        result["share_on_two_cores"] = None
    return result


if __name__ == "__main__":
    for name, value in measure().items():
        print(f"{name:20} {value}")
