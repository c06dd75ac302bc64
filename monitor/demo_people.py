"""Invents the people behind the demo's cards: registered, in households, enrolled. They are nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Connection
from uuid_utils import uuid7

from monitor.cards.card_book import CardLife, add_lives
from monitor.cards.card_states import CardState
from monitor.cards.enrolments import Enrolling, enrol
from monitor.cards.invented_list import invented_rows
from monitor.documents.publishing import ListedCard
from monitor.register.people import Person, add_people, note_register_change
from monitor.register.sealing import RegisterKeys
from pos.domain.calendar import month_of

_SEED: Final = 20130201
_NOWHERE: Final = "浆洗街街道"  # Of a holder without a usual store.


def register_holders(
    connection: Connection,
    keys: RegisterKeys,
    holders: Sequence[tuple[str, ListedCard]],
    streets: Mapping[str, str],
    *,
    now_ms: int,
) -> None:
    """Give each card an invented holder of this name. `streets`: of the stores."""
    _headings, *rows = invented_rows(len(holders), seed=_SEED)
    people: list[Person] = []
    enrolling: dict[str, list[Enrolling]] = {}
    lives: list[CardLife] = []
    for (name, listed), row in zip(holders, rows, strict=True):
        _name, identity, _street, category, house, phone, address = row
        person = Person(str(uuid7()), identity, name, phone, address)
        reference, card = str(uuid7()), listed.card
        street = streets.get(listed.usual_store_id or "", _NOWHERE)
        people.append(person)
        enrolling.setdefault(month_of(card.valid_from), []).append(
            Enrolling(person.person_id, reference, street, category, house)
        )
        lives.append(
            CardLife(
                card_no=card.card_no,
                card_ref=reference,
                state=CardState(card.status.value),
                masked_name=card.masked_name,
                valid_from=card.valid_from,
                valid_to=card.valid_to,
                first_store_id=listed.usual_store_id,
                made_ms=now_ms,
                issued_ms=now_ms,
                version=1,
            )
        )
    note_register_change(connection)
    add_people(connection, keys, people, now_ms=now_ms)
    for month, each in enrolling.items():
        enrol(connection, each, month, list_id=None, now_ms=now_ms)
    add_lives(connection, lives)
