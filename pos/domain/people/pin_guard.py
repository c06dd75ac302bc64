"""Slows down guessing of PINs: how many tries are free, and how long each further round must wait.

Pure. The state is made again from the journal, so a restart forgives nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, TypeAlias

from msgspec import Meta

from pos.domain.journal.record import Record

NOBODY_KNOWN: Final = ""  # The id for tries with an unknown staff number; the number is not stored.


Count: TypeAlias = Annotated[int, Meta(ge=1)]


class PinLimits(Record, frozen=True):
    """`tries` wrong PINs make a round; `lock_seconds` is how long the first, second, … round waits.

    The last one holds for every round after it.
    """

    tries: Count
    lock_seconds: Annotated[tuple[Count, ...], Meta(min_length=1)]

    def lock_ms(self, round_: int) -> int:
        """How long a round (from 1) waits, in ms."""
        return 1_000 * self.lock_seconds[min(round_, len(self.lock_seconds)) - 1]


@dataclass(frozen=True, slots=True)
class PinState:
    """Wrong PINs of a person since the last right one: in this round, rounds before, locked until (ms)."""

    wrong: int = 0
    rounds: int = 0
    locked_until_ms: int = 0

    @property
    def is_locking(self) -> bool:
        """Whether a round is full without a try since; the time decides whether its lock is over."""
        return self.rounds > 0 and self.wrong == 0

    def refused(self, now_ms: int, limits: PinLimits) -> PinState:
        """One more wrong PIN; the last of a round locks, and each round for longer."""
        if self.wrong + 1 < limits.tries:
            return PinState(self.wrong + 1, self.rounds, self.locked_until_ms)
        rounds = self.rounds + 1
        return PinState(0, rounds, now_ms + limits.lock_ms(rounds))
