"""The platform does not count an entry for its lease's sake: benefits rest at that till until it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pos.errors import PosError
from pos.errors.platform import BenefitDisputed, MonitorUnreachable
from pos.services.days.reconciling import BENEFITS_REST
from pos.services.fencing.fence import DISPUTE_FILE, DisputingRound, Fence, fence_stands, remove_fence
from tests.services.telling import sell_soy
from tests.shop import LAN, FakeClock, Shop, grant

DISPUTED = BenefitDisputed(sequence=7, reason="lease.overdrawn")


@dataclass
class Talk:
    """A round whose answer is told."""

    answers: Sequence[PosError] = ()
    fails: bool = False
    runs: list[bool] = field(default_factory=list)

    def pending(self) -> int:
        return 3

    def run(
        self, *, documents: bool, stopping: Callable[[], bool], moved: Callable[[], None]
    ) -> Sequence[PosError]:
        self.runs.append(documents)
        moved()
        if self.fails or stopping() is None:
            raise MonitorUnreachable(reason="gone")
        return self.answers

    def close(self) -> None:
        self.runs.clear()


class Line:
    """A till's fence, and the platform's answers to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.talk = Talk()
        self.changes = 0
        self.fence = self.start()

    def start(self) -> Fence:
        self.fence = Fence(self.folder, FakeClock(), self._changed)
        return self.fence

    def hears(self, *problems: PosError, stopping: bool = False) -> None:
        self.talk.answers = problems
        DisputingRound(self.talk, self.fence).run(
            documents=True, stopping=lambda: stopping, moved=lambda: None
        )

    def _changed(self) -> None:
        self.changes += 1


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return Line(tmp_path)


def test_benefits_rest_while_a_lease_is_disputed_and_go_on_when_it_is_cleared(line: Line) -> None:
    line.hears(DISPUTED)
    assert (line.fence.is_up, line.fence.code, line.fence.disputed) == (True, "benefit.disputed", True)

    line.hears(DISPUTED)
    assert line.changes == 1

    line.hears()
    assert (line.fence.is_up, line.fence.code, line.fence.disputed) == (False, None, False)
    assert line.changes == 2


def test_a_restart_is_no_way_around_a_dispute(line: Line) -> None:
    line.hears(DISPUTED)
    assert line.start().code == "benefit.disputed"
    line.hears()
    assert line.start().code is None


def test_a_dispute_is_no_reason_for_a_new_epoch_and_ends_with_one(line: Line) -> None:
    line.hears(DISPUTED)
    assert not fence_stands(line.folder)
    remove_fence(line.folder)
    assert line.start().code is None


def test_only_a_whole_answer_clears_a_dispute(line: Line) -> None:
    line.hears(DISPUTED)
    line.hears(stopping=True)
    assert line.fence.disputed
    line.talk.fails = True
    with pytest.raises(MonitorUnreachable):
        line.hears()
    assert line.fence.disputed


def test_a_note_that_cannot_be_read_is_a_dispute_all_the_same(line: Line) -> None:
    (line.folder / DISPUTE_FILE).write_text("{", encoding="utf-8")
    assert line.start().code == "benefit.disputed"
    line.hears()
    assert line.start().code is None


def test_a_fence_stays_when_a_dispute_is_over(line: Line) -> None:
    line.fence.put_up("monitor.lied", "hash")
    line.hears(DISPUTED)
    line.hears()
    assert line.fence.code == "monitor.lied"


def test_a_round_lets_the_rest_through(line: Line) -> None:
    through = DisputingRound(line.talk, line.fence)
    assert through.pending() == 3
    line.hears()
    through.close()
    assert line.talk.runs == []


def test_the_day_says_that_benefits_rest(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "till")
    till = shop.start_selling()
    grant(till, LAN)
    sell_soy(till)
    fence = till.cards._fence
    date = till.days.today()
    assert BENEFITS_REST not in till.days.reconcile(date).rows

    fence.dispute("lease.overdrawn")

    assert till.status().benefits_fenced
    assert BENEFITS_REST in till.days.reconcile(date).rows
    sell_soy(till)
    fence.end_dispute()
    assert BENEFITS_REST not in till.days.reconcile(date).rows
    till.close()
