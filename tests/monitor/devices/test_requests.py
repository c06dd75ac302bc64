"""Requests: only an enrolled device is heard, once, at about the right time. Nothing hostile is a fault."""

from __future__ import annotations

import json
import logging

import httpx2
import msgspec
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from monitor.auditing.audit import audit
from monitor.platform import Platform
from monitor.store import tables
from pos.crypto.keys import DeviceKey
from pos.domain.journal.record import record_to_data
from sync.protocol import messages as wire
from sync.protocol.codec import PACKED_BYTES_MAX, decode_json, encode
from sync.protocol.request_signing import (
    HEADER_AT,
    HEADER_EPOCH,
    HEADER_NONCE,
    HEADER_SIGNATURE,
    HEADER_TILL,
)
from tests.monitor.conftest import EnrolledTill, FakeClock, card_no, rows
from tests.monitor.simulated_till import SimulatedTill

SIGNED = (wire.PATH_BATCHES, wire.PATH_COMPACT, wire.PATH_DOWNLINK)
MINUTE_MS = 60_000

# A story over many examples on one platform: Hypothesis may reuse the fixtures.
many = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def refused(response: httpx2.Response, status: int, code: str) -> None:
    assert (response.status_code, decode_json(response.content, wire.Refusal).code) == (status, code)


def packed(data: object) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(msgspec.msgpack.encode(data))


def test_the_ping_tells_the_time(client: TestClient, clock: FakeClock) -> None:
    assert client.get(wire.PATH_PING).json() == {"ok": True, "at_ms": clock.at_ms}


def test_a_copied_request_is_good_for_nothing(till: SimulatedTill) -> None:
    till.sell(("零食", 100))
    body = encode(till.batch())
    first = till.post(wire.PATH_BATCHES, body)
    headers = {name: first.request.headers[name] for name in first.request.headers if name.startswith("x-")}

    again = till.client.post(wire.PATH_BATCHES, content=body, headers=headers)

    assert first.status_code == 200
    refused(again, 401, "request.replayed")


@pytest.mark.parametrize("minutes", [-16, 16])
def test_a_till_with_a_wrong_clock_is_told_the_time(
    till: SimulatedTill, platform: Platform, clock: FakeClock, minutes: int
) -> None:
    till.now_ms += minutes * MINUTE_MS

    response = till.post(wire.PATH_DOWNLINK, b"")

    refused(response, 401, "request.stale")
    assert decode_json(response.content, wire.Refusal).at_ms == clock.at_ms
    till.post(wire.PATH_DOWNLINK, b"")
    (alert,) = rows(platform, tables.alert)
    assert (alert["code"], alert["till_id"]) == ("till.clock_off", till.till_id)


@pytest.mark.parametrize("path", SIGNED)
def test_only_an_enrolled_device_is_heard(till: SimulatedTill, path: str) -> None:
    body = encode(till.batch())
    stranger = SimulatedTill(till.client, "S01-1", till.now_ms)

    refused(stranger.post(path, body), 401, "request.unsigned")
    refused(till.post(path, body, **{HEADER_TILL: "S99-9"}), 401, "till.unknown")
    refused(till.post(path, body, **{HEADER_EPOCH: "2"}), 401, "till.unknown")
    refused(till.post(path, body, **{HEADER_EPOCH: "9999999999"}), 401, "till.unknown")
    refused(till.post(path, body, **{HEADER_AT: str(till.now_ms + 1)}), 401, "request.unsigned")
    refused(till.post(path, body, **{HEADER_NONCE: "f" * 32}), 401, "request.unsigned")
    refused(till.client.post(path, content=body), 401, "request.unsigned")
    for header in (HEADER_SIGNATURE, HEADER_NONCE, HEADER_AT, HEADER_EPOCH, HEADER_TILL):
        for value in ("", "x" * 1_000, "-1", "0.5", "0"):
            assert till.post(path, body, **{header: value}).status_code == 401


def test_a_signature_for_one_path_or_body_serves_for_no_other(till: SimulatedTill) -> None:
    body = encode(till.batch())
    headers = till.post(wire.PATH_BATCHES, body).request.headers
    signed = {name: headers[name] for name in headers if name.startswith("x-")}

    refused(till.client.post(wire.PATH_DOWNLINK, content=body, headers=signed), 401, "request.unsigned")
    refused(till.client.post(wire.PATH_BATCHES, content=body + b"x", headers=signed), 401, "request.unsigned")


def test_a_till_speaks_for_itself_only(till: SimulatedTill, enrolled: EnrolledTill) -> None:
    other = enrolled("S01-2")
    other.sell(("零食", 100))

    refused(till.post(wire.PATH_BATCHES, encode(other.batch())), 403, "request.other_till")
    later = msgspec.structs.replace(till.batch(), epoch=2)
    refused(till.send(later), 403, "request.other_till")


def test_another_protocol_is_named(till: SimulatedTill) -> None:
    refused(till.send(msgspec.structs.replace(till.batch(), protocol=2)), 400, "request.protocol")


def test_too_much_is_refused_before_it_is_read(till: SimulatedTill, client: TestClient) -> None:
    refused(till.post(wire.PATH_BATCHES, b"x" * (PACKED_BYTES_MAX + 1)), 413, "request.too_large")
    refused(client.post(wire.PATH_ENROL, content=b" " * 100_000), 413, "request.too_large")


def test_a_bomb_is_not_unpacked(till: SimulatedTill) -> None:
    bomb = zstandard.ZstdCompressor(write_checksum=True).compress(b"\0" * 64 * 1024 * 1024)

    assert len(bomb) < 10_000
    refused(till.post(wire.PATH_BATCHES, bomb), 413, "request.too_large")


