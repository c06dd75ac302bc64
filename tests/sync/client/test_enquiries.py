"""Questions a person waits for: answered, refused, or ended in time; never hanging."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import pytest

from pos.errors.platform import MonitorRefused, MonitorUnreachable
from sync.client.enquiries import Enquiries
from sync.client.ports import WireRequest, WireResponse
from sync.protocol import messages as wire
from sync.protocol.codec import decode, encode, encode_json
from sync.protocol.errors import WireUnreadable
from tests.sync import samples
from tests.sync.fakes import IDENTITY, as_signed


class Line:
    """Answers every request alike, and remembers them."""

    def __init__(self, response: WireResponse | Exception) -> None:
        self.response = response
        self.requests: list[WireRequest] = []
        self.is_platform = True  # Else somebody else answers in its place.
        self.closed = 0

    def exchange(self, request: WireRequest) -> WireResponse:
        """Answer."""
        self.requests.append(request)
        if isinstance(self.response, Exception):
            raise self.response
        return as_signed(request, self.response) if self.is_platform else self.response

    def close(self) -> None:
        """Count it."""
        self.closed += 1


class Silence(Line):
    """Says nothing until it is let go."""

    def __init__(self) -> None:
        super().__init__(WireResponse(200, b""))
        self.let_go = threading.Event()

    def exchange(self, request: WireRequest) -> WireResponse:
        """Wait."""
        self.let_go.wait()
        return super().exchange(request)


def enquiries(line: Line, *, patience_s: float = 5.0) -> Enquiries:
    return Enquiries(lambda: line, IDENTITY, now_ms=lambda: samples.AT_MS, patience_s=patience_s)


def test_a_day_is_asked_for_and_told() -> None:
    line = Line(WireResponse(200, encode(samples.DAY_REPLY)))

    assert enquiries(line).day("2026-11-23") == samples.DAY_REPLY
    (request,) = line.requests
    assert request.path == wire.PATH_DAY
    assert decode(request.body, wire.DayRequest) == samples.DAY_REQUEST
    assert line.closed == 1


def test_a_sale_and_a_return_are_asked_for() -> None:
    assert enquiries(Line(WireResponse(200, encode(samples.SALE_REPLY)))).sale("S02-1-20261123-0007") == (
        samples.SALE_REPLY
    )
    line = Line(WireResponse(200, encode(samples.RETURN_REPLY)))

    enquiries(line).permit_return("0190-c", "S02-1-20261123-0007", {1: 1000}, {2: 500}, [])

    assert decode(line.requests[0].body, wire.ReturnRequest) == samples.RETURN_REQUEST


def test_a_platform_that_does_not_know_the_question_yet_refuses_it() -> None:
    line = Line(WireResponse(404, encode_json(wire.Refusal("page.unknown"))))

    with pytest.raises(MonitorRefused) as refused:
        enquiries(line).day("2026-11-23")
    assert refused.value.facts == {"status": 404, "reason": "page.unknown"}


def test_nobody_else_can_permit_a_return_or_tell_a_day() -> None:
    for reply in (samples.DAY_REPLY, samples.SALE_REPLY, samples.RETURN_REPLY):
        line = Line(WireResponse(200, encode(reply)))
        line.is_platform = False
        asking = enquiries(line)
        asks: list[Callable[[], object]] = [
            partial(asking.day, "2026-11-23"),
            partial(asking.sale, "S02-1-20261123-0007"),
            partial(asking.permit_return, "0190-c", "S02-1-20261123-0007", {1: 1000}, {}, []),
        ]
        for ask in asks:
            with pytest.raises(WireUnreadable, match="not the platform's"):
                ask()


def test_an_error_on_the_line_is_told_to_who_asked() -> None:
    with pytest.raises(MonitorUnreachable):
        enquiries(Line(MonitorUnreachable(reason="connection"))).day("2026-11-23")


def test_nobody_waits_for_ever() -> None:
    silence = Silence()

    with pytest.raises(MonitorUnreachable) as ended:
        enquiries(silence, patience_s=0.01).day("2026-11-23")

    assert ended.value.facts["reason"] == "timeout"
    silence.let_go.set()
