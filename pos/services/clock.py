"""The till's clock and its maker of ids. Only this module reads the time or makes random values."""

from __future__ import annotations

import time
from typing import Protocol

import uuid_utils


class Clock(Protocol):
    """Says what time it is, in milliseconds since 1970 (UTC)."""

    def now_ms(self) -> int:
        """The instant now."""
        ...

    def elapsed_ms(self) -> int:
        """Milliseconds from an unspecified start; changes of the clock do not affect it."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now_ms(self) -> int:
        """The instant now."""
        return time.time_ns() // 1_000_000

    def elapsed_ms(self) -> int:
        """Milliseconds since about the start of the machine."""
        return time.monotonic_ns() // 1_000_000


class Ids(Protocol):
    """Makes ids that sort by time and are never made twice."""

    def new_id(self) -> str:
        """A fresh id."""
        ...


class UuidIds:
    """UUID version 7 (RFC 9562): time first, chance after."""

    def new_id(self) -> str:
        """A fresh id."""
        return str(uuid_utils.uuid7())
