"""The worker goes on whatever happens, never hurries a broken line, and its light never lies."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence

import pytest
from tenacity import RetryCallState
from tenacity.wait import wait_base

from pos.errors import PosError
from pos.errors.ledger import LedgerUnwritable
from pos.errors.platform import DocumentForged, MonitorLied, MonitorUnreachable
from sync.client.back_off import BackOff
from sync.client.status import SyncStatus
from sync.client.worker import SyncWorker

UNREACHABLE = MonitorUnreachable(reason="connection")
NOW_MS = 1_793_000_000_000
PATIENCE_S = 20.0  # Until a test gives up; nothing waits for it when all is well.


class ScriptedRound:
    """Each step is what one round does; the last goes on for ever."""

    def __init__(self, *steps: Exception | Callable[[], Sequence[PosError]]) -> None:
        self.steps = list(steps)
        self.asked: list[bool] = []  # Whether for documents, round by round.
        self.count = 0
        self.count_fails: PosError | None = None
        self.closed_on: threading.Thread | None = None
        self.moved: Callable[[], None] = lambda: None
        self.stopping: Callable[[], bool] = lambda: False

    def pending(self) -> int:
        if self.count_fails is not None:
            raise self.count_fails
        return self.count

    def run(
        self, *, documents: bool, stopping: Callable[[], bool], moved: Callable[[], None]
    ) -> Sequence[PosError]:
        self.moved, self.stopping = moved, stopping
        step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
        try:
            if isinstance(step, Exception):
                raise step
            return step()
        finally:
            self.asked.append(documents)

    def close(self) -> None:
        self.closed_on = threading.current_thread()


class Waits(wait_base):
    """Pauses as it is told, and remembers after how many failures it was asked."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.asked: list[int] = []

    def __call__(self, retry_state: RetryCallState) -> float:
        self.asked.append(retry_state.attempt_number)
        return self.seconds


class Gate:
    """A round that begins, and ends when the test says so."""

    def __init__(self) -> None:
        self.begun, self.open = threading.Event(), threading.Event()

    def __call__(self) -> Sequence[PosError]:
        self.begun.set()
        assert self.open.wait(PATIENCE_S)
        return ()


def good() -> Sequence[PosError]:
    return ()


def eventually(holds: Callable[[], bool]) -> None:
    tick, turns = threading.Event(), int(PATIENCE_S / 0.002)
    assert any(holds() or tick.wait(0.002) for _turn in range(turns)), "it never came to that"


class Bench:
    """A worker on a round, with a clock that stands until it is moved."""

    def __init__(self, sync_round: ScriptedRound, *, pause_s: float = 3_600.0) -> None:
        self.round = sync_round
        self.waits = Waits(pause_s)
        self.seen: list[SyncStatus] = []
        self.clock = 1_000.0
        self.worker = SyncWorker(
            sync_round,
            now_ms=lambda: NOW_MS,
            listener=self.seen.append,
            interval_s=3_600.0,
            back_off=BackOff(self.waits),
            monotonic=lambda: self.clock,
        )

    def rounds(self) -> int:
        return len(self.round.asked)

    def after(self, *, rounds: int) -> SyncStatus:
        """Wait until so many rounds are over and told."""
        eventually(lambda: self.rounds() >= rounds and len(self.seen) >= 1)
        eventually(
            lambda: self.worker.status().since_ms is not None or self.worker.status().problem is not None
        )
        return self.worker.status()


@pytest.fixture
def bench() -> Iterator[Callable[..., Bench]]:
    made: list[Bench] = []

    def make(*steps: Exception | Callable[[], Sequence[PosError]], pause_s: float = 3_600.0) -> Bench:
        made.append(Bench(ScriptedRound(*steps), pause_s=pause_s))
        return made[-1]

    yield make
    for each in made:
        for step in each.round.steps:
            if isinstance(step, Gate):
                step.open.set()
        assert each.worker.stop(timeout_s=PATIENCE_S)


def test_before_the_first_round_nothing_is_claimed(bench: Callable[..., Bench]) -> None:
    shop = bench(good)
    shop.round.count = 3
    assert shop.worker.status() == SyncStatus(connected=False, pending=3, since_ms=None, problem=None)


def test_the_first_round_starts_at_once_and_asks_for_documents(bench: Callable[..., Bench]) -> None:
    shop = bench(good)
    shop.worker.start()
    assert shop.after(rounds=1) == SyncStatus(connected=True, pending=0, since_ms=NOW_MS, problem=None)
    assert shop.round.asked == [True]
    assert shop.seen == [shop.worker.status()]


