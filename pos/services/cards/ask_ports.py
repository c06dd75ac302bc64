"""Whom a till asks for a card's rights: the platform, and the other tills of its store. Protocols only.

`pos.platform_line` connects the real ones. Each is called on the ask's own thread, so it may wait; what it
brings is in the ledger when it returns, taken in like everything that comes from the platform.
"""

from __future__ import annotations

from typing import Protocol

from pos.domain.calendar import Month


class TapAnswer(Protocol):
    """What the platform said, see `TapReply`. `holder_seen_ms`: when the holder was last heard of."""

    @property
    def state(self) -> str: ...
    @property
    def holder_seen_ms(self) -> int | None: ...


class TapLine(Protocol):
    """Asks the platform for a card's rights of a month. Any thread may call."""

    def tap(self, ask_id: str, card_no: str, month: Month, *, wait_ms: int) -> TapAnswer:
        """Ask; the platform holds its answer up to `wait_ms` while nothing changes.

        The leases that came with the answer are in the ledger. Raises a PosError without an answer.
        """
        ...

    def withdraw(self, ask_id: str, card_no: str, month: Month) -> None:
        """The wish is over. Raises a PosError without an answer; then the platform forgets it by itself."""
        ...

    def close(self) -> None:
        """Close the connections. What is still asked is dropped."""
        ...


class Neighbours(Protocol):
    """The other tills of this store, asked over the local net when the platform cannot be reached.

    Any thread may call; never two at once for one card.
    """

    def lend(self, ask_id: str, card_no: str, month: Month, *, wait_ms: int) -> bool:
        """Whether a slice of the card's month came from a neighbour; it is in the ledger then.

        Waits at most about `wait_ms`, for all neighbours together. Raises a PosError, which counts as no.
        """
        ...


class NoNeighbours:
    """A till that knows no other till of its store."""

    def lend(self, _ask_id: str, _card_no: str, _month: Month, *, wait_ms: int) -> bool:  # noqa: ARG002
        """Nothing comes."""
        return False
