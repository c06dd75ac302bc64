"""Decides what becomes of a card that is shown at a till: what is granted, and who is asked. Pure.

Rights move only by an entry of the till that holds them. So what others hold is asked for, never taken;
what nobody holds goes to whoever has the cardholder in front of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from monitor.leases.allocator import Holder
from pos.domain.money import Fen
from pos.domain.programme.programme import PoolId

SEEN_MS: Final = 60_000  # A till that listens speaks every 25 s.
ANSWERS_WITHIN_MS: Final = 10_000  # Who is there and does not answer for so long is fenced.
ASKED_AGAIN_MS: Final = 3_000  # After an answer that an open basket needs something.


class TapState(StrEnum):
    """What a till is told, see `TapReply`."""

    GRANTED = "granted"
    ASKING = "asking"
    HOLDER_AWAY = "holder_away"
    IN_USE = "in_use"
    USED_UP = "used_up"
    NOT_LISTED = "not_listed"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Recalled:
    """The last question to a holder, and its answer if there is one. Times are ms."""

    asked_ms: int
    answered_ms: int | None = None
    is_in_use: bool = False


@dataclass(frozen=True, slots=True)
class Holding:
    """What one installation may still spend of a card-month, as far as the platform knows, in fen."""

    holder: Holder
    left: Fen
    is_reachable: bool = True  # Neither retired, nor forked, nor never enrolled: it can sign a release.
    seen_ms: int | None = None
    recalled: Recalled | None = None


@dataclass(frozen=True, slots=True)
class CardBooks:
    """All that is known of one card in one month. `leased` is granted less released, over all tills.

    `credited` is what make-goods took of the month (fen by pool): nobody is leased it again. `entitlement`
    is None when nothing is due to the card in this month.
    """

    entitlement: Mapping[PoolId, Fen] | None
    leased: Mapping[PoolId, Fen] = field(default_factory=dict)
    holdings: Sequence[Holding] = ()
    is_stopped: bool = False
    credited: Mapping[PoolId, Fen] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TapDecision:
    """What to grant to the asker (fen), whom to ask, and what to say."""

    state: TapState
    grant: Mapping[PoolId, Fen] = field(default_factory=dict)
    ask: tuple[Holder, ...] = ()
    holder_seen_ms: int | None = None


def unleased(books: CardBooks) -> dict[PoolId, Fen]:
    """What nobody holds: what was never leased, and what was let go, less the credits. Never below 0."""
    rests = {
        pool: whole - books.leased.get(pool, 0) - books.credited.get(pool, 0)
        for pool, whole in (books.entitlement or {}).items()
    }
    return {pool: rest for pool, rest in sorted(rests.items()) if rest > 0}


def decide_tap(books: CardBooks, asker: Holder, *, now_ms: int) -> TapDecision:
    """Grant all that nobody holds to the asker, and ask those who hold the rest."""
    if books.is_stopped:
        return TapDecision(TapState.STOPPED)
    if books.entitlement is None:
        return TapDecision(TapState.NOT_LISTED)
    grant = unleased(books)
    others = [each for each in books.holdings if each.holder != asker and _may_have_some(each, now_ms)]
    ask = tuple(each.holder for each in others if _is_to_be_asked(each, now_ms))
    seen = min((each.seen_ms or 0 for each in others), default=0) or None
    if not others:
        has_some = bool(grant) or any(each.left > 0 for each in books.holdings if each.holder == asker)
        return TapDecision(TapState.GRANTED if has_some else TapState.USED_UP, grant)
    if all(_is_away(each, now_ms) for each in others):
        return TapDecision(TapState.HOLDER_AWAY, grant, ask, seen)
    if all(_is_away(each, now_ms) or _is_in_use(each) for each in others):
        return TapDecision(TapState.IN_USE, grant, ask, seen)
    return TapDecision(TapState.ASKING, grant, ask, seen)


def _may_have_some(each: Holding, now_ms: int) -> bool:
    """Whether asking can still bring something: not after a fresh answer that nothing is left there."""
    told = each.recalled
    if told is None or told.answered_ms is None or told.is_in_use:
        return each.left > 0
    return each.left > 0 and now_ms - told.answered_ms > SEEN_MS


def _is_to_be_asked(each: Holding, now_ms: int) -> bool:
    if not each.is_reachable:
        return False
    told = each.recalled
    if told is None:
        return True
    return told.answered_ms is not None and now_ms - told.answered_ms >= ASKED_AGAIN_MS


def _is_in_use(each: Holding) -> bool:
    return each.recalled is not None and each.recalled.answered_ms is not None and each.recalled.is_in_use


def _is_away(each: Holding, now_ms: int) -> bool:
    if not each.is_reachable or each.seen_ms is None or now_ms - each.seen_ms > SEEN_MS:
        return True
    told = each.recalled
    return told is not None and told.answered_ms is None and now_ms - told.asked_ms > ANSWERS_WITHIN_MS