def test_a_failed_round_is_no_connection_and_says_why(bench: Callable[..., Bench]) -> None:
    shop = bench(UNREACHABLE)
    shop.round.count = 2
    shop.worker.start()
    assert shop.after(rounds=1) == SyncStatus(
        connected=False, pending=2, since_ms=None, problem="monitor.unreachable"
    )


def test_pauses_grow_with_failures_and_a_success_ends_that(bench: Callable[..., Bench]) -> None:
    shop = bench(UNREACHABLE, MonitorLied(reason="sums"), UNREACHABLE, good, UNREACHABLE, good, pause_s=0.0)
    shop.worker.start()
    eventually(lambda: shop.rounds() >= 4 and shop.worker.status().connected)
    assert shop.waits.asked == [1, 2, 3]
    shop.worker.poke()
    eventually(lambda: shop.rounds() >= 6 and shop.worker.status().connected)
    assert shop.waits.asked == [1, 2, 3, 1]
    assert [status.problem for status in shop.seen] == [
        "monitor.unreachable", "monitor.lied", "monitor.unreachable", None, "monitor.unreachable", None,
    ]  # fmt: skip
    # Since when: the last good round, also while the line is down.
    assert shop.seen[4] == SyncStatus(
        connected=False, pending=0, since_ms=NOW_MS, problem="monitor.unreachable"
    )


def test_a_sale_is_sent_at_once_without_asking_for_documents(bench: Callable[..., Bench]) -> None:
    shop = bench(good)
    shop.worker.start()
    shop.after(rounds=1)
    shop.worker.poke()
    eventually(lambda: shop.rounds() == 2)
    assert shop.round.asked == [True, False]


def test_documents_are_asked_for_once_in_an_interval_however_much_is_sold(
    bench: Callable[..., Bench],
) -> None:
    shop = bench(good)
    shop.worker.start()
    for sale, at in enumerate((1_000.0, 2_000.0, 4_600.0, 4_700.0), start=1):
        shop.after(rounds=sale)
        shop.clock = at
        shop.worker.poke()
    eventually(lambda: shop.rounds() == 5)
    assert shop.round.asked == [True, False, False, True, False]


def test_a_sale_during_a_round_goes_with_the_next(bench: Callable[..., Bench]) -> None:
    gate = Gate()
    shop = bench(gate, good)
    shop.worker.start()
    assert gate.begun.wait(PATIENCE_S)
    shop.worker.poke()
    gate.open.set()
    eventually(lambda: shop.rounds() == 2)


def test_a_sale_does_not_hurry_a_broken_line_but_is_counted(bench: Callable[..., Bench]) -> None:
    shop = bench(UNREACHABLE)
    shop.worker.start()
    shop.after(rounds=1)
    for count in (1, 2):
        shop.round.count = count
        shop.worker.poke()
        eventually(lambda count=count: shop.seen[-1].pending == count)  # type: ignore[misc]
    assert shop.rounds() == 1
    assert shop.seen[-1].problem == "monitor.unreachable"


def test_acknowledged_batches_are_shown_while_a_backlog_goes(bench: Callable[..., Bench]) -> None:
    shop = bench(good)

    def backlog() -> Sequence[PosError]:
        for left in (2, 1, 1, 0):
            shop.round.count = left
            shop.round.moved()
        return ()

    shop.round.steps = [backlog]
    shop.worker.start()
    shop.after(rounds=1)
    assert [status.pending for status in shop.seen] == [2, 1, 0, 0]
    assert [status.connected for status in shop.seen] == [False, False, False, True]


def test_asked_for_a_round_now_the_worker_does_not_wait_out_its_pause(bench: Callable[..., Bench]) -> None:
    shop = bench(UNREACHABLE, good, UNREACHABLE)
    shop.worker.start()
    shop.after(rounds=1)
    assert shop.worker.sync_now(timeout_s=PATIENCE_S).connected
    assert shop.round.asked == [True, True]
    status = shop.worker.sync_now(timeout_s=PATIENCE_S)
    assert (status.connected, status.problem) == (False, "monitor.unreachable")
    assert shop.rounds() == 3


def test_a_round_that_was_under_way_is_not_the_one_asked_for(bench: Callable[..., Bench]) -> None:
    gate = Gate()
    shop = bench(gate, good)
    shop.worker.start()
    assert gate.begun.wait(PATIENCE_S)
    asked = threading.Thread(target=lambda: shop.worker.sync_now(timeout_s=PATIENCE_S))
    asked.start()
    eventually(lambda: shop.worker._rounds_asked == 1)
    gate.open.set()
    asked.join()
    assert shop.rounds() == 2


