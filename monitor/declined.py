"""What the platform says no to when a person asks: a stable code, and Chinese words with what to do next."""

from __future__ import annotations


class Declined(Exception):
    """Not done, and nothing was changed. `words` are shown to the person as they are."""

    def __init__(self, code: str, words: str, *, status: int = 409) -> None:
        """Decline with a code for programs and one sentence for people."""
        super().__init__(f"{code}: {words}")
        self.code = code
        self.words = words
        self.status = status
