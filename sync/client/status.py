"""The state of the sync light, as a frozen value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """The state between till and platform at one moment.

    `connected`: the last round was good and is recent. `pending`: entries the platform has not
    acknowledged. `since_ms`: when the last good round ended, in ms since 1970; None for never
    since the program started. `problem`: the code of what is wrong; a connected till can have
    one (a forged document, entries in quarantine).
    """

    connected: bool
    pending: int
    since_ms: int | None
    problem: str | None
