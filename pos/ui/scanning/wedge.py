"""Distinguishes a keyboard-wedge scanner from a person, by rhythm and by Enter. No Qt, no clock.

A scanner types a code in one burst and ends it with Enter or Tab. The first key of a burst looks
like anybody's, so every printable key is held back until the next one shows who is typing: at
most `GAP_MS`. A person's keys are passed on unchanged and in order; a burst never reaches a field,
and its Enter never presses anything (DESIGN 9; LESSONS 20–23). So the rest of the window has one
rule: an Enter that arrives is a person's, and confirms what is focused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Generic, TypeVar

GAP_MS = 35  # Scanners leave 1–20 ms between keys; a fast typist 60 or more.
# A burst that follows so soon after let-go keys is the rest of what they began: a scanner that stuttered.
# Half a code must never be taken for a code, so all of it stays typing.
SILENCE_BEFORE_MS = 150
# Once so many keys came at a scanner's pace, a scanner that pauses within its code is waited for as long.
# Its Enter may come this late: no person presses Enter in that time.
# In-store numbers have four or five digits, and no person types four in a tenth of a second.
BURST_CHARACTERS_MIN = 4
_QUICK_GAPS_MIN = BURST_CHARACTERS_MIN - 1  # Between the keys of the shortest burst.

Key = TypeVar("Key")


class Kind(Enum):
    """The kinds of keys for the wedge."""

    PRINTABLE = auto()
    TERMINATOR = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Key]):
    """What to do now: pass on `passed_on` first, then pass on or swallow the key, then handle the scan.

    `torn`: a scanner's Enter came after a part of a code, which was passed on like typing.
    """

    passed_on: tuple[Key, ...] = ()
    swallow: bool = False
    scan: str | None = None
    torn: bool = False


@dataclass(slots=True)
class Wedge(Generic[Key]):
    """Holds keys back until it is clear who typed them. `Key` is whatever the caller replays."""

    gap_ms: int = GAP_MS
    characters_min: int = BURST_CHARACTERS_MIN
    silence_ms: int = SILENCE_BEFORE_MS
    _held: list[tuple[Key, str]] = field(default_factory=list)
    _last_ms: int = 0
    _passed_on_ms: int | None = None  # When the last key was pressed that turned out to be a person's.
    _continues: bool = False  # The held keys continue what was passed on.
    _quick_gaps: int = 0  # How many keys came at a scanner's pace since the last silence or Enter.
    _scanned_ms: int | None = None  # When the last scan ended: some scanners end it twice (CR and LF).

    @property
    def holding(self) -> bool:
        """Whether keys are held back; then `waited` must be called when the gap is over."""
        return bool(self._held)

    @property
    def patience_ms(self) -> int:
        """How long to wait for the next key before a person is taken to have typed what is held."""
        surely = len(self._held) >= self.characters_min and not self._continues
        return self.silence_ms if surely else self.gap_ms

    def pressed(self, key: Key, kind: Kind, text: str, at_ms: int) -> Outcome[Key]:
        """Take one key press. `at_ms` is when it happened, by any clock that does not jump."""
        # A clock that steps back (two event sources) is no proof of a person: only a long gap is.
        gap_ms = at_ms - self._last_ms
        passed_on = self._pass_on() if self._held and gap_ms > self.patience_ms else ()
        self._last_ms = at_ms
        if kind is Kind.PRINTABLE:
            self._count(gap_ms)
            if not self._held:
                self._continues = (
                    self._passed_on_ms is not None and at_ms - self._passed_on_ms < self.silence_ms
                )
            self._held.append((key, text))
            return Outcome(passed_on=passed_on, swallow=True)
        if kind is Kind.TERMINATOR:
            return self._ended(passed_on, gap_ms, at_ms)
        self._scanned_ms = None
        return Outcome(passed_on=(*passed_on, *self._pass_on()))

    def _ended(self, passed_on: tuple[Key, ...], gap_ms: int, at_ms: int) -> Outcome[Key]:
        """An Enter: it ends a scan, or what a scanner began and did not get through, or it is a person's."""
        scanners = self._quick_gaps >= _QUICK_GAPS_MIN and gap_ms < self.silence_ms
        self._quick_gaps = 0
        ended, self._scanned_ms = self._scanned_ms, None
        if len(self._held) >= self.characters_min and not self._continues:
            scan = "".join(text for _key, text in self._held)
            self._held.clear()
            self._scanned_ms = at_ms
            return Outcome(passed_on=passed_on, swallow=True, scan=scan)
        if not self._held and ended is not None and at_ms - ended <= self.gap_ms:
            return Outcome(passed_on=passed_on, swallow=True)
        passed_on += self._pass_on()
        self._passed_on_ms = None  # The burst has ended. The rest of a code is not a code.
        if scanners:
            self._scanned_ms = at_ms
            return Outcome(passed_on=passed_on, swallow=True, torn=True)
        return Outcome(passed_on=passed_on)

    def _count(self, gap_ms: int) -> None:
        if gap_ms <= self.gap_ms:
            self._quick_gaps += 1
        elif gap_ms >= self.silence_ms:
            self._quick_gaps = 0

    def waited(self) -> tuple[Key, ...]:
        """The gap is over and nothing came: a person typed. Returns the keys to pass on."""
        return self._pass_on()

    def _pass_on(self) -> tuple[Key, ...]:
        keys = tuple(key for key, _text in self._held)
        self._held.clear()
        if keys:
            self._passed_on_ms = self._last_ms
        return keys
