"""Reads and writes the lives of cards, what was done to each, and what tills are told of them."""

from __future__ import annotations

import calendar
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, select, update
from uuid_utils import uuid7

from monitor.acts.actor import Actor
from monitor.acts.journal import note_act
from monitor.cards.card_states import CardState, for_tills
from monitor.cards.enrolments import last_months
from monitor.declined import Declined
from monitor.documents.publishing import ListedCard, change_cards
from monitor.store import tables
from monitor.store.register_tables import card_event, card_life
from monitor.store.rows import insert_new, insert_once
from pos.domain.calendar import BusinessDate, Month
from pos.domain.cards.card import Card, CardStatus
from pos.domain.scanning.codes import card_tail

_AT_ONCE: Final = 500
_STOPS: Final = frozenset({"suspended", "lost", "replaced"})
_STARTS: Final = frozenset({"issued", "resumed"})


@dataclass(frozen=True, slots=True)
class CardLife:
    """A card as the federation knows it. Dates are those on its sheet; times in ms."""

    card_no: str
    card_ref: str
    state: CardState
    masked_name: str
    valid_from: BusinessDate
    valid_to: BusinessDate
    first_store_id: str | None
    made_ms: int
    issued_ms: int | None
    version: int

    @property
    def tail(self) -> str:
        """The last four digits."""
        return card_tail(self.card_no)

    @property
    def card(self) -> Card:
        """As a till would know it while nothing is the matter."""
        return Card(self.card_no, self.masked_name, self.valid_from, self.valid_to, CardStatus.ACTIVE)


@dataclass(frozen=True, slots=True)
class CardEvent:
    """Something that was done to a card."""

    what: str
    by: str
    at_ms: int
    facts: Mapping[str, str | int]


def subject_of(card_ref: str) -> str:
    """The reference of a card's holder in proposals and acts; it is no card number."""
    return f"card:{card_ref}"


def last_day(month: Month) -> BusinessDate:
    """The last day of a month."""
    return f"{month}-{calendar.monthrange(int(month[:4]), int(month[5:]))[1]:02d}"


def find_life(connection: Connection, card_no: str, *, locked: bool = False) -> CardLife:
    """A card. One that tills had before there was a register begins its life here as it stands there.

    Raises Declined for a number that no card has.
    """
    query = select(card_life).where(card_life.c.card_no == card_no)
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    if row is None:
        row = _begin(connection, card_no)
    return _life(row)


def lives_of(connection: Connection, references: Collection[str]) -> dict[str, list[CardLife]]:
    """The cards under each reference, the oldest first."""
    found: dict[str, list[CardLife]] = {}
    ordered = sorted(references)
    for start in range(0, len(ordered), _AT_ONCE):
        rows = connection.execute(
            select(card_life)
            .where(card_life.c.card_ref.in_(ordered[start : start + _AT_ONCE]))
            .order_by(card_life.c.made_ms, card_life.c.card_no)
        )
        for row in rows:
            found.setdefault(row.card_ref, []).append(_life(row))
    return found


def add_lives(connection: Connection, lives: Sequence[CardLife]) -> None:
    """Store cards that are new."""
    insert_new(
        connection,
        card_life,
        [
            {
                "card_no": each.card_no,
                "card_ref": each.card_ref,
                "state": each.state.value,
                "masked_name": each.masked_name,
                "valid_from": each.valid_from,
                "valid_to": each.valid_to,
                "first_store_id": each.first_store_id,
                "made_ms": each.made_ms,
                "issued_ms": each.issued_ms,
                "version": each.version,
            }
            for each in lives
        ],
    )


def change_life(connection: Connection, life: CardLife, **values: Any) -> CardLife:
    """Store new values of a card. Raises Declined when somebody else changed it in the meantime."""
    done = connection.execute(
        update(card_life)
        .where(card_life.c.card_no == life.card_no, card_life.c.version == life.version)
        .values(**values, version=life.version + 1)
    )
    if done.rowcount != 1:
        raise Declined("card.changed", "这张卡刚才已被别人改动，请刷新后再办；这一次点击没有生效")
    return find_life(connection, life.card_no)


