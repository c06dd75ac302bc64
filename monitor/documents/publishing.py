"""Publishes programmes, cards, categories and leases. Each document is numbered and signed once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from monitor.store import tables
from monitor.store.rows import add_up, insert_once
from pos.crypto.documents import EVERY_TILL, sign_document
from pos.crypto.keys import DeviceKey
from pos.domain.calendar import Month
from pos.domain.cards.card import Card
from pos.domain.programme.programme import Programme, programme_from_data, programme_to_data

PROGRAMME: Final = "programme"
CARDS: Final = "cards"
CATEGORIES: Final = "categories"
LEASES: Final = "leases"
CONTRIBUTION: Final = "contribution"  # The measured figure of a month, published once.
RECALLS: Final = "recalls"  # Which cards' rights an installation is asked to let go.
RELEASED: Final = "released_sales"  # Of which goods come back elsewhere, so no longer where they were sold.

_CARDS_AT_ONCE: Final = 500
_PROGRAMMES: Final = select(tables.programme.c.content)
_NUMBER: Final = select(tables.counter.c.value).where(tables.counter.c.name == bindparam("series"))


@dataclass(frozen=True, slots=True)
class ListedCard:
    """A card in the federation's list, and the store its holder usually goes to."""

    card: Card
    usual_store_id: str | None


def next_numbers(connection: Connection, name: str, count: int = 1) -> int:
    """Take `count` numbers of a series and return the first. Others wait until this transaction ends."""
    add_up(connection, tables.counter, [{"name": name, "value": count}], sums=["value"])
    return current_number(connection, name) - count + 1


def current_number(connection: Connection, name: str) -> int:
    """The last number of a series that was taken, 0 when none was."""
    value = connection.execute(_NUMBER, {"series": name}).scalar_one_or_none()
    return value or 0


def store_document(
    connection: Connection,
    key: DeviceKey,
    *,
    kind: str,
    body: dict[str, Any],
    at_ms: int,
    audience: str = EVERY_TILL,
    epoch: int = 0,
    month: Month | None = None,
) -> int:
    """Number, sign and keep a document; return its number. Its bytes never change afterwards."""
    number = next_numbers(connection, kind if audience == EVERY_TILL else f"{kind} {audience}")
    signed = sign_document(key, kind=kind, number=number, issued_at_ms=at_ms, audience=audience, body=body)
    connection.execute(
        insert(tables.document).values(
            kind=kind,
            audience=audience,
            epoch=epoch,
            number=number,
            month=month,
            payload=signed.payload,
            signature=signed.signature,
            suite=signed.suite,
        )
    )
    return number


def publish_programme(connection: Connection, key: DeviceKey, programme: Programme, *, at_ms: int) -> bool:
    """Publish a programme; return False when this version exists, because a version never changes."""
    data = programme_to_data(programme)
    known = select(tables.programme.c.version).where(tables.programme.c.version == programme.version)
    if connection.execute(known).one_or_none() is not None:
        return False
    number = store_document(connection, key, kind=PROGRAMME, body={"programme": data}, at_ms=at_ms)
    connection.execute(
        insert(tables.programme).values(
            version=programme.version,
            number=number,
            effective_from=programme.effective_from or None,
            content=json.dumps(data, ensure_ascii=False),
            published_ms=at_ms,
        )
    )
    return True


def read_programmes(connection: Connection) -> dict[str, Programme]:
    """Every programme that was ever published, by version: old sales are checked with old rules."""
    rows = connection.execute(_PROGRAMMES).scalars()
    return {each.version: each for each in map(_read_programme, rows)}


@lru_cache(maxsize=64)
def _read_programme(content: str) -> Programme:
    """A version never changes once it is published, so each content is read once."""
    return programme_from_data(json.loads(content))


def publish_categories(
    connection: Connection, key: DeviceKey, categories: Mapping[str, str], *, at_ms: int
) -> bool:
    """Publish the approved category of goods by code; return False when nothing changed."""
    body = {"categories": dict(categories)}
    if newest_body(connection, CATEGORIES) == body:
        return False
    store_document(connection, key, kind=CATEGORIES, body=body, at_ms=at_ms)
    return True


def read_categories(connection: Connection) -> dict[str, str] | None:
    """The newest list of approved categories by code of goods, or None when there never was one."""
    body = newest_body(connection, CATEGORIES)
    if body is None:
        return None
    return dict(body["categories"])


def change_cards(connection: Connection, cards: Sequence[ListedCard]) -> int:
    """Write cards that are new or changed, each with its own change number; return how many there were.

    Change numbers rise in the order transactions end, so a till that has seen number n lacks
    exactly the cards with higher numbers.
    """
    rows = [_card_row(each) for each in cards]
    stored = _stored_cards(connection, [row["card_no"] for row in rows])
    changed = [
        row
        for row in rows
        if (old := stored.get(row["card_no"])) is None
        or any(getattr(old, name) != value for name, value in row.items())
    ]
    if not changed:
        return 0
    first = next_numbers(connection, CARDS, len(changed))
    numbered = [{**row, "change_number": number} for number, row in enumerate(changed, first)]
    insert_once(connection, tables.card, [row for row in numbered if row["card_no"] not in stored])
    for row in numbered:
        if row["card_no"] in stored:
            connection.execute(
                update(tables.card).where(tables.card.c.card_no == row["card_no"]).values(**row)
            )
    return len(changed)


def _stored_cards(connection: Connection, numbers: Sequence[str]) -> dict[str, Row[Any]]:
    """Those that are in the list already: a lost card must not wait for all others to be read."""
    found: dict[str, Row[Any]] = {}
    for start in range(0, len(numbers), _CARDS_AT_ONCE):
        part = numbers[start : start + _CARDS_AT_ONCE]
        rows = connection.execute(select(tables.card).where(tables.card.c.card_no.in_(part)))
        found |= {row.card_no: row for row in rows}
    return found


def _card_row(listed: ListedCard) -> dict[str, Any]:
    card = listed.card
    return {
        "card_no": card.card_no,
        "masked_name": card.masked_name,
        "valid_from": card.valid_from,
        "valid_to": card.valid_to,
        "status": card.status.value,
        "usual_store_id": listed.usual_store_id,
    }


def newest_body(
    connection: Connection, kind: str, *, audience: str = EVERY_TILL, epoch: int = 0
) -> dict[str, Any] | None:
    """What the newest document of a kind says to an audience, None when there never was one."""
    document = tables.document
    payload = connection.execute(
        select(document.c.payload)
        .where(document.c.kind == kind, document.c.audience == audience, document.c.epoch == epoch)
        .order_by(document.c.number.desc())
        .limit(1)
    ).scalar_one_or_none()
    return None if payload is None else dict(json.loads(payload)["body"])
