"""Plays one day through one front or both and compares: `python -m tests.e2e.store_day --sales 400`.

Exit code 0 when the fronts' figures are the same to the fen, and paper, ledger, Z, workbook, PDF and
platform agree for each.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.e2e.store_day.compare import differences
from tests.e2e.store_day.run import FRONTS, Outcome, run_day


def main(arguments: list[str]) -> int:
    """Play and compare."""
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.store_day")
    parser.add_argument("--sales", type=int, default=400)
    parser.add_argument("--front", choices=[*FRONTS, "both"], default="both")
    parser.add_argument("--keep", type=Path, help="leave ledgers, papers and reports in this folder")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as made:
        folder = chosen.keep or Path(made)
        outcomes: list[Outcome] = []
        for front in FRONTS if chosen.front == "both" else (chosen.front,):
            print(f"── {front} ──", flush=True)
            outcomes.append(run_day(front, folder / front, sales=chosen.sales, say=print))
            print(outcomes[-1].text, flush=True)
        wrong = [problem for outcome in outcomes for problem in outcome.problems]
        if len(outcomes) > 1:
            wrong += differences(outcomes[0].figures, outcomes[1].figures)
        print("\n".join(wrong) or "一致 ✓")
        return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
