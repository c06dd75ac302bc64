"""A till presents itself once; every way this can fail has its own word."""

from __future__ import annotations

import msgspec
import pytest

from pos.domain.journal.chain import SUITE_1
from pos.errors.platform import EnrolmentRefused, MonitorUnreachable
from sync.client.enrol import enrol
from sync.client.ports import WireRequest, WireResponse
from sync.protocol import codec
from sync.protocol import messages as wire
from sync.protocol.errors import WireUnreadable
from tests.sync.fakes import FaultyTransport
from tests.sync.samples import ENROL_REPLY, TILL, TILL_KEY


def ask(
    answer: WireResponse, *, code: str = "7F3K-9Q2M", fault: str | None = None
) -> tuple[wire.EnrolReply, list[WireRequest]]:
    line = FaultyTransport(lambda _request: answer, fault=fault)
    reply = enrol(
        line,
        code=code,
        till_id=TILL,
        public_key=TILL_KEY.public_key,
        suite=SUITE_1,
        program_version="0.1.0",
    )
    return reply, line.carried


def granted(**fields: object) -> WireResponse:
    return WireResponse(200, codec.encode_json(msgspec.structs.replace(ENROL_REPLY, **fields)))


def test_the_till_learns_who_it_is() -> None:
    reply, [request] = ask(granted())
    assert reply == ENROL_REPLY
    assert isinstance(request, WireRequest)
    assert (request.method, request.path) == ("POST", "/api/v1/enrol")
    asked = codec.decode_json(request.body, wire.EnrolRequest)
    assert (asked.code, asked.till_id, asked.public_key) == ("7F3K-9Q2M", TILL, TILL_KEY.public_key)


def test_a_code_typed_with_a_chinese_keyboard_is_understood() -> None:
    _reply, [request] = ask(granted(), code="　７F3K－９Q2M ")
    assert codec.decode_json(request.body, wire.EnrolRequest).code == "7F3K-9Q2M"


@pytest.mark.parametrize("status", [400, 403, 404, 409, 410])
def test_the_platforms_reason_is_told(status: int) -> None:
    with pytest.raises(EnrolmentRefused) as caught:
        ask(WireResponse(status, codec.encode_json(wire.Refusal("code.used"))))
    assert caught.value.facts == {"reason": "code.used"}


def test_an_answer_for_another_till_is_not_accepted() -> None:
    with pytest.raises(EnrolmentRefused) as caught:
        ask(granted(till_id="S01-2"))
    assert caught.value.facts == {"reason": "another_till"}


@pytest.mark.parametrize("code", ["", "  ", "x" * 65])
def test_what_can_be_no_code_is_not_even_sent(code: str) -> None:
    with pytest.raises(EnrolmentRefused):
        ask(WireResponse(500, b""), code=code)


@pytest.mark.parametrize("body", [b"", b"null", b"<html>", b'{"till_id":"S01-1"}'])
def test_an_answer_that_is_none_is_unreadable(body: bytes) -> None:
    with pytest.raises(WireUnreadable):
        ask(WireResponse(200, body))


def test_a_platform_that_does_not_answer_is_unreachable() -> None:
    for answer, fault in ((WireResponse(502, b""), None), (granted(), "reply_lost")):
        with pytest.raises(MonitorUnreachable):
            ask(answer, fault=fault)
