"""Messages are strict: what is not exactly as agreed is refused, on both ends alike."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.sums import Sums
from sync.protocol import codec
from sync.protocol import messages as wire
from sync.protocol.errors import WireUnreadable
from tests.sync import samples


def packed(fields: object) -> bytes:
    return zstandard.ZstdCompressor(level=3, write_checksum=True).compress(msgspec.msgpack.encode(fields))


def fields_of(message: msgspec.Struct) -> dict[str, Any]:
    read = msgspec.msgpack.decode(msgspec.msgpack.encode(message))
    assert isinstance(read, dict)
    return read


@pytest.mark.parametrize(
    ("message", "field", "wrong"),
    [
        (samples.BATCH, "protocol", True),
        (samples.BATCH, "protocol", 1.0),
        (samples.BATCH, "epoch", 0),
        (samples.BATCH, "epoch", "1"),
        (samples.BATCH, "previous_sequence", -1),
        (samples.BATCH, "previous_sequence", 2**53),
        (samples.BATCH, "previous_hash", b"\x00" * 31),
        (samples.BATCH, "previous_hash", "0" * 32),
        (samples.BATCH, "till_id", ""),
        (samples.BATCH, "till_id", "S01-1\n"),
        (samples.BATCH, "till_id", "S01 1"),
        (samples.BATCH, "till_id", "收银机"),
        (samples.BATCH, "till_id", "x" * 33),
        (samples.BATCH, "entries", None),
        (samples.BATCH, "entries", [[1, "a", b"{}", b"\x00" * 32, b"\x00" * 64]]),
        (samples.BATCH, "entries", [[1, "a", b"{}", b"\x00" * 32, b"\x00" * 64, 1, "more"]]),
        (samples.BATCH, "entries", [[-1, "a", b"{}", b"\x00" * 32, b"\x00" * 64, 1]]),
        (samples.BATCH, "entries", [[1, "a" * 1_001, b"{}", b"\x00" * 32, b"\x00" * 64, 1]]),
        (samples.COMPACT_BATCH, "entries", []),
        (samples.COMPACT_BATCH, "entries", [["a", b"{}"]]),
        (samples.COMPACT_BATCH, "entries", [["a", b"{}", 1, "more"]]),
        (samples.COMPACT_BATCH, "entries", [["a" * 1_001, b"{}", 1]]),
        (samples.COMPACT_BATCH, "entries", [["a", "{}", 1]]),
        (samples.COMPACT_BATCH, "last_signature", b""),
        (samples.BATCH_REPLY, "sums", [1, 1, 1, 1, 1]),
        (samples.BATCH_REPLY, "sums", [1, 1, 1, 1, 1, 1.5]),
        (samples.BATCH_REPLY, "sums", [-1, 1, 1, 1, 1, 1]),
        (samples.BATCH_REPLY, "at_ms", None),
        (samples.DOWN_REQUEST, "have", {"cards": -1}),
        (samples.DOWN_REQUEST, "have", {"x" * 65: 1}),
        (samples.DOWN_REQUEST, "have", {str(kind): 0 for kind in range(33)}),
        (samples.DAY_REQUEST, "business_date", "2026-11-23\n"),
        (samples.DAY_REPLY, "sales", -1),
        (samples.DAY_REPLY, "contribution", ["2026-10", 4.98]),
        (samples.SALE_REQUEST, "sale_no", "S02-1-20261123-0007' OR 1"),
        (samples.SALE_REPLY, "returned", {"1": -1}),
        (samples.RETURN_REQUEST, "quantities", {}),
        (samples.RETURN_REQUEST, "quantities", {"1": 0}),
    ],
)
def test_a_field_that_is_not_as_agreed_is_refused(message: msgspec.Struct, field: str, wrong: object) -> None:
    with pytest.raises(WireUnreadable):
        codec.decode(packed(fields_of(message) | {field: wrong}), type(message))


@pytest.mark.parametrize(
    "message",
    [
        samples.BATCH,
        samples.COMPACT_BATCH,
        samples.BATCH_REPLY,
        samples.DOWN_REQUEST,
        samples.DOWN_REPLY,
        samples.DAY_REQUEST,
        samples.DAY_REPLY,
        samples.SALE_REQUEST,
        samples.SALE_REPLY,
        samples.RETURN_REQUEST,
        samples.RETURN_REPLY,
    ],
)
def test_a_missing_or_unknown_field_is_refused(message: msgspec.Struct) -> None:
    fields = fields_of(message)
    for name in fields:
        with pytest.raises(WireUnreadable):
            codec.decode(packed({key: fields[key] for key in fields if key != name}), type(message))
    with pytest.raises(WireUnreadable):
        codec.decode(packed(fields | {"more": 1}), type(message))


def test_a_batch_has_at_most_five_hundred_entries() -> None:
    entry = samples.BATCH.entries[0]
    full = msgspec.structs.replace(samples.BATCH, entries=[entry] * wire.ENTRIES_MAX)
    assert codec.decode(codec.encode(full), wire.Batch) == full
    with pytest.raises(WireUnreadable):
        codec.decode(codec.encode(msgspec.structs.replace(full, entries=[*full.entries, entry])), wire.Batch)


def test_json_is_as_strict_as_the_wire() -> None:
    body = codec.encode_json(samples.ENROL_REQUEST)
    for right, wrong in ((b'"suite":1', b'"suite":true'), (b'"till_id":"S01-1"', b'"till_id":"S01/1"')):
        assert right in body
        with pytest.raises(WireUnreadable):
            codec.decode_json(body.replace(right, wrong), wire.EnrolRequest)


def test_a_refusal_is_understood_even_when_it_says_more() -> None:
    refusal = codec.decode_json(b'{"code":"till.unknown","hint":"ask","detail":"S01-9"}', wire.Refusal)
    assert (refusal.code, refusal.detail, refusal.at_ms) == ("till.unknown", "S01-9", 0)


sums = st.builds(Sums, *[st.integers(0, 3)] * 2, *[st.integers(-3, 3)] * 4)


@given(sums=sums)
def test_sums_come_back_as_they_went(sums: Sums) -> None:
    assert wire.WireSums.of(sums).sums() == sums
