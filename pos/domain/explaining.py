"""Decides whether a typed text explains something: words to read later, not random keys. Pure."""

from __future__ import annotations

from typing import Final

WORDS_MIN: Final = 4  # Chinese characters.
_DIFFERENT_MIN: Final = 3  # 啊啊啊啊 says nothing.


def explains(text: str) -> bool:
    """Whether a text has enough Chinese characters to say why something does not fit."""
    characters = [each for each in text if _is_chinese(each)]
    return len(characters) >= WORDS_MIN and len(set(characters)) >= _DIFFERENT_MIN


def _is_chinese(character: str) -> bool:
    return 0x3400 <= ord(character) <= 0x9FFF or 0x20000 <= ord(character) <= 0x3FFFF
