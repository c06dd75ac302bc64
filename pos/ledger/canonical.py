"""Canonical JSON written by msgspec: the bytes of `pos.domain.canonical`, for while a customer waits.

The domain's writer is the meaning; this one must write the same or refuse the same (tested).
"""

from __future__ import annotations

from typing import Final

import msgspec

from pos.domain.canonical import check_canonical

_ENCODE: Final = msgspec.json.Encoder(order="sorted").encode


def canonical_bytes(data: object) -> bytes:
    """Write data as the one byte string everybody hashes. Raises ValueError for what has no such form."""
    try:
        check_canonical(data)  # msgspec would write floats, enums and other keys as well.
    except RecursionError as error:
        raise ValueError("data nested too deeply") from error
    return _ENCODE(data)
