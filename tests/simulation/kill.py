"""Kills a selling till again and again with SIGKILL, and looks at what is left.

`python -m tests.simulation.kill 300` kills 300 times; a second number is the seed.

A child sells as a till does: every change of the basket is stored and then reported as shown,
every sale, return, count and the like is committed and then reported as sold. Each report is one
write to a file, so it survives the kill as well. After each kill the files are opened as at a
start, and must hold:

- every sale, return, count, close, payment, cash move and approved act that was reported, with its
  hash, and none twice; the ledger verifies;
- as open basket exactly the one shown last, or the one that was being stored at that moment;
- no open basket whose sale is in the ledger, once it was recovered;
- every held sale, once.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
import traceback
from contextlib import closing
from pathlib import Path

from pos.domain.decoding import decode_entry
from pos.ledger.drafts import Drafts, recover_draft
from pos.ledger.verifying.verify import verify_ledger
from tests.ledger.counter import Counter, key_of
from tests.simulation.selling import NOTHING, SellingTill, fingerprint, read_reports

KILLS = 30
KILLS_OF_ONE_TILL = 40
WAIT_SECONDS = 0.12
# What a till says it has written, and must find again.
WITH_PAPER = frozenset({"sale", "return", "shift_closed", "day_closed"})
REPORTED = WITH_PAPER | {"shift_counted", "cash_moved", "override", "payment_asked", "payment_answered"}


def main(kills: int, seed: int) -> None:
    """Kill as often as asked; raises AssertionError with the seed when something is lost."""
    chance = random.Random(seed)
    sales = 0
    for first in range(0, kills, KILLS_OF_ONE_TILL):
        with tempfile.TemporaryDirectory() as folder:
            for number in range(first, min(kills, first + KILLS_OF_ONE_TILL)):
                kill_once(
                    Path(folder), seed=seed * 100_000 + number, wait_seconds=chance.random() * WAIT_SECONDS
                )
                look(Path(folder), f"seed {seed}, kill {number}")
            sales += len(read_reports(Path(folder)).sold)
    print(f"{kills} kills, {sales} sales reported, none lost, none twice (seed {seed})")
    assert sales >= kills // 4, "the child was killed before it could sell: nothing was tested"


def kill_once(folder: Path, *, seed: int, wait_seconds: float) -> None:
    """Let a till sell for a moment and kill it. It is forked, for importing takes longer than selling."""
    child = os.fork()
    if child == 0:
        try:
            SellingTill(folder, seed).sell_for_ever()
        except BaseException:  # noqa: BLE001 (a child must never go on as a second parent)
            traceback.print_exc()
        finally:
            os._exit(3)
    time.sleep(wait_seconds)
    os.kill(child, signal.SIGKILL)
    _child, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the till ended by itself"


def look(folder: Path, where: str) -> None:
    """Open what is left and compare it with what was reported."""
    said = read_reports(folder)
    if not (folder / "ledger.db").exists():
        assert said.sold == {}, where
        return
    counter = Counter(folder)
    with closing(Drafts(folder / "draft.db")) as drafts:
        ledger = counter.ledger
        entries = [
            (each.sealed, decode_entry(each.sealed.payload).kind)
            for each in ledger.entries_after(0, entries_max=1_000_000, bytes_max=10**10)
        ]
        stored = {sealed.entry_id: sealed for sealed, kind in entries if kind in REPORTED}
        with_paper = {sealed.entry_id for sealed, kind in entries if kind in WITH_PAPER}
        sales = sum(kind == "sale" for _sealed, kind in entries)
        for sale_id, (sequence, entry_hash) in said.sold.items():
            assert (stored[sale_id].sequence, stored[sale_id].entry_hash.hex()) == (sequence, entry_hash), (
                where
            )
        unsaid = set(stored) - set(said.sold)
        assert unsaid <= said.selling, where
        with (folder / "report").open("a") as report:  # From now on they must not get lost either.
            report.writelines(
                f"sold {each} {stored[each].sequence} {stored[each].entry_hash.hex()}\n" for each in unsaid
            )
        waiting = {job.job_id for job in ledger.print_jobs.waiting()}
        assert waiting == with_paper, where  # Each one's paper was committed with it.

        assert drafts.set_aside == [], where
        found = drafts.load()
        committed = found is not None and ledger.has_entry(found.sale_id)
        allowed = said.open_baskets | ({NOTHING} if said.open_sale in stored else set())
        assert fingerprint(found) in allowed, where
        assert recover_draft(ledger, drafts) == (None if committed else found), where
        held = {each.basket.sale_id for each in drafts.held()}
        assert held ^ said.held <= said.moving, where
        assert len(drafts.held()) == len(held), where
        assert not held & set(stored), where
        assert found is None or found.sale_id not in held, where
    ledger.close()
    verified = verify_ledger(counter.path, public_key=key_of().public_key)
    assert verified.first_bad is None, (where, verified.first_bad)
    assert verified.sales == sales, where


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else KILLS,
        int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10_000),
    )
