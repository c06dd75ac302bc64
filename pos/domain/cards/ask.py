"""Decides what a till does about a card whose benefit it has asked the platform for. Pure.

Times are ms of a clock that is never set (monotonic): no clock of the day may make anybody wait longer.

An ask has an end: granted, or said why not, or given up by the cashier or by the limit. It never goes on
from there, so an answer that comes late changes nothing that a customer has been told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from pos.domain.cards.card import BasketCard, BenefitState

LIMIT_MS: Final = 3_000  # A cardholder is not kept waiting longer than this.
HELD_MS: Final = 1_000  # How long the platform may hold one answer while nothing changes.
PAUSE_MS: Final = 200  # Between two questions, when an answer came at once.


class AskState(StrEnum):
    """Where an ask stands. The platform's words are `TapReply.state`; the last five are the till's own."""

    ASKING = "asking"
    HOLDER_AWAY = "holder_away"  # Asked, and not heard of lately.
    IN_USE = "in_use"  # An open basket at the holder needs it.
    GRANTED = "granted"
    USED_UP = "used_up"
    NOT_LISTED = "not_listed"
    STOPPED = "stopped"
    NEIGHBOURS = "neighbours"  # The platform cannot be reached: the other tills of the store are asked.
    NO_BENEFIT = "no_benefit"  # The platform said a word that this program does not know.
    CANCELLED = "cancelled"
    TIMED_OUT = "timed_out"
    OFFLINE = "offline"


REFUSED_ASK: Final = "tap."  # Before the codes of asks that brought nothing.
MAY_ASK: Final = frozenset({BenefitState.NO_LEASE, BenefitState.READY})
_AT_PLATFORM: Final = frozenset({AskState.ASKING, AskState.HOLDER_AWAY, AskState.IN_USE})
_OPEN: Final = _AT_PLATFORM | {AskState.NEIGHBOURS}
_SAID_BY_PLATFORM: Final = _AT_PLATFORM | {
    AskState.GRANTED,
    AskState.USED_UP,
    AskState.NOT_LISTED,
    AskState.STOPPED,
}
# Of these the card may have had something coming, so a make-good slip is printed (MakeGoodSlip.reason).
_SLIP_REASONS: Final = {
    AskState.NO_BENEFIT: "no_lease",
    AskState.CANCELLED: "cancelled",
    AskState.OFFLINE: "offline",
}


@dataclass(frozen=True, slots=True)
class Ask:
    """One wish for a card's month.

    `last_said` is what the platform said last while it was open, None before its first word.
    """

    ask_id: str
    card_no: str
    month: str
    started_ms: int
    state: AskState = AskState.ASKING
    last_said: AskState | None = None
    holder_seen_ms: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still asked."""
        return self.state in _OPEN

    @property
    def slip_reason(self) -> str | None:
        """Why a make-good slip is due for a sale without benefit, or None when none is."""
        if self.state is AskState.TIMED_OUT:
            return "in_use" if self.last_said is AskState.IN_USE else "holder_away"
        return _SLIP_REASONS.get(self.state)

    @property
    def refusal(self) -> str | None:
        """The code of why nothing came, for the day's count; None while it is open or when it was granted."""
        if self.is_open or self.state is AskState.GRANTED:
            return None
        reason = self.slip_reason if self.state is AskState.TIMED_OUT else self.state.value
        return f"{REFUSED_ASK}{reason}"


def slip_reason_with(ask: Ask | None, card: BasketCard, *, lacks: bool) -> str | None:
    """Why a slip is due if the sale ended now: what became of the ask, else what the card's state says.

    `lacks`: this till holds less than the card's whole month. While it is still asked, a sale that ends
    is one for which the cashier did not wait.
    """
    if card.state is BenefitState.READY and not lacks:
        return None
    if ask is None or card.state not in MAY_ASK:
        return card.slip_reason
    if ask.state is AskState.GRANTED:  # And let go again since, or it came too late for this sale.
        return None if card.state is BenefitState.READY else card.slip_reason
    return cancelled(ask).slip_reason


def answered(ask: Ask, said: str, *, holder_seen_ms: int | None, now_ms: int) -> Ask:
    """What the platform said. A grant counts also when it comes at the very limit."""
    if not ask.is_open:
        return ask
    state = AskState(said) if said in _SAID_BY_PLATFORM else AskState.NO_BENEFIT
    last_said = state if state in _OPEN else ask.last_said
    return looked_at(
        replace(ask, state=state, last_said=last_said, holder_seen_ms=holder_seen_ms), now_ms=now_ms
    )


def unreachable(ask: Ask) -> Ask:
    """The platform cannot be reached: nobody waits for a line that is down, but the neighbours are asked."""
    return replace(ask, state=AskState.NEIGHBOURS) if ask.state in _AT_PLATFORM else ask


def neighbours_told(ask: Ask, *, came: bool) -> Ask:
    """The store's other tills were asked; `came`: one of them gave a slice."""
    if ask.state is not AskState.NEIGHBOURS:
        return ask
    return replace(ask, state=AskState.GRANTED if came else AskState.OFFLINE)


def cancelled(ask: Ask) -> Ask:
    """The cashier goes on without."""
    return replace(ask, state=AskState.CANCELLED) if ask.is_open else ask


def looked_at(ask: Ask, *, now_ms: int) -> Ask:
    """The ask as it is now: past its limit it is over. Without a word of the platform the line was down."""
    if not ask.is_open or _left_ms(ask, now_ms) > 0:
        return ask
    was_heard = ask.last_said is not None and ask.state is not AskState.NEIGHBOURS
    return replace(ask, state=AskState.TIMED_OUT if was_heard else AskState.OFFLINE)


def wait_ms(ask: Ask, *, now_ms: int) -> int:
    """How long the platform may hold the next answer; never past the limit, 0 when it is over."""
    return min(HELD_MS, _left_ms(ask, now_ms)) if ask.is_open else 0


def left_ms(ask: Ask, *, now_ms: int) -> int:
    """How long the ask may still go on, 0 when it is over."""
    return _left_ms(ask, now_ms) if ask.is_open else 0


def pause_ms(ask: Ask, *, now_ms: int) -> int:
    """How long to wait before asking again; never past the limit."""
    return min(PAUSE_MS, _left_ms(ask, now_ms)) if ask.is_open else 0


def _left_ms(ask: Ask, now_ms: int) -> int:
    return max(0, ask.started_ms + LIMIT_MS - now_ms)
