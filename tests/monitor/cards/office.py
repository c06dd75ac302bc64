"""An office that imports lists and makes cards, for tests: files as streets send them, and two people."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from monitor.cards.card_book import CardLife, lives_of
from monitor.cards.card_rules import read_card_rules, rules_on
from monitor.cards.desk import issue
from monitor.cards.invented_list import invented_rows
from monitor.cards.list_proposal import list_payload
from monitor.cards.lists import StoredList, subject_of
from monitor.cards.making import make_payload
from monitor.platform import Platform
from monitor.proposals.kinds import Payload, Proposal
from monitor.store.register_tables import enrolment
from pos.domain.calendar import business_date
from tests.monitor.proposing import HUA, MING, agree, propose

HEAD, *PEOPLE = invented_rows(12, seed=3)
MONTH = "2026-12"


def list_of(rows: Sequence[Sequence[str]], encoding: str = "utf-8") -> bytes:
    """A file with these people."""
    made = io.StringIO(newline="")
    csv.writer(made).writerows([HEAD, *rows])
    return made.getvalue().encode(encoding)


def upload(
    platform: Platform, content: bytes, *, name: str = "十二月名单.csv", actor: Any = MING
) -> StoredList:
    """Have somebody upload a file."""
    return platform.lists.upload(
        platform.store, actor, file_name=name, content=content, now_ms=platform.clock.now_ms()
    )


def propose_list(
    platform: Platform, stored: StoredList, *, month: str = MONTH, reason: str = "", **changed: Any
) -> Proposal:
    """Propose what was uploaded."""
    payload = list_payload(stored, from_month=month, ends_reason=reason) | changed
    return propose(
        platform,
        platform.proposals.kinds["card.list"],
        payload,
        subject=subject_of(stored.list_id),
        based_on=str(stored.register_version),
    )


def imported(
    platform: Platform, rows: Sequence[Sequence[str]], *, month: str = MONTH, reason: str = ""
) -> StoredList:
    """A list that two people brought in."""
    stored = upload(platform, list_of(rows))
    agree(platform, propose_list(platform, stored, month=month, reason=reason), HUA)
    return stored


def proposed(platform: Platform, kind: str, payload: Payload) -> Proposal:
    """Propose something about cards or people."""
    return propose(platform, platform.proposals.kinds[kind], payload)


def make_cards(platform: Platform, month: str = MONTH) -> list[CardLife]:
    """Have the missing cards made by two; all cards under a reference of the register."""
    rules = rules_on(read_card_rules(), business_date(platform.clock.now_ms()))
    payload = platform.store.read(lambda c: make_payload(c, month, rules))
    agree(platform, proposed(platform, "card.make", payload), HUA)
    return cards_of(platform)


def cards_of(platform: Platform) -> list[CardLife]:
    """The cards of everybody who is or was enrolled, by number."""

    def read(connection: Any) -> list[CardLife]:
        references = set(connection.execute(select(enrolment.c.reference)).scalars())
        return sorted(
            (life for each in lives_of(connection, references).values() for life in each),
            key=lambda life: (life.made_ms, life.card_no),
        )

    return platform.store.read(read)


def issued(platform: Platform, life: CardLife, store_id: str | None = "S01") -> CardLife:
    """Hand a card over."""
    return platform.store.write(
        lambda c: issue(
            c,
            MING,
            life.card_no,
            to_whom="holder",
            store_id=store_id,
            version=life.version,
            now_ms=platform.clock.now_ms(),
        )
    )


def with_field(row: Sequence[str], **changed: str) -> list[str]:
    """A row with other cells, by heading."""
    return [changed.get(name, cell) for name, cell in zip(HEAD, row, strict=True)]
