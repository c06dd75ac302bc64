"""What makes a day's report a signed one: its number, its short hash and who signed. Data only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DaySeal:
    """A day close as paper shows it. `number` is the day close's number, `short_hash` that of its entry."""

    number: str
    short_hash: str
    signed_by: str
    signed_at_ms: int
    explanation: str = ""
