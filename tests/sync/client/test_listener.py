"""The listener waits at the platform, answers at once, survives a broken line, and stops when it is told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pos.errors.ledger import LedgerUnwritable
from pos.errors.platform import MonitorUnreachable
from sync.client.back_off import BackOff
from sync.client.delivery import Delivery
from sync.client.listener import RecallListener
from sync.client.platform import Platform
from sync.client.ports import WireRequest, WireResponse
from sync.protocol import messages as wire
from sync.protocol.codec import decode, encode, encode_json
from sync.protocol.lease_messages import RecallWait
from tests.sync.client.test_worker import PATIENCE_S, Waits, eventually
from tests.sync.fakes import IDENTITY, FakeInbox, as_signed, document
from tests.sync.samples import AT_MS, TILL

Step = Callable[[RecallWait], WireResponse]


def says(*documents: wire.WireDocument) -> Step:
    return lambda _asked: WireResponse(200, encode(wire.DownReply(documents=list(documents), at_ms=AT_MS)))


def recall(number: int) -> wire.WireDocument:
    return document("recalls", number, audience=TILL)


def refuses(code: str) -> Step:
    return lambda _asked: WireResponse(404, encode_json(wire.Refusal(code, "", AT_MS)))


def breaks(_asked: RecallWait) -> WireResponse:
    raise MonitorUnreachable(reason="connection")


class Line:
    """A transport that plays one step for each request; after the last, it waits until it is cut."""

    def __init__(self, *steps: Step) -> None:
        self.steps = list(steps)
        self.asked: list[RecallWait] = []
        self.waiting = threading.Event()
        self.cut = threading.Event()
        self.closed = threading.Event()

    def exchange(self, request: WireRequest) -> WireResponse:
        asked = decode(request.body, RecallWait)
        self.asked.append(asked)
        if not self.steps:
            self.waiting.set()
            self.cut.wait(PATIENCE_S)
            return as_signed(request, says(recall(99))(asked))
        return as_signed(request, self.steps.pop(0)(asked))

    def close(self) -> None:
        self.closed.set()


class Listening:
    def __init__(
        self,
        *steps: Step,
        numbers: dict[str, int] | None = None,
        refusing: dict[str, Exception] | None = None,
    ) -> None:
        self.line = Line(*steps)
        self.inbox = FakeInbox(
            {"recalls": 4} if numbers is None else numbers, refusing={} if refusing is None else refusing
        )
        self.answered: list[int] = []
        self.waits = Waits(0.0)
        self.listener = RecallListener(
            Platform(self.line, IDENTITY, now_ms=lambda: AT_MS),
            Delivery(self.inbox, IDENTITY),
            IDENTITY,
            answered=lambda: self.answered.append(len(self.inbox.applied)),
            back_off=BackOff(self.waits),
        )
        self.listener.start()

    def all_said(self) -> None:
        assert self.line.waiting.wait(PATIENCE_S)

    def end(self) -> None:
        self.listener.stop()
        self.line.cut.set()
        assert self.line.closed.wait(PATIENCE_S)


@pytest.fixture
def start() -> Iterator[Callable[..., Listening]]:
    running: list[Listening] = []

    def begin(*steps: Step, **more: Any) -> Listening:
        running.append(Listening(*steps, **more))
        return running[-1]

    yield begin
    for each in running:
        each.end()


def test_what_is_heard_is_answered_at_once_and_asked_after_its_number(
    start: Callable[..., Listening],
) -> None:
    it = start(says(recall(5), recall(6)), says(recall(7)))
    it.all_said()

    assert [asked.after for asked in it.line.asked] == [4, 6, 7]
    assert it.answered == [2, 3]
    assert it.waits.asked == []


def test_a_line_that_breaks_is_tried_again_later_and_later(start: Callable[..., Listening]) -> None:
    it = start(breaks, breaks, says(recall(5)), breaks)
    it.all_said()

    assert it.waits.asked == [1, 2, 1]
    assert it.inbox.numbers["recalls"] == 5


def test_what_cannot_be_written_down_is_asked_for_again(start: Callable[..., Listening]) -> None:
    def then_there_is_room(asked: RecallWait) -> WireResponse:
        refusing.clear()
        return says(recall(5))(asked)

    refusing: dict[str, Exception] = {"recalls": LedgerUnwritable(reason="full")}
    it = start(says(recall(5)), then_there_is_room, refusing=refusing)
    it.all_said()

    assert [asked.after for asked in it.line.asked] == [4, 4, 5]
    assert it.waits.asked == [1]
    assert it.answered == [1]


def test_a_forged_recall_frees_nothing_and_is_no_reason_to_hurry(start: Callable[..., Listening]) -> None:
    it = start(says(document("recalls", 5, audience="S09-1")), says(recall(5)))
    it.all_said()

    assert it.waits.asked == [1]
    assert it.answered == [1]


def test_after_the_stop_nothing_is_applied_any_more(start: Callable[..., Listening]) -> None:
    it = start(says(recall(5)))
    it.all_said()
    it.end()

    assert it.inbox.numbers["recalls"] == 5, "what the platform said after the stop is dropped"


def test_while_nothing_may_be_signed_nothing_is_asked(start: Callable[..., Listening]) -> None:
    it = start(numbers={})
    it.listener.wake()
    assert it.line.asked == []
    it.inbox.numbers = {"recalls": 0}
    it.listener.wake()
    it.all_said()
    assert it.line.asked[0].after == 0


def test_a_platform_of_before_is_left_alone(start: Callable[..., Listening]) -> None:
    it = start(refuses("page.unknown"))
    eventually(lambda: len(it.line.asked) == 1)
    for _time in range(3):
        it.listener.wake()
    it.listener.stop()
    assert it.line.closed.wait(PATIENCE_S)
    assert len(it.line.asked) == 1
