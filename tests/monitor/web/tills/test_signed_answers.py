"""Every answer to a till is signed for its request, refusals too: nobody else can answer in its place."""

from __future__ import annotations

import httpx2

from monitor.platform import Platform
from pos.crypto.keys import DeviceKey
from pos.crypto.statements import answer_statement
from pos.crypto.suite import SUITES
from sync.protocol import messages as wire
from sync.protocol.codec import encode
from sync.protocol.request_signing import HEADER_ANSWER, HEADER_NONCE
from tests.monitor.simulated_till import SimulatedTill


def is_signed(response: httpx2.Response, till: SimulatedTill, platform: Platform) -> bool:
    statement = answer_statement(
        status=response.status_code,
        till_id=till.till_id,
        epoch=till.epoch,
        nonce=response.request.headers[HEADER_NONCE],
        body=response.content,
    )
    signature = bytes.fromhex(response.headers[HEADER_ANSWER])
    return SUITES[1].verify(platform.key.public_key, statement, signature)


def test_good_answers_and_refusals_are_signed_for_their_request(
    till: SimulatedTill, platform: Platform
) -> None:
    till.sell(("零食", 100))
    good = till.send(till.batch())
    unreadable = till.post(wire.PATH_BATCHES, b"x")
    nowhere = till.post("/api/v1/nowhere", b"x")
    till.now_ms += 10 * 60 * 60 * 1000
    stale = till.post(wire.PATH_DOWNLINK, b"")
    till.key = DeviceKey.generate()
    unknown = till.post(wire.PATH_DOWNLINK, b"")

    for response, status in ((good, 200), (unreadable, 400), (nowhere, 404), (stale, 401), (unknown, 401)):
        assert response.status_code == status
        assert is_signed(response, till, platform)


def test_a_replaced_installation_is_told_so_with_the_federations_signature(
    till: SimulatedTill, platform: Platform
) -> None:
    till.reinstalled().enrol(platform.issue_code("S01-1"))
    asked = encode(wire.DownRequest(wire.PROTOCOL, till.till_id, till.epoch, 0, till.have))

    response = till.post(wire.PATH_DOWNLINK, asked)

    assert response.status_code == 403
    assert b"epoch.retired" in response.content
    assert is_signed(response, till, platform)


def test_who_names_no_till_gets_no_signature(till: SimulatedTill) -> None:
    assert HEADER_ANSWER not in till.client.get(wire.PATH_PING).headers
    assert HEADER_ANSWER not in till.client.post(wire.PATH_BATCHES, content=b"x").headers
