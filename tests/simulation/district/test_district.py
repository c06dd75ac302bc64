"""A small district lives a month with every fault, replays, shrinks, and finds planted bugs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulation.district.__main__ import run, shrink
from tests.simulation.district.auditor import Auditor, Broken, due
from tests.simulation.district.faults import FAULTS, Fault
from tests.simulation.district.planted import copied, found_by
from tests.simulation.district.script import SMALL, write_script

_ROOT = Path(__file__).parents[3]
_SAMPLE = ("a till forgets what a lease paid", "the platform books a return as a sale")


@pytest.mark.timeout(120)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_month_with_every_fault_breaks_no_invariant(seed: int) -> None:
    told = run(SMALL, write_script(SMALL, months=1, offline=0.2, seed=seed), seed=seed)

    assert told["invariants_broken"] == [], told["what"]
    assert told["over_fen"] == 0
    assert told["visits"] > 100


@pytest.mark.timeout(120)
def test_the_same_seed_replays_the_same_steps() -> None:
    events = write_script(SMALL, months=1, offline=0.2, seed=3)[:250]

    assert run(SMALL, events, seed=3) == run(SMALL, events, seed=3)


@pytest.mark.timeout(60)
def test_a_script_shrinks_to_the_events_that_break(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_auditor: Auditor, _leases: object, _credits: object) -> None:
        raise Broken("I1", "planted")

    monkeypatch.setattr(Auditor, "platform", breaks)
    events = write_script(SMALL, months=1, offline=0.2, seed=4)[:12]

    kept = shrink(SMALL, events, seed=4, invariant="I1")

    assert len(kept) == 1


def test_the_auditors_own_arithmetic_splits_a_line_at_the_cap() -> None:
    left = {"vegetable": 100, "staple": 0, "subsidy": 50}

    assert due([("蔬菜", 150), ("酒", 500)], left) == (40, 50, {"vegetable": 100, "subsidy": 50})


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.what)
def test_a_planted_faults_text_stands_once_in_its_file(fault: Fault) -> None:
    assert (_ROOT / fault.file).read_text(encoding="utf-8").count(fault.old) == 1


@pytest.mark.timeout(120)
@pytest.mark.parametrize("what", _SAMPLE)
def test_a_planted_bug_is_found(tmp_path: Path, what: str) -> None:
    fault = next(each for each in FAULTS if each.what == what)

    assert found_by(fault, copied(tmp_path)) is not None
