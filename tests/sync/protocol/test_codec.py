"""Bytes of the agreement: golden for ever, strict, and bounded before anything is unpacked."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol import codec
from sync.protocol import messages as wire
from sync.protocol.errors import WireTooLarge, WireUnreadable
from tests.sync import samples

GOLDEN = Path(__file__).parent / "golden"
PACKED = {
    "batch": samples.BATCH,
    "compact_batch": samples.COMPACT_BATCH,
    "batch_reply": samples.BATCH_REPLY,
    "down_request": samples.DOWN_REQUEST,
    "down_reply": samples.DOWN_REPLY,
}
PLAIN_JSON = {
    "enrol_request": samples.ENROL_REQUEST,
    "enrol_reply": samples.ENROL_REPLY,
    "refusal": wire.Refusal("request.stale", "the till's clock", samples.AT_MS),
    "pong": wire.Pong(ok=True, at_ms=samples.AT_MS),
}


def frame(plain: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=3, write_checksum=True).compress(plain)


def golden(name: str) -> bytes:
    return bytes.fromhex("".join((GOLDEN / name).read_text(encoding="ascii").split()))


@pytest.mark.parametrize("name", PACKED)
def test_every_message_keeps_its_golden_bytes(name: str) -> None:
    message = PACKED[name]
    plain = golden(f"{name}.hex")
    # The plain bytes are ours and fixed. The frame is zstd's: another version may pack another way,
    # but a frame that was sent once must be readable for ever.
    assert msgspec.msgpack.encode(message) == plain
    assert codec.decode(golden(f"{name}.zst.hex"), type(message)) == message
    assert codec.decode(codec.encode(message), type(message)) == message


@pytest.mark.parametrize("name", PLAIN_JSON)
def test_every_json_message_keeps_its_golden_bytes(name: str) -> None:
    message = PLAIN_JSON[name]
    assert codec.encode_json(message) + b"\n" == (GOLDEN / f"{name}.json").read_bytes()
    assert codec.decode_json(codec.encode_json(message), type(message)) == message


def test_a_damaged_frame_is_seen_as_damage_wherever_the_bit_falls() -> None:
    packed = codec.encode(samples.BATCH_REPLY)
    survived = []
    for bit in range(len(packed) * 8):
        damaged = bytearray(packed)
        damaged[bit // 8] ^= 1 << (bit % 8)
        try:
            # A few bits of zstd's header mean nothing; with them the message is still the one that was sent.
            assert codec.decode(bytes(damaged), wire.BatchReply) == samples.BATCH_REPLY
            survived.append(bit)
        except (WireUnreadable, WireTooLarge):
            continue
    assert len(survived) < 8


@given(length=st.integers(0, 300))
def test_a_frame_cut_short_is_unreadable(length: int) -> None:
    packed = codec.encode(samples.BATCH_REPLY)
    with pytest.raises(WireUnreadable):
        codec.decode(packed[: min(length, len(packed) - 1)], wire.BatchReply)


@given(noise=st.binary(max_size=200))
def test_noise_is_unreadable_in_a_frame_or_out_of_it(noise: bytes) -> None:
    for body in (noise, frame(noise)):
        with pytest.raises((WireUnreadable, WireTooLarge)):
            codec.decode(body, wire.BatchReply)
    with pytest.raises(WireUnreadable):
        codec.decode_json(noise, wire.EnrolReply)


def test_what_follows_a_frame_is_not_ignored() -> None:
    packed = codec.encode(samples.DOWN_REQUEST)
    for more in (b"x", packed):
        with pytest.raises(WireUnreadable):
            codec.decode(packed + more, wire.DownRequest)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = frame(bytes(codec.UNPACKED_BYTES_MAX + 1))
    assert len(bomb) < 5_000
    with pytest.raises(WireTooLarge):
        codec.decode(bomb, wire.Batch)


def test_a_frame_that_does_not_say_its_size_is_refused() -> None:
    packer = zstandard.ZstdCompressor(write_checksum=True).compressobj()
    packed = packer.compress(msgspec.msgpack.encode(samples.DOWN_REQUEST)) + packer.flush()
    with pytest.raises(WireTooLarge):
        codec.decode(packed, wire.DownRequest)


def test_a_frame_that_lies_about_its_size_is_unreadable() -> None:
    packed = bytearray(frame(bytes(200)))
    assert packed[5] == 200  # magic, descriptor, then the size in one byte
    packed[5] = 100
    with pytest.raises(WireUnreadable):
        codec.decode(bytes(packed), wire.Batch)


def test_a_frame_without_a_checksum_is_not_ours() -> None:
    packed = zstandard.ZstdCompressor(level=3).compress(msgspec.msgpack.encode(samples.DOWN_REQUEST))
    with pytest.raises(WireUnreadable):
        codec.decode(packed, wire.DownRequest)


def test_a_body_beyond_the_limit_is_not_even_looked_at() -> None:
    with pytest.raises(WireTooLarge):
        codec.decode(bytes(codec.PACKED_BYTES_MAX + 1), wire.Batch)
    with pytest.raises(WireTooLarge):
        codec.decode_json(bytes(codec.JSON_BYTES_MAX + 1), wire.EnrolRequest)


def test_what_cannot_be_packed_small_enough_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codec, "PACKED_BYTES_MAX", 100)
    with pytest.raises(WireTooLarge):
        codec.encode(samples.BATCH)
    monkeypatch.setattr(codec, "UNPACKED_BYTES_MAX", 100)
    with pytest.raises(WireTooLarge):
        codec.encode(samples.BATCH)


def test_deep_nesting_is_unreadable_not_a_crash() -> None:
    with pytest.raises(WireUnreadable):
        codec.decode(frame(b"\x91" * 100_000), wire.DownReply)
    with pytest.raises(WireUnreadable):
        codec.decode_json(b"[" * 60_000, wire.EnrolReply)
