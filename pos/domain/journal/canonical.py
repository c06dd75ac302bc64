"""Canonical JSON (RFC 8785) for data of texts, whole numbers, booleans, lists and objects.

No fractions: money and quantities are whole numbers, so the one hard part of the RFC never
arises. Keys stay below U+D800 (a pool may be called 蔬菜), where the order of code points is the
order the RFC asks for; above it UTF-16 sorts in another way.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from json.encoder import encode_basestring as _text  # Escapes as the RFC says; written in C.
from typing import Any, Final

_INTEGER_MAX: Final = 2**53 - 1
_KEY_CHARACTER_END: Final = "\ud800"

# A sale has ten lines with the same keys: what to write before each value is worked out once for
# each set of keys. Bounded, for keys may come from outside.
_Heads = list[tuple[str, str]]
_HEADS: Final[dict[tuple[str, ...], _Heads]] = {}
_HEADS_MAX: Final = 256
_HEADS_KEYS_MAX: Final = 64


def canonical_bytes(data: object) -> bytes:
    """Write data as the one byte string everybody hashes. Raises ValueError for what has no such form."""
    parts: list[str] = []
    try:
        _write(data, parts.append)
    except RecursionError as error:
        raise ValueError("data nested too deeply") from error
    return "".join(parts).encode("utf-8")


def check_canonical(data: Any) -> None:
    """Raise ValueError for what `canonical_bytes` refuses; for a writer that is fast but not strict.

    Half characters are left to that writer, and endless nesting (RecursionError) to the caller.
    """
    kind = type(data)
    if kind is dict:
        _heads(tuple(data))
        for value in data.values():
            kind = type(value)
            if not (kind is str or (kind is int and -_INTEGER_MAX <= value <= _INTEGER_MAX) or value is None):
                check_canonical(value)
    elif kind is list or kind is tuple:
        for value in data:
            check_canonical(value)
    elif kind is not str:
        _scalar(data)


def read_canonical(payload: bytes) -> Any:
    """Read bytes back. Raises ValueError when they are not the canonical form of anything."""
    try:
        data = json.loads(payload)
    except (UnicodeDecodeError, RecursionError) as error:
        raise ValueError(str(error)) from error
    if canonical_bytes(data) != payload:
        raise ValueError("bytes are not in canonical form")
    return data


def _write(data: Any, add: Callable[[str], None]) -> None:
    # Exact types: a subclass (bool for int, an enum for str) could be written in another way.
    # One pass checks and writes, and the commonest kinds come first: a customer waits for it.
    kind = type(data)
    if kind is dict:
        _write_object(data, add)
    elif kind is list or kind is tuple:
        separator = "["
        for value in data:
            add(separator)
            _write(value, add)
            separator = ","
        add("]" if separator == "," else "[]")
    else:
        add(_scalar(data))


def _write_object(data: dict[str, Any], add: Callable[[str], None]) -> None:
    if not data:
        add("{}")
        return
    for key, head in _heads(tuple(data)):
        value = data[key]
        kind = type(value)
        if kind is str:
            add(head + _text(value))
        elif kind is int and -_INTEGER_MAX <= value <= _INTEGER_MAX:
            add(head + str(value))
        elif value is None:
            add(head + "null")
        else:
            add(head)
            _write(value, add)
    add("}")


def _scalar(data: Any) -> str:
    if type(data) is str:
        return _text(data)
    if data is None:
        return "null"
    if type(data) is bool:
        return "true" if data else "false"
    if type(data) is not int:
        raise ValueError(f"no canonical form for {type(data).__name__}")
    if not -_INTEGER_MAX <= data <= _INTEGER_MAX:
        raise ValueError(f"number beyond 2^53: {data!r}")
    return str(data)


def _heads(keys: tuple[Any, ...]) -> _Heads:
    """Keys in their order, each with the text that stands before its value."""
    heads = _HEADS.get(keys)
    if heads is not None:
        return heads
    for key in keys:
        if type(key) is not str or not (key.isascii() or max(key) < _KEY_CHARACTER_END):
            raise ValueError(f"keys are texts below U+D800, not {key!r}")
    heads = [(key, f"{',' if place else '{'}{_text(key)}:") for place, key in enumerate(sorted(keys))]
    if len(_HEADS) < _HEADS_MAX and len(keys) <= _HEADS_KEYS_MAX:
        _HEADS[keys] = heads
    return heads