def publish(connection: Connection, cards: Collection[str]) -> int:
    """Tell tills of these cards as they are now, with the end of their holders' enrolment; how many changed.

    The hot list is this: a lost or suspended card is among them with the next answer to each till.
    """
    lives = list(_lives(connection, cards))
    ends = last_months(connection, {each.card_ref for each in lives})
    usual = _usual_stores(connection, cards)
    told = []
    for life in lives:
        month = ends.get(life.card_ref)
        ended_on = life.valid_to if month is None else min(life.valid_to, last_day(month))
        card = for_tills(_ending(life.card, ended_on), life.state, ended_on=ended_on)
        if card is not None:
            told.append(ListedCard(card, usual.get(life.card_no, life.first_store_id)))
    return change_cards(connection, told)


def note(
    connection: Connection,
    actor: Actor,
    life: CardLife,
    *,
    event: str,
    at_ms: int,
    facts: Mapping[str, str | int] | None = None,
) -> None:
    """Write what somebody does to a card: beside the card, and in the journal of acts."""
    note_many(connection, actor.account_id, [life], event=event, at_ms=at_ms, facts=facts)
    subject = subject_of(life.card_ref)
    note_act(connection, actor, what=f"card.{event}", subject=subject, at_ms=at_ms, facts={"tail": life.tail})


def note_many(
    connection: Connection,
    account_id: str,
    lives: Sequence[CardLife],
    *,
    event: str,
    at_ms: int,
    facts: Mapping[str, str | int] | None = None,
) -> None:
    """Write beside each card what was done, by a proposal that is in the journal of acts itself."""
    text = json.dumps(dict(facts or {}), ensure_ascii=False)
    insert_new(
        connection,
        card_event,
        [
            {
                "card_no": each.card_no,
                "event_id": str(uuid7()),
                "what": event,
                "by": account_id,
                "at_ms": at_ms,
                "facts": text,
            }
            for each in lives
        ],
    )


def events_of(connection: Connection, card_no: str) -> list[CardEvent]:
    """What was done to a card, the newest first."""
    rows = connection.execute(
        select(card_event)
        .where(card_event.c.card_no == card_no)
        .order_by(card_event.c.at_ms.desc(), card_event.c.event_id.desc())
    )
    return [CardEvent(row.what, row.by, row.at_ms, json.loads(row.facts)) for row in rows]


def stopped_since(connection: Connection, card_no: str) -> int | None:
    """Since when a card is lost, suspended or replaced, in ms; None: it is not, or nobody wrote it down."""
    since: int | None = None
    for event in reversed(events_of(connection, card_no)):
        if event.what in _STOPS:
            since = event.at_ms if since is None else since
        elif event.what in _STARTS:
            since = None
    return since


def _ending(card: Card, ended_on: BusinessDate) -> Card:
    return Card(card.card_no, card.masked_name, card.valid_from, ended_on, card.status)


def _begin(connection: Connection, card_no: str) -> Row[Any]:
    listed = connection.execute(select(tables.card).where(tables.card.c.card_no == card_no)).one_or_none()
    if listed is None:
        raise Declined("card.unknown", "没有这个卡号，请核对", status=404)
    row = {
        "card_no": card_no,
        "card_ref": str(uuid7()),
        "state": listed.status,
        "masked_name": listed.masked_name,
        "valid_from": listed.valid_from,
        "valid_to": listed.valid_to,
        "first_store_id": listed.usual_store_id,
        "made_ms": 0,
        "issued_ms": None,
        "version": 1,
    }
    insert_once(connection, card_life, [row])
    return connection.execute(select(card_life).where(card_life.c.card_no == card_no)).one()


def _lives(connection: Connection, cards: Collection[str]) -> Iterator[CardLife]:
    ordered = sorted(cards)
    for start in range(0, len(ordered), _AT_ONCE):
        rows = select(card_life).where(card_life.c.card_no.in_(ordered[start : start + _AT_ONCE]))
        yield from map(_life, connection.execute(rows.order_by(card_life.c.card_no)))


def _usual_stores(connection: Connection, cards: Collection[str]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    ordered, card = sorted(cards), tables.card
    for start in range(0, len(ordered), _AT_ONCE):
        rows = connection.execute(
            select(card.c.card_no, card.c.usual_store_id).where(
                card.c.card_no.in_(ordered[start : start + _AT_ONCE])
            )
        )
        found |= {row.card_no: row.usual_store_id for row in rows}
    return found


def _life(row: Row[Any]) -> CardLife:
    return CardLife(
        card_no=row.card_no,
        card_ref=row.card_ref,
        state=CardState(row.state),
        masked_name=row.masked_name,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        first_store_id=row.first_store_id,
        made_ms=row.made_ms,
        issued_ms=row.issued_ms,
        version=row.version,
    )
