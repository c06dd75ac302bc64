"""Cards that replaced each other: they share one month, and what the older ones took the newest lacks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Connection, select

from monitor.store.register_tables import card_chain
from monitor.store.rows import insert_new, insert_once

_AT_ONCE = 500


def link(connection: Connection, old: str, new: str) -> None:
    """`new` replaces `old`. The caller has locked the old card's life, so it is replaced once."""
    insert_once(connection, card_chain, [{"card_no": old, "chain": old, "place": 0}])
    known = connection.execute(select(card_chain).where(card_chain.c.card_no == old)).one()
    insert_new(connection, card_chain, [{"card_no": new, "chain": known.chain, "place": known.place + 1}])


def former_cards(connection: Connection, cards: Collection[str]) -> dict[str, list[str]]:
    """The cards that each of these replaced, the first first; cards that replaced none are left out."""
    found: dict[str, list[str]] = defaultdict(list)
    former = card_chain.alias()
    ordered = sorted(cards)
    for start in range(0, len(ordered), _AT_ONCE):
        rows = connection.execute(
            select(card_chain.c.card_no, former.c.card_no.label("former"))
            .join(former, (former.c.chain == card_chain.c.chain) & (former.c.place < card_chain.c.place))
            .where(card_chain.c.card_no.in_(ordered[start : start + _AT_ONCE]))
            .order_by(card_chain.c.card_no, former.c.place)
        )
        for row in rows:
            found[row.card_no].append(row.former)
    return found


def replaced_by(connection: Connection, cards: Collection[str]) -> dict[str, str]:
    """The newest card of the chain of each of these that was replaced."""
    found: dict[str, str] = {}
    later = card_chain.alias()
    ordered = sorted(cards)
    for start in range(0, len(ordered), _AT_ONCE):
        rows = connection.execute(
            select(card_chain.c.card_no, later.c.card_no.label("later"))
            .join(later, (later.c.chain == card_chain.c.chain) & (later.c.place > card_chain.c.place))
            .where(card_chain.c.card_no.in_(ordered[start : start + _AT_ONCE]))
            .order_by(card_chain.c.card_no, later.c.place)
        )
        found |= {row.card_no: row.later for row in rows}
    return found


def newest_card(connection: Connection, card_no: str) -> str:
    """The card that a holder has now: this one, or the last that replaced it."""
    return replaced_by(connection, [card_no]).get(card_no, card_no)


def with_former(connection: Connection, card_no: str) -> list[str]:
    """A card and those that it replaced."""
    return [card_no, *former_cards(connection, [card_no]).get(card_no, [])]
