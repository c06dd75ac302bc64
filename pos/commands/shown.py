"""Makes text safe for a terminal or a log: no control characters, and no whole card number."""

from __future__ import annotations

import re

# A mistyped card has a digit too few or too many, so 14 to 18 digits are treated as a card.
_MORE_DIGITS = "(?:[ -]?[0-9]){10,14}"


def escaped(text: str) -> str:
    """Text in which unprintable characters are written as escapes, so that they do not control a terminal."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )


def cards_masked(text: str, *, issuer: str) -> str:
    """Text in which every number that looks like a card of this issuer shows its last four digits only."""
    return re.sub(f"(?<![0-9]){re.escape(issuer)}{_MORE_DIGITS}(?![0-9])", _tail, text)


def _tail(found: re.Match[str]) -> str:
    return "····" + re.sub("[ -]", "", found[0])[-4:]