def test_a_round_that_takes_too_long_is_told_and_goes_on(bench: Callable[..., Bench]) -> None:
    gate = Gate()
    shop = bench(gate)
    shop.worker.start()
    assert gate.begun.wait(PATIENCE_S)
    with pytest.raises(MonitorUnreachable, match="timeout"):
        shop.worker.sync_now(timeout_s=0.0)
    gate.open.set()
    eventually(lambda: shop.worker.status().connected)


def test_a_stopped_worker_does_no_round_any_more(bench: Callable[..., Bench]) -> None:
    shop = bench(good)
    shop.worker.start()
    shop.after(rounds=1)
    assert shop.worker.stop(timeout_s=PATIENCE_S)
    with pytest.raises(MonitorUnreachable, match="stopped"):
        shop.worker.sync_now(timeout_s=PATIENCE_S)
    shop.worker.poke()
    assert shop.rounds() == 1
    assert not shop.worker.status().connected


def test_the_line_is_let_go_by_the_thread_that_used_it(bench: Callable[..., Bench]) -> None:
    shop = bench(good)
    shop.worker.start()
    shop.after(rounds=1)
    assert shop.worker.stop(timeout_s=PATIENCE_S)
    assert shop.round.closed_on is not None
    assert shop.round.closed_on.name == "sync"


def test_a_platform_that_keeps_the_worker_waiting_does_not_keep_the_till_from_closing(
    bench: Callable[..., Bench],
) -> None:
    gate = Gate()
    shop = bench(gate)
    shop.worker.start()
    assert gate.begun.wait(PATIENCE_S)
    assert not shop.worker.stop(timeout_s=0.0)
    assert shop.round.stopping()
    shop.round.count_fails = LedgerUnwritable(reason="closed")
    gate.open.set()
    assert shop.worker.stop(timeout_s=PATIENCE_S)


def test_an_unexpected_error_is_logged_shown_and_tried_again(
    bench: Callable[..., Bench], caplog: pytest.LogCaptureFixture
) -> None:
    shop = bench(ZeroDivisionError("a bug"), AssertionError("another"), good, pause_s=0.0)
    with caplog.at_level(logging.ERROR):
        shop.worker.start()
        eventually(lambda: shop.worker.status().connected)
    assert [status.problem for status in shop.seen] == ["sync.internal", "sync.internal", None]
    assert "a bug" in caplog.text
    assert "another" in caplog.text


def test_a_broken_screen_does_not_stop_the_entries(
    bench: Callable[..., Bench], caplog: pytest.LogCaptureFixture
) -> None:
    shop = bench(UNREACHABLE, good, pause_s=0.0)

    def broken(_status: SyncStatus) -> None:
        raise RuntimeError("the window is gone")

    shop.worker._listener = broken
    shop.worker.start()
    eventually(lambda: shop.worker.status().connected)
    assert "the window is gone" in caplog.text


def test_a_connected_till_can_have_a_problem(bench: Callable[..., Bench]) -> None:
    shop = bench(lambda: [DocumentForged(kind="cards")], good)
    shop.worker.start()
    assert shop.after(rounds=1) == SyncStatus(
        connected=True, pending=0, since_ms=NOW_MS, problem="document.forged"
    )
    assert shop.worker.sync_now(timeout_s=PATIENCE_S).problem is None


def test_an_old_success_is_no_connection(bench: Callable[..., Bench]) -> None:
    gate = Gate()
    shop = bench(good, gate)
    shop.worker.start()
    shop.after(rounds=1)
    shop.worker.poke()  # And from this round no answer comes.
    assert gate.begun.wait(PATIENCE_S)
    shop.clock += 3_600.0 + 15.0
    assert shop.worker.status().connected
    shop.clock += 1.0
    assert shop.worker.status() == SyncStatus(connected=False, pending=0, since_ms=NOW_MS, problem=None)


def test_when_the_ledger_cannot_be_asked_the_last_count_stands(bench: Callable[..., Bench]) -> None:
    shop = bench(good)
    shop.round.count = 4
    shop.worker.start()
    eventually(lambda: shop.seen != [])
    shop.round.count_fails = LedgerUnwritable(reason="io")
    assert shop.worker.status().pending == 4


def test_what_another_till_waits_for_is_sent_also_within_a_pause_after_a_failure() -> None:
    bench = Bench(ScriptedRound(UNREACHABLE, good))
    bench.worker.start()
    eventually(lambda: bench.rounds() == 1)
    bench.worker.poke()
    bench.worker.hurry()
    eventually(lambda: bench.rounds() >= 2)
    assert bench.worker.stop()
