"""Encodes and decodes messages: MessagePack in one zstd frame (level 3), strict and bounded.

The frame must say its unpacked size, so that a decompression bomb is refused before it is
unpacked; and it has a checksum, so that damage on the way is recognised as damage.
"""

from __future__ import annotations

from typing import Final, TypeVar

import msgspec
import zstandard

from sync.protocol.errors import WireTooLarge, WireUnreadable

PACKED_BYTES_MAX: Final = 4 * 1024 * 1024
UNPACKED_BYTES_MAX: Final = 32 * 1024 * 1024
JSON_BYTES_MAX: Final = 64 * 1024

_LEVEL = 3
_WINDOW_BYTES_MAX = 8 * 1024 * 1024  # What the other end may make us hold while unpacking.

Message = TypeVar("Message", bound=msgspec.Struct)


def encode(message: msgspec.Struct) -> bytes:
    """Write a message. Raises WireTooLarge: the sender then sends less at once."""
    plain = msgspec.msgpack.encode(message)
    if len(plain) > UNPACKED_BYTES_MAX:
        raise WireTooLarge(limit=UNPACKED_BYTES_MAX)
    packed = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True, write_content_size=True).compress(
        plain
    )
    if len(packed) > PACKED_BYTES_MAX:
        raise WireTooLarge(limit=PACKED_BYTES_MAX)
    return packed


def decode(packed: bytes, expected: type[Message]) -> Message:
    """Read a message of the type that is expected here. Raises WireUnreadable, WireTooLarge."""
    plain = _unpack(packed)
    try:
        return msgspec.msgpack.decode(plain, type=expected, strict=True)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise WireUnreadable(reason=f"{expected.__name__}: {error}") from error


def encode_json(message: msgspec.Struct) -> bytes:
    """Write a message as JSON: enrolment, refusals, ping."""
    return msgspec.json.encode(message)


def decode_json(body: bytes, expected: type[Message]) -> Message:
    """Read a message from JSON. Raises WireUnreadable, WireTooLarge."""
    if len(body) > JSON_BYTES_MAX:
        raise WireTooLarge(limit=JSON_BYTES_MAX)
    try:
        return msgspec.json.decode(body, type=expected, strict=True)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise WireUnreadable(reason=f"{expected.__name__}: {error}") from error


def _unpack(packed: bytes) -> bytes:
    if len(packed) > PACKED_BYTES_MAX:
        raise WireTooLarge(limit=PACKED_BYTES_MAX)
    try:
        frame = zstandard.get_frame_parameters(packed)
        # A frame that does not say its size says "unknown", which is far beyond the limit.
        if frame.content_size > UNPACKED_BYTES_MAX or frame.window_size > _WINDOW_BYTES_MAX:
            raise WireTooLarge(limit=UNPACKED_BYTES_MAX)
        if not frame.has_checksum or frame.dict_id:
            raise WireUnreadable(reason="not our kind of zstd frame")
        # The size is now known to be small, and unpacking stops where the frame said it would.
        return zstandard.ZstdDecompressor().decompress(packed, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise WireUnreadable(reason=str(error)) from error
