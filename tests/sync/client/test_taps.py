"""Taps keep one connection, try a closed one once more, adopt what is authentic, and end when told to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pos.errors.platform import DocumentForged, MonitorRefused, MonitorUnreachable
from sync.client.delivery import Delivery
from sync.client.ports import WireRequest, WireResponse
from sync.client.taps import Taps
from sync.protocol import messages as wire
from sync.protocol.codec import decode, encode, encode_json
from sync.protocol.lease_messages import TAP_WAIT_MS_MAX, TapReply, TapRequest
from tests.sync.fakes import IDENTITY, FakeInbox, as_signed, document
from tests.sync.samples import AT_MS, TILL

CARD, MONTH = "6201000000088124", "2026-11"
Step = Callable[[TapRequest], WireResponse]


def says(state: str, *documents: wire.WireDocument) -> Step:
    reply = TapReply(state, list(documents), [], None, AT_MS)
    return lambda _asked: WireResponse(200, encode(reply))


def breaks(_asked: TapRequest) -> WireResponse:
    raise MonitorUnreachable(reason="RemoteProtocolError")


def refuses(_asked: TapRequest) -> WireResponse:
    return WireResponse(404, encode_json(wire.Refusal("page.unknown", "", AT_MS)))


class Line:
    """One connection, which plays steps that all connections share."""

    def __init__(self, steps: list[Step], asked: list[tuple[int, TapRequest]], number: int) -> None:
        self._steps, self._asked, self._number = steps, asked, number
        self.is_closed = False

    def exchange(self, request: WireRequest) -> WireResponse:
        assert not self.is_closed and request.path == wire.PATH_TAP
        asked = decode(request.body, TapRequest)
        self._asked.append((self._number, asked))
        return as_signed(request, self._steps.pop(0)(asked))

    def close(self) -> None:
        self.is_closed = True


class Tapping:
    def __init__(self, *steps: Step) -> None:
        self.steps = list(steps)
        self.asked: list[tuple[int, TapRequest]] = []
        self.lines: list[Line] = []
        self.inbox = FakeInbox({"leases": 4})
        self.taps = Taps(self._connect, Delivery(self.inbox, IDENTITY), IDENTITY, now_ms=lambda: AT_MS)

    def _connect(self) -> Line:
        self.lines.append(Line(self.steps, self.asked, len(self.lines)))
        return self.lines[-1]

    def tap(self, wait_ms: int = 1_000) -> str:
        return self.taps.tap("ask-1", CARD, MONTH, wait_ms=wait_ms).state

    @property
    def connections(self) -> list[int]:
        """Over which connection each request went."""
        return [number for number, _asked in self.asked]


def test_leases_that_come_with_the_answer_are_adopted_after_those_at_hand() -> None:
    it = Tapping(says("asking"), says("granted", document("leases", 5, audience=TILL)), says("granted"))

    assert [it.tap(), it.tap(), it.tap(99_999)] == ["asking", "granted", "granted"]

    assert it.connections == [0, 0, 0]  # One connection is kept.
    assert [asked.have for _line, asked in it.asked] == [4, 4, 5]
    assert {(asked.ask_id, asked.card_no, asked.month) for _line, asked in it.asked} == {
        ("ask-1", CARD, MONTH)
    }
    assert it.asked[2][1].wait_ms == TAP_WAIT_MS_MAX
    assert it.inbox.numbers["leases"] == 5


def test_a_kept_connection_that_was_closed_meanwhile_is_opened_anew_once() -> None:
    it = Tapping(says("asking"), breaks, says("used_up"), breaks, breaks)

    assert [it.tap(), it.tap()] == ["asking", "used_up"]
    assert it.connections == [0, 0, 1]
    assert it.lines[0].is_closed

    with pytest.raises(MonitorUnreachable):
        it.tap()
    assert it.connections == [0, 0, 1, 1, 2]
    assert all(line.is_closed for line in it.lines)


def test_a_line_that_is_down_from_the_start_is_tried_once() -> None:
    it = Tapping(breaks)
    with pytest.raises(MonitorUnreachable):
        it.tap()
    assert it.connections == [0]


def test_a_refusal_is_the_platforms_word_and_is_not_asked_again() -> None:
    it = Tapping(says("asking"), refuses)
    it.tap()
    with pytest.raises(MonitorRefused):
        it.tap()
    assert it.connections == [0, 0]


def test_a_lease_for_another_till_is_not_adopted_whatever_the_answer_says() -> None:
    it = Tapping(says("granted", document("leases", 5, audience="S09-1")))
    with pytest.raises(DocumentForged):
        it.tap()
    assert it.inbox.applied == []


def test_a_wish_that_is_over_is_withdrawn_without_waiting() -> None:
    it = Tapping(says("withdrawn"))
    it.taps.withdraw("ask-1", CARD, MONTH)
    (asked,) = [asked for _line, asked in it.asked]
    assert (asked.withdrawn, asked.wait_ms) == (True, 0)


def test_after_the_end_nothing_is_asked_and_what_still_comes_is_dropped() -> None:
    def ends(asked: TapRequest) -> WireResponse:
        it.taps.close()
        return says("granted", document("leases", 5, audience=TILL))(asked)

    it = Tapping(ends)
    it.tap()

    assert it.inbox.applied == []
    assert all(line.is_closed for line in it.lines)
    with pytest.raises(MonitorUnreachable):
        it.tap()
    assert len(it.asked) == 1
