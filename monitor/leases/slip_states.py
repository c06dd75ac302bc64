"""The states of a make-good slip at the platform, and why it stands there. They are stored and shown."""

from __future__ import annotations

from enum import StrEnum


class SlipState(StrEnum):
    """How far a slip is. It goes back only where a till gives a promise back."""

    WAITING = "waiting"  # Not decided yet: see `WaitsFor`.
    CREDITED = "credited"  # The amount is known and taken from the card's month.
    PROMISED = "promised"  # One till is paying it out; no other gets it.
    PAID = "paid"
    NOTHING = "nothing"  # Nothing is due, or not any more; `why` is a word of `NotDue`, or "not_listed".
    SUSPENSE = "suspense"  # Of a retired or doubled installation: nothing is credited on its word alone.


class WaitsFor(StrEnum):
    """Why a slip waits."""

    UNHEARD = "unheard"  # Tills that hold a part of the month have not told all they did until the sale.
    RECALL = "recall"  # Their rest was called back, because it makes the amount larger.
    BEFORE = "before"  # An earlier slip of the same card and month is decided first.
    STOPPED = "stopped"  # The card is lost or suspended.
    MONTH = "month"  # The month's list is not released yet.


NOT_LISTED = "not_listed"  # Nothing was due to the card in this month.
