"""The content of cells in a table of figures. Data; no Qt."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `tone`: ink, good or bad; `said` is what a listener hears instead of a sign."""

    text: str
    tone: str = "ink"
    said: str = ""


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a check: good, bad or neither, and what was found."""

    is_good: bool | None
    words: str


def good(words: str) -> Finding:
    """It is as it should be."""
    return Finding(is_good=True, words=words)


def bad(words: str) -> Finding:
    """It is not; the words say what to do."""
    return Finding(is_good=False, words=words)


def hint(words: str) -> Finding:
    """Neither: something to think of."""
    return Finding(is_good=None, words=words)
