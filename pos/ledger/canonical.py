"""Canonical JSON by msgspec: what `pos.domain.journal.canonical` says, faster, for while somebody waits.

The domain is the meaning; this must write and read the same, or refuse the same (tested).
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from pos.domain.journal.canonical import check_canonical

_ENCODE: Final = msgspec.json.Encoder(order="sorted").encode
_DECODE: Final = msgspec.json.Decoder().decode


def canonical_bytes(data: object) -> bytes:
    """Write data as the one byte string everybody hashes. Raises ValueError for what has no such form."""
    try:
        check_canonical(data)  # msgspec would write floats, enums and other keys as well.
    except RecursionError as error:
        raise ValueError("data nested too deeply") from error
    return _ENCODE(data)


def read_canonical(payload: bytes) -> Any:
    """Read bytes back. Raises ValueError when they are not the canonical form of anything."""
    try:
        data = _DECODE(payload)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(str(error)) from error
    if canonical_bytes(data) != payload:
        raise ValueError("bytes are not in canonical form")
    return data
