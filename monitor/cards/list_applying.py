"""Applies a list that two people agreed on: people, households, enrolments, and what tills are told of cards.

Nobody is deleted. Who is gone takes part to the end of the month before the stated one, and at least to the
end of the month that is running.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection
from uuid_utils import uuid7

from monitor.cards import card_book, enrolments
from monitor.cards.doubles import keep_doubles
from monitor.cards.enrolments import Enrolling
from monitor.cards.list_check import Changed, KnownPerson, ListCheck
from monitor.cards.list_people import ListPerson
from monitor.register.people import (
    Person,
    add_people,
    by_match,
    change_person,
    find_person,
    note_register_change,
    open_person,
)
from monitor.register.sealing import RegisterKeys
from pos.domain.calendar import Month, business_date, month_of

_ENROLS_ANEW = frozenset({"street", "category", "household"})


def month_before(month: Month) -> Month:
    """The month before one."""
    number = int(month[:4]) * 12 + int(month[5:]) - 2
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def last_month_of_gone(from_month: Month, now_ms: int) -> Month:
    """The last month of somebody who is not on a list that holds from a month on."""
    return max(month_before(from_month), month_of(business_date(now_ms)))


def apply_list(
    connection: Connection,
    keys: RegisterKeys,
    people: Mapping[int, ListPerson],
    known: Mapping[str, KnownPerson],
    check: ListCheck,
    *,
    list_id: str,
    from_month: Month,
    now_ms: int,
) -> None:
    """Write what the check says. `people` are those of the file by line."""
    note_register_change(connection)
    by_line = _add(connection, keys, check, list_id=list_id, from_month=from_month, now_ms=now_ms)
    by_reference = {each.reference: each for each in known.values()}
    touched = set(check.gone)
    for changed in check.changed:
        _change(
            connection,
            keys,
            by_reference[changed.reference],
            people[changed.line],
            changed,
            list_id=list_id,
            from_month=from_month,
            now_ms=now_ms,
        )
        touched.add(changed.reference)
    enrolments.end(connection, check.gone, last_month_of_gone(from_month, now_ms))
    keep_doubles(connection, check.doubles, by_line, list_id=list_id, now_ms=now_ms)
    touched |= set(by_line.values())  # Somebody who is back may have a card.
    references = enrolments.references_of(connection, touched)
    lives = card_book.lives_of(connection, references.values())
    card_book.publish(connection, {life.card_no for each in lives.values() for life in each})


def _add(
    connection: Connection,
    keys: RegisterKeys,
    check: ListCheck,
    *,
    list_id: str,
    from_month: Month,
    now_ms: int,
) -> dict[int, str]:
    """Enrol who is new, as the person whom the register has already or as a new one; who is at which line."""
    there = {
        row.identity_match: row
        for row in by_match(connection, {keys.match(each.identity) for each in check.new})
    }
    fresh: list[Person] = []
    by_line: dict[int, str] = {}
    for each in check.new:
        row = there.get(keys.match(each.identity))
        if row is None:
            person = Person(str(uuid7()), each.identity, each.name, each.phone, each.address)
            fresh.append(person)
            by_line[each.line] = person.person_id
            continue
        kept = row if row.merged_into is None else find_person(connection, row.merged_into)
        assert kept is not None, "a person was merged into nobody"
        by_line[each.line] = kept.person_id
        change_person(connection, keys, _as_listed(open_person(keys, kept), each))
    add_people(connection, keys, fresh, now_ms=now_ms)
    references = enrolments.references_of(connection, by_line.values())
    enrolments.end(connection, references, month_before(from_month))
    enrolling = {
        by_line[each.line]: Enrolling(
            by_line[each.line],
            references.get(by_line[each.line]) or str(uuid7()),
            each.street,
            each.category,
            each.household,
        )
        for each in check.new
    }
    enrolments.enrol(connection, list(enrolling.values()), from_month, list_id=list_id, now_ms=now_ms)
    return by_line


def _change(
    connection: Connection,
    keys: RegisterKeys,
    old: KnownPerson,
    listed: ListPerson,
    changed: Changed,
    *,
    list_id: str,
    from_month: Month,
    now_ms: int,
) -> None:
    row = find_person(connection, changed.reference)
    assert row is not None, "who is enrolled is in the register"
    before = open_person(keys, row)
    now = _as_listed(before, listed)
    if now != before:
        change_person(connection, keys, now)
    references = enrolments.references_of(connection, [changed.reference])
    reference = references[changed.reference]
    if now.masked_name != before.masked_name:
        for life in card_book.lives_of(connection, [reference]).get(reference, []):
            card_book.change_life(connection, life, masked_name=now.masked_name)
    if not _ENROLS_ANEW & changed.fields.keys():
        return
    enrolments.end(connection, [changed.reference], month_before(from_month))
    enrolments.enrol(
        connection,
        [
            Enrolling(
                changed.reference,
                reference,
                listed.street,
                listed.category,
                listed.household or old.values.get("household", ""),
            )
        ],
        from_month,
        list_id=list_id,
        now_ms=now_ms,
    )


def _as_listed(known: Person, listed: ListPerson) -> Person:
    """What the list says anew; an empty cell says nothing, and the identity number stays."""
    return replace(
        known, name=listed.name, phone=listed.phone or known.phone, address=listed.address or known.address
    )