def test_a_stranger_cannot_make_the_platform_unpack_anything(client: TestClient, clock: FakeClock) -> None:
    stranger = SimulatedTill(client, "S01-1", clock.at_ms, key=DeviceKey.generate())

    refused(stranger.post(wire.PATH_BATCHES, b"\x28\xb5\x2f\xfd" * 100), 401, "till.unknown")


@pytest.mark.parametrize("entry_id", ["a\0b", "x" * 65, "", "~x"])
def test_an_id_that_no_database_can_hold_blocks_nothing_and_its_journal_can_be_read_again(
    till: SimulatedTill, platform: Platform, entry_id: str
) -> None:
    till.append_bytes(b"{}", entry_id)
    till.append("odd", {})

    reply = till.upload()

    assert reply.acknowledged_sequence == 2
    assert [(each.sequence, each.code) for each in reply.quarantined] == [(1, "entry.wrong")]
    assert audit(platform.store).bad == ()


def test_a_fault_of_the_platform_is_told_without_its_insides(till: SimulatedTill, platform: Platform) -> None:
    till.sell(("零食", 100))
    platform.store.write(tables.sale.drop)

    response = till.send(till.batch())

    assert response.status_code in (500, 503)
    refusal = decode_json(response.content, wire.Refusal)
    assert refusal.code.startswith("platform.") and "sale" not in response.text
    platform.store.write(tables.sale.create)
    assert till.upload().acknowledged_sequence == 1, "nothing was half stored"


def test_unknown_paths_and_methods_are_answered_in_kind(client: TestClient) -> None:
    refused(client.get("/api/v1/nowhere"), 404, "page.unknown")
    refused(client.get(wire.PATH_BATCHES), 405, "method.unknown")
    refused(client.post(wire.PATH_PING), 405, "method.unknown")


@many
@given(body=st.binary(max_size=200))
def test_garbage_is_refused_and_never_a_fault(till: SimulatedTill, body: bytes) -> None:
    for path in SIGNED:
        response = till.post(path, body)
        assert response.status_code in (400, 413), response.text
        assert till.client.post(path, content=body).status_code == 401
    assert till.client.post(wire.PATH_ENROL, content=body).status_code == 400


@many
@given(data=st.data())
def test_a_truncated_or_damaged_batch_is_refused(till: SimulatedTill, data: st.DataObject) -> None:
    if not till.entries:
        till.sell(("蔬菜", 100), card_no=card_no(1))
    body = bytearray(encode(till.batch()))
    place = data.draw(st.integers(0, len(body) - 1))
    if data.draw(st.booleans()):
        del body[place:]
    else:
        body[place] ^= data.draw(st.integers(1, 255))

    response = till.post(wire.PATH_BATCHES, bytes(body))

    # A flipped bit in the frame's header may leave a frame that still reads the same.
    assert response.status_code in (200, 400, 413), response.text


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.text(max_size=5)
    | st.binary(max_size=40)
    | st.floats(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


@many
@given(field=st.sampled_from(wire.Batch.__struct_fields__), value=anything)
def test_a_batch_with_a_field_of_any_type_is_answered(till: SimulatedTill, field: str, value: object) -> None:
    batch = msgspec.to_builtins(till.batch(), builtin_types=(bytes,))

    response = till.post(wire.PATH_BATCHES, packed({**batch, field: value}))

    assert response.status_code in (200, 400, 401, 403, 422), response.text


@many
@given(entries=st.lists(st.lists(anything, min_size=6, max_size=6), max_size=3))
def test_entries_of_any_shape_are_answered(till: SimulatedTill, entries: list[object]) -> None:
    batch = msgspec.to_builtins(till.batch(), builtin_types=(bytes,))

    assert till.post(wire.PATH_BATCHES, packed({**batch, "entries": entries})).status_code in (200, 400)


values: st.SearchStrategy[object] = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 10**14), st.text(max_size=3), st.just([]), st.just({})
)


@many
@given(data=st.data())
def test_a_sale_with_a_field_of_any_value_is_kept_and_answered(
    till: SimulatedTill, data: st.DataObject
) -> None:

    sale = json.loads(json.dumps(record_to_data(till.sale(("蔬菜", 100), ("米", 300), card_no=card_no(1)))))
    place = sale
    while True:
        key = data.draw(
            st.sampled_from(sorted(place) if isinstance(place, dict) else list(range(len(place))))
        )
        inner = place[key]
        if isinstance(inner, dict | list) and inner and data.draw(st.booleans()):
            place = inner
            continue
        place[key] = data.draw(values)
        break
    after = len(till.entries)
    till.append("sale", sale)

    response = till.send(till.batch(after=after))

    assert response.status_code == 200, response.text


def test_the_log_tells_what_happened_and_no_secret(
    enrolled: EnrolledTill, platform: Platform, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    till = enrolled("S01-1")
    till.sell(("蔬菜", 100), card_no=card_no(1))
    till.upload()
    code = platform.issue_code("S01-2")
    SimulatedTill(till.client, "S01-2", till.now_ms).ask_to_enrol(code[:-1] + "?")

    log = json.dumps([vars(record) for record in caplog.records if record.name == "monitor"], default=str)

    assert '"held": 1' in log
    secrets = [code, card_no(1), "signature", till.key.public_key.hex(), platform.key.public_key.hex()]
    assert [secret for secret in secrets if secret in log] == []


def test_nonces_are_forgotten_when_their_requests_would_be_stale(
    till: SimulatedTill, platform: Platform, clock: FakeClock
) -> None:
    for _minute in range(40):
        clock.at_ms += MINUTE_MS
        till.now_ms = clock.at_ms
        till.download()

    assert len(rows(platform, tables.request_nonce)) <= 32
