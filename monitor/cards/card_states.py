"""The states of a card at the federation, which may follow which, and what a till is told. Pure."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import Final

from monitor.declined import Declined
from pos.domain.calendar import BusinessDate
from pos.domain.cards.card import Card, CardStatus


class CardState(StrEnum):
    """Where a card is in its life. The last three are ends."""

    MADE = "made"  # Has a number; nobody has it.
    ISSUED = "issued"  # Handed to somebody, and not used yet.
    ACTIVE = "active"
    SUSPENDED = "suspended"
    LOST = "lost"
    REPLACED = "replaced"
    EXPIRED = "expired"
    ENDED = "ended"


WORDS: Final = {
    CardState.MADE: "已制卡",
    CardState.ISSUED: "已发放",
    CardState.ACTIVE: "使用中",
    CardState.SUSPENDED: "暂停使用",
    CardState.LOST: "已挂失",
    CardState.REPLACED: "已换卡",
    CardState.EXPIRED: "已到期",
    CardState.ENDED: "已终止",
}

_ENDS: Final = frozenset({CardState.REPLACED, CardState.EXPIRED, CardState.ENDED})
_IN_HAND: Final = frozenset({CardState.ISSUED, CardState.ACTIVE})
_STOPPED: Final = frozenset({CardState.SUSPENDED, CardState.LOST})
_NEXT: Final = {
    CardState.MADE: {CardState.ISSUED, CardState.ENDED},
    CardState.ISSUED: {CardState.ACTIVE, *_STOPPED, *_ENDS},
    CardState.ACTIVE: {*_STOPPED, *_ENDS},
    CardState.SUSPENDED: {CardState.ACTIVE, CardState.LOST, *_ENDS},
    CardState.LOST: {CardState.ACTIVE, *_ENDS},  # It was found again; two people say so.
}


def move(state: CardState, to: CardState) -> CardState:
    """The next state. Raises Declined: an end is an end, and a card nobody has cannot be lost."""
    if to not in _NEXT.get(state, ()):
        raise Declined("card.state", f"这张卡现在是「{WORDS[state]}」，不能改为「{WORDS[to]}」")
    return to


def one_person_may(state: CardState, to: CardState) -> bool:
    """Whether one person does it at once: what protects the holder must not wait for a second."""
    return to in _STOPPED or (state in (CardState.MADE, CardState.ISSUED) and to in _IN_HAND)


def for_tills(card: Card, state: CardState, *, ended_on: BusinessDate) -> Card | None:
    """The card as tills of every release understand it; None when tills need not know it.

    They know three words: a replaced card is lost to them; one that ended ends by its date.
    """
    if state is CardState.MADE:
        return None
    if state in (CardState.LOST, CardState.REPLACED):
        return replace(card, status=CardStatus.LOST)
    if state is CardState.SUSPENDED:
        return replace(card, status=CardStatus.SUSPENDED)
    valid_to = min(card.valid_to, ended_on) if state in _ENDS else card.valid_to
    return replace(card, status=CardStatus.ACTIVE, valid_to=valid_to)
