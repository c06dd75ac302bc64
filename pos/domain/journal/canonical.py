"""Canonical JSON (RFC 8785) for data of texts, whole numbers, booleans, lists, objects and records.

No fractions: money and quantities are whole numbers, so the one hard part of the RFC never
arises. Keys stay below U+D800 (a pool may be called 蔬菜), where the order of code points is the
order the RFC asks for; above it UTF-16 sorts in another way.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

INTEGER_MAX: Final = 2**53 - 1
_KEY_CHARACTER_END: Final = "\ud800"

# Sorted keys, nothing between them, the shortest escapes: what the RFC asks for, tested against it.
_ENCODE: Final = msgspec.json.Encoder(order="sorted").encode
_DECODE: Final = msgspec.json.Decoder().decode


def canonical_bytes(data: object) -> bytes:
    """Write plain data as the one byte string everybody hashes. Raises ValueError if it has no such form."""
    try:
        _check(data)
    except RecursionError as error:
        raise ValueError("data nested too deeply") from error
    return _ENCODE(data)


def record_bytes(record: msgspec.Struct) -> bytes:
    """Write a record the same way. Its types say what it holds; the caller has checked or checks them."""
    return _ENCODE(record)


def read_canonical(payload: bytes) -> Any:
    """Read bytes back. Raises ValueError when they are not the canonical form of anything."""
    try:
        data = _DECODE(payload)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(str(error)) from error
    if canonical_bytes(data) != payload:
        raise ValueError("bytes are not in canonical form")
    return data


def _check(data: Any) -> None:
    """Raise ValueError for what the encoder would write though it has no canonical form.

    Exact types: a subclass (bool for int, an enum for str) could be written in another way tomorrow.
    """
    kind = type(data)
    if kind is dict:
        for key in data:
            if type(key) is not str or not (key.isascii() or max(key) < _KEY_CHARACTER_END):
                raise ValueError(f"keys are texts below U+D800, not {key!r}")
        for value in data.values():
            kind = type(value)
            # The commonest kinds without a call of their own: the platform reads many.
            if not (kind is str or (kind is int and -INTEGER_MAX <= value <= INTEGER_MAX) or value is None):
                _check(value)
    elif kind is list or kind is tuple:
        for value in data:
            _check(value)
    elif kind is int:
        if not -INTEGER_MAX <= data <= INTEGER_MAX:
            raise ValueError(f"number beyond 2^53: {data!r}")
    elif not (kind is str or kind is bool or data is None):
        raise ValueError(f"no canonical form for {kind.__name__}")
