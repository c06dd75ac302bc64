"""What a proposal is, and what a room says about its own kind of proposals. Data and small functions only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection

from pos.crypto.keys import DeviceKey

Payload = Mapping[str, Any]  # Plain JSON data: texts, whole numbers, yes and no, lists and tables of these.

DAY_MS: Final = 24 * 60 * 60 * 1000


class Outcome(StrEnum):
    """What a person says to a proposal."""

    APPROVE = "approve"
    REFUSE = "refuse"
    SEND_BACK = "send_back"


class State(StrEnum):
    """Where a proposal is. Only a pending one can change, and only once to one of the others."""

    PENDING = "pending"
    APPLIED = "applied"
    REFUSED = "refused"
    SENT_BACK = "sent_back"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Decision:
    """What one person said to one proposal."""

    decided_by: str
    outcome: Outcome
    reason: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something that somebody wants done. `needed` approvals of different people do it."""

    proposal_id: str
    kind: str
    subject: str
    payload: Payload
    made_by: str
    made_ms: int
    reason: str
    concerns: str | None
    based_on_version: str | None
    needed: int
    expires_ms: int
    state: State
    version: int
    ended_ms: int | None
    decisions: tuple[Decision, ...] = ()

    @property
    def approvals(self) -> int:
        """How many people agreed."""
        return sum(each.outcome is Outcome.APPROVE for each in self.decisions)


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One line of what would change: a label, what is there now, and what would be there. All Chinese."""

    label: str
    before: str
    after: str


def one(_payload: Payload) -> int:
    """One other person decides."""
    return 1


def _no_version(_connection: Connection, _payload: Payload) -> str | None:
    return None


def _all_is_well(_connection: Connection, _payload: Payload, _now_ms: int) -> None:
    return None


def _concerns_nobody(_connection: Connection, _payload: Payload) -> str | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalKind:
    """A room's own kind. `name` is stored and never changes; `words` are for people."""

    name: str
    words: str
    may_make: str  # The permission's name.
    may_decide: str
    preview: Callable[[Connection, Payload], tuple[PreviewLine, ...]]
    # Raises Declined, and then nothing happened. The arguments: connection, the federation's key, now in ms.
    apply: Callable[[Connection, DeviceKey, Proposal, int], None]
    decisions_needed: Callable[[Payload], int] = one
    # Asked when it is made, with now in ms: raises Declined for a payload that cannot be applied.
    check: Callable[[Connection, Payload, int], None] = _all_is_well
    # The version of what it changes, as stored now; None: it changes nothing that has one.
    version_now: Callable[[Connection, Payload], str | None] = _no_version
    # The account that a payload is about: that person does not decide, whoever makes the proposal.
    concerns: Callable[[Connection, Payload], str | None] = _concerns_nobody
    lifetime_ms: int = 14 * DAY_MS
    goes_on_in_a_freeze: bool = False
