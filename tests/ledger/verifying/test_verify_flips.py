"""Random bits flipped on every page of a ledger; `python -m tests.benchmarks.flips` does it at length."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.flips import flip_bits

FLIPS = 200  # Four on each page.


def test_no_flipped_bit_stops_verify_or_changes_a_meaning_unnoticed(tmp_path: Path) -> None:
    outcome = flip_bits(tmp_path, flips=FLIPS, seed=20_261_123)
    assert (outcome.missed, outcome.stopped) == ([], [])
    assert outcome.found.total() + outcome.dead == outcome.flips == FLIPS
    assert outcome.found.total() > 0
    assert outcome.dead > 0
