"""Turns errors into the notices the window shows. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from pos.errors import IntegrityBroken, PosError
from pos.ui.messages import words


@dataclass(frozen=True, slots=True)
class Notice:
    """What happened, what to do next, and the code for whoever is asked on the telephone."""

    title: str
    what_next: str = ""
    code: str = ""
    grave: bool = False


def notice_of(error: PosError) -> Notice:
    """The notice for an error."""
    said = words(error)
    return Notice(said.title, said.what_next, error.code, grave=isinstance(error, IntegrityBroken))
