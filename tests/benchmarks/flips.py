"""Flips random bits of a ledger file, page by page: `python -m tests.benchmarks.flips [--flips 100000]`.

Each flip ends in one of four ways: found (verify named it, or refused the file with a code), dead
(verify says all is well, and indeed every table, and the schema, still say what they said), missed
(all is well, but something changed), stopped (a check of verify fell over). The last two are faults.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import tempfile
import time
from collections import Counter as Tally
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pos.errors import PosError
from pos.ledger.projections import PROJECTED
from pos.ledger.sqlite import connect_read_only
from pos.ledger.verifying.verify import CHECK_STOPPED, verify_ledger
from pos.ledger.verifying.verify_schema import CORE, plain_sql
from tests.ledger.counter import FEDERATION, key_of
from tests.ledger.golden import write_a_day

# Nobody vouches for these: work that is to be printed, and the clock of the till's own note.
UNVOUCHED: Final = {
    "print_job": {"job_id", "subject", "created_ms", "attempts", "done_ms", "problem"},
    "mark": {"latest_ms"},
}
_PAGE_SIZE: Final = slice(16, 18)  # In the header of a SQLite file.


@dataclass
class Outcome:
    """What many flips came to. `missed` and `stopped` name the place and bit of each fault."""

    flips: int = 0
    found: Tally[str] = field(default_factory=Tally)
    dead: int = 0
    pages: int = 0
    missed: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        codes = ", ".join(f"{code} {count}" for code, count in self.found.most_common())
        faults = "".join(
            f"\n  {kind} {each}" for kind in ("missed", "stopped") for each in getattr(self, kind)
        )
        return (
            f"{self.flips} flips over {self.pages} pages: {self.found.total()} found, {self.dead} dead,"
            f" {len(self.missed)} missed, {len(self.stopped)} stopped{faults}\n  {codes}"
        )


def flip_bits(
    folder: Path, *, flips: int, seed: int, told: Callable[[str], None] = lambda _fault: None
) -> Outcome:
    """Flip one bit at a time in a ledger with every kind of entry, every page in turn.

    `told` hears of each fault at once: a long run need not end for somebody to mend it.
    """
    write_a_day(folder)
    path = folder / "ledger.db"
    sound = path.read_bytes()
    meant = meaning(path)
    page_bytes = int.from_bytes(sound[_PAGE_SIZE], "big")
    outcome = Outcome(pages=len(sound) // page_bytes)
    # Who stops a long run is told what it came to so far.
    with path.open("r+b", buffering=0) as file, contextlib.suppress(KeyboardInterrupt):
        for place, bit in _places(len(sound), page_bytes, flips=flips, seed=seed):
            _put(file, place, sound[place] ^ 1 << bit)
            faults = len(outcome.missed) + len(outcome.stopped)
            _look(path, meant, outcome, f"byte {place} bit {bit}")
            if len(outcome.missed) + len(outcome.stopped) > faults:
                told(f"fault at byte {place} bit {bit}, after {outcome.flips} flips")
            _put(file, place, sound[place])
    return outcome


def meaning(path: Path) -> list[Any]:
    """Everything a ledger says, without what nobody vouches for."""
    with closing(connect_read_only(path)) as connection:
        said: list[Any] = [
            (*row, sql and plain_sql(sql))  # A tab in place of a blank says the same.
            for *row, sql in connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master")
        ]
        for table in (*CORE, *PROJECTED):
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            asked = ", ".join(name for name in columns if name not in UNVOUCHED.get(table, ()))
            said.append(connection.execute(f"SELECT {asked} FROM {table}").fetchall())
    return said


def _places(size: int, page_bytes: int, *, flips: int, seed: int) -> Iterator[tuple[int, int]]:
    chance = random.Random(seed)
    pages = size // page_bytes
    for number in range(flips):
        yield number % pages * page_bytes + chance.randrange(page_bytes), chance.randrange(8)


def _put(file: Any, place: int, value: int) -> None:
    file.seek(place)
    file.write(bytes([value]))


def _look(path: Path, meant: list[Any], outcome: Outcome, where: str) -> None:
    try:
        report = verify_ledger(path, public_key=key_of().public_key, federation_key=FEDERATION.public_key)
    except PosError as error:
        outcome.flips += 1
        outcome.found[error.code] += 1
        return
    except Exception as error:  # noqa: BLE001 - that there is none is what is shown here.
        outcome.flips += 1
        outcome.stopped.append(f"{where}: {error!r}")
        return
    outcome.flips += 1
    bad = report.first_bad
    if bad is not None and bad.code == CHECK_STOPPED:
        outcome.stopped.append(f"{where}: {bad.detail}")
    elif bad is not None:
        outcome.found[bad.code] += 1
    elif meaning(path) == meant:
        outcome.dead += 1
    else:
        outcome.missed.append(where)


def main() -> int:
    """Run from the command line; 1 when a flip was missed or stopped a check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flips", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        outcome = flip_bits(
            Path(folder),
            flips=chosen.flips,
            seed=chosen.seed,
            told=lambda fault: print(fault, flush=True),
        )
    print(f"{outcome}\n  {time.perf_counter() - begun:.0f} s, seed {chosen.seed}")
    return 1 if outcome.missed or outcome.stopped else 0


if __name__ == "__main__":
    raise SystemExit(main())
