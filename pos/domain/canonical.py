"""Canonical JSON (RFC 8785) for data of texts, whole numbers, booleans, lists and objects.

No fractions: money and quantities are whole numbers, so the one hard part of the RFC never
arises. Keys stay below U+D800 (a pool may be called 蔬菜), where the order of code points is the
order the RFC asks for; above it UTF-16 sorts in another way.
"""

from __future__ import annotations

import json
from typing import Any

_INTEGER_MAX = 2**53 - 1
_KEY_CHARACTER_END = "\ud800"


def canonical_bytes(data: object) -> bytes:
    """Write data as the one byte string everybody hashes. Raises ValueError for what has no such form."""
    try:
        _check(data)
        text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except RecursionError as error:  # How deep is too deep differs between versions of Python.
        raise ValueError("nested too deeply") from error
    return text.encode("utf-8")


def read_canonical(payload: bytes) -> Any:
    """Read bytes back. Raises ValueError when they are not the canonical form of anything."""
    try:
        data = json.loads(payload)
    except (UnicodeDecodeError, RecursionError) as error:
        raise ValueError(str(error)) from error
    if canonical_bytes(data) != payload:
        raise ValueError("bytes are not in canonical form")
    return data


def _check(data: object) -> None:
    # Exact types: a subclass (bool for int, an enum for str) could be written in another way.
    if data is None or type(data) is str or type(data) is bool:
        return
    if type(data) is int:
        if not -_INTEGER_MAX <= data <= _INTEGER_MAX:
            raise ValueError(f"number beyond 2^53: {data!r}")
    elif isinstance(data, dict):
        for key, value in data.items():
            if type(key) is not str or not (key.isascii() or max(key) < _KEY_CHARACTER_END):
                raise ValueError(f"keys are texts below U+D800, not {key!r}")
            _check(value)
    elif isinstance(data, list | tuple):
        for value in data:
            _check(value)
    else:
        raise ValueError(f"no canonical form for {type(data).__name__}")
