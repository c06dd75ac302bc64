"""Recognises an accidental second press of a key or a finger, so that it answers nothing. No Qt, no clock.

A question that a key has just opened must not be answered by the same key while the finger is still
on it: no person has read it yet. Only keys that answer are checked: Enter, F12, and a touch.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

TOO_SOON_MS = 500  # Reading and answering a question takes longer; a second press by mistake takes 100–300.


class AnswerKey(Enum):
    """The keys that answer a question."""

    ENTER = auto()
    F12 = auto()
    TOUCH = auto()


@dataclass(slots=True)
class DoublePress:
    """Remembers the last answer, and whether it changed what is shown."""

    too_soon_ms: int = TOO_SOON_MS
    _last: AnswerKey | None = None
    _last_ms: int = 0
    _appeared: bool = False

    def appeared(self) -> None:
        """Another screen or panel is shown: the next answer belongs to it."""
        self._appeared = True

    def is_too_many(self, key: AnswerKey, at_ms: int) -> bool:
        """Whether this press repeats the last answer by accident. `at_ms` is when it happened.

        Enter goes from field to field, as fast as a hand can; it is one too many only where it
        changed what is shown, and so is a finger. F12 ends something each time: nobody means it
        twice in a breath.
        """
        soon = self._last is key and 0 <= at_ms - self._last_ms < self.too_soon_ms
        if soon and (key is AnswerKey.F12 or self._appeared):
            return True
        self._last, self._last_ms, self._appeared = key, at_ms, False
        return False
