"""Finds cards by number or last digits, and counts them by state. It shows no number as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection, func, select, union

from monitor.cards.card_book import CardLife, find_life, lives_of
from monitor.cards.card_states import CardState
from monitor.declined import Declined
from monitor.store import tables
from monitor.store.register_tables import card_life
from pos.domain.scanning.codes import CARD_NUMBER_DIGITS
from pos.domain.typed import plain_digits

_TAIL: Final = 4
_FOUND_MAX: Final = 50


def find_cards(connection: Connection, typed: str) -> list[CardLife]:
    """The cards with a whole number or with these last four digits. Raises Declined for anything else.

    A card that tills had before there was a register begins its life here.
    """
    digits = re.sub(r"\s", "", plain_digits(typed))
    if not digits.isdecimal() or len(digits) not in (_TAIL, CARD_NUMBER_DIGITS):
        raise Declined("card.search", f"请输入整个卡号（{CARD_NUMBER_DIGITS} 位）或最后 {_TAIL} 位")
    if len(digits) == CARD_NUMBER_DIGITS:
        return [find_life(connection, digits)]
    every = union(
        *(
            select(table.c.card_no).where(table.c.card_no.like(f"%{digits}"))
            for table in (card_life, tables.card)
        )
    )
    numbers = connection.execute(every.order_by("card_no").limit(_FOUND_MAX)).scalars().all()
    return [find_life(connection, number) for number in numbers]


def cards_under(connection: Connection, card_ref: str) -> list[CardLife]:
    """The cards of one holder, the oldest first. Raises Declined when there is none."""
    found = lives_of(connection, [card_ref]).get(card_ref)
    if not found:
        raise Declined("card.unknown", "没有这张卡，请回到爱心卡页面再找", status=404)
    return found


def waiting_for_holder(connection: Connection, *, limit: int = _FOUND_MAX) -> list[CardLife]:
    """Cards that were made and wait to be handed over."""
    refs = connection.execute(
        select(card_life.c.card_ref)
        .where(card_life.c.state == CardState.MADE.value)
        .order_by(card_life.c.made_ms, card_life.c.card_no)
        .limit(limit)
    ).scalars()
    lives = lives_of(connection, set(refs))
    return [life for each in lives.values() for life in each if life.state is CardState.MADE]


def count_by_state(connection: Connection) -> Mapping[CardState, int]:
    """How many cards there are in each state."""
    rows = connection.execute(
        select(card_life.c.state, func.count().label("cards")).group_by(card_life.c.state)
    )
    return {CardState(row.state): row.cards for row in rows}
