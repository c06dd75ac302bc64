"""One word of the headless till: how many arguments it takes and which function it calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from pos.errors.typed import CommandUnknown

Answer: TypeAlias = dict[str, Any]
# Fewest arguments, most arguments, act.
Word: TypeAlias = tuple[int, int, Callable[[list[str]], Answer]]
Words: TypeAlias = Mapping[str, Word]

WORDS_OF_A_SENTENCE = 40  # What may follow where a reason or a name is typed.


def number(text: str) -> int:
    """A line's or a hold's number. Raises CommandUnknown."""
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise CommandUnknown(text=text[:60])
    return int(text)
