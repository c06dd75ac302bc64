"""Who is enrolled for a card: reads and writes enrolments, households and memberships. It decides nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, func, or_, select, update
from uuid_utils import uuid7

from monitor.cards.list_check import KnownPerson
from monitor.register.identity_number import birth_digits
from monitor.register.people import AT_ONCE, district_of, open_person
from monitor.register.sealing import RegisterKeys
from monitor.store.register_tables import enrolment, household, membership, person
from monitor.store.rows import insert_new, insert_once
from pos.domain.calendar import Month

PROGRAMME: Final = "card"
_ROLE: Final = "member"
_ENDLESS: Final = (enrolment.c.programme == PROGRAMME, enrolment.c.to_month.is_(None))
# One that was ended before it began never held.
_HELD: Final = or_(enrolment.c.to_month.is_(None), enrolment.c.to_month >= enrolment.c.from_month)


@dataclass(frozen=True, slots=True)
class Enrolling:
    """Somebody who takes part from a month on."""

    person_id: str
    reference: str
    street: str
    category: str
    household: str = ""


def enrolled(connection: Connection, keys: RegisterKeys) -> dict[str, KnownPerson]:
    """Who takes part until somebody ends it, by what stands for the identity number; merged ones twice.

    All fields are opened: the caller writes in the journal why.
    """
    district = district_of(connection)
    rows = connection.execute(
        select(
            person,
            enrolment.c.street,
            enrolment.c.category,
            household.c.number.label("household"),
        )
        .select_from(
            enrolment.join(
                person,
                and_(
                    person.c.district_id == enrolment.c.district_id,
                    person.c.person_id == enrolment.c.person_id,
                ),
            )
            .outerjoin(
                membership,
                and_(
                    membership.c.district_id == enrolment.c.district_id,
                    membership.c.person_id == enrolment.c.person_id,
                    membership.c.to_month.is_(None),
                ),
            )
            .outerjoin(
                household,
                and_(
                    household.c.district_id == membership.c.district_id,
                    household.c.household_id == membership.c.household_id,
                ),
            )
        )
        .where(enrolment.c.district_id == district, *_ENDLESS)
        .order_by(person.c.person_id)
    )
    known: dict[str, KnownPerson] = {}
    by_id: dict[str, KnownPerson] = {}
    for row in rows:
        opened = open_person(keys, row)
        each = KnownPerson(
            row.person_id,
            {
                "name": opened.name,
                "street": row.street,
                "category": row.category,
                "household": row.household or "",
                "phone": opened.phone,
                "address": opened.address,
            },
            birth_digits(opened.identity),
        )
        known[row.identity_match] = by_id[row.person_id] = each
    merged = select(person.c.identity_match, person.c.merged_into).where(
        person.c.district_id == district, person.c.merged_into.is_not(None)
    )
    into = {row.identity_match: row.merged_into for row in connection.execute(merged)}
    known |= {match: by_id[kept] for match, kept in into.items() if kept in by_id}
    return known


def references_of(connection: Connection, people: Collection[str]) -> dict[str, str]:
    """The reference that each person has, or had, where cards are concerned."""
    found: dict[str, str] = {}
    ordered, district = sorted(people), district_of(connection)
    for start in range(0, len(ordered), AT_ONCE):
        rows = connection.execute(
            select(enrolment.c.person_id, enrolment.c.reference)
            .where(
                enrolment.c.district_id == district,
                enrolment.c.programme == PROGRAMME,
                enrolment.c.person_id.in_(ordered[start : start + AT_ONCE]),
            )
            .order_by(enrolment.c.from_month)
        )
        found |= {row.person_id: row.reference for row in rows}
    return found


def last_months(connection: Connection, references: Collection[str]) -> dict[str, Month | None]:
    """The last month of each reference that is enrolled or was; None: it goes on."""
    found: dict[str, Month | None] = {}
    ordered, district = sorted(references), district_of(connection)
    for start in range(0, len(ordered), AT_ONCE):
        rows = connection.execute(
            select(enrolment.c.reference, func.coalesce(enrolment.c.to_month, "").label("last"))
            .where(
                enrolment.c.district_id == district,
                enrolment.c.reference.in_(ordered[start : start + AT_ONCE]),
                _HELD,
            )
            .order_by(enrolment.c.from_month)
        )
        found |= {row.reference: row.last or None for row in rows}
    return found


def find_enrolment(connection: Connection, reference: str) -> Row[Any] | None:
    """The newest enrolment under a reference."""
    return connection.execute(
        select(enrolment)
        .where(enrolment.c.district_id == district_of(connection), enrolment.c.reference == reference, _HELD)
        .order_by(enrolment.c.from_month.desc())
        .limit(1)
    ).one_or_none()


def enrol(
    connection: Connection, people: Sequence[Enrolling], month: Month, *, list_id: str | None, now_ms: int
) -> None:
    """Let people take part from a month on, each in its household if it has one."""
    district = district_of(connection)
    rows = [
        {
            "district_id": district,
            "enrolment_id": str(uuid7()),
            "person_id": each.person_id,
            "programme": PROGRAMME,
            "reference": each.reference,
            "street": each.street,
            "category": each.category,
            "from_month": month,
            "to_month": None,
            "list_id": list_id,
        }
        for each in people
    ]
    insert_new(connection, enrolment, rows)
    housed = [each for each in people if each.household]
    houses = _households(connection, {(each.street, each.household) for each in housed}, now_ms=now_ms)
    insert_once(
        connection,
        membership,
        [
            {
                "district_id": district,
                "household_id": houses[each.street, each.household],
                "person_id": each.person_id,
                "from_month": month,
                "to_month": None,
                "role": _ROLE,
            }
            for each in housed
        ],
    )


def end(connection: Connection, people: Collection[str], last: Month) -> None:
    """Let people take part to the end of a month; what has not begun by then never does."""
    ordered, district = sorted(people), district_of(connection)
    for start in range(0, len(ordered), AT_ONCE):
        part = ordered[start : start + AT_ONCE]
        connection.execute(
            update(enrolment)
            .where(
                enrolment.c.district_id == district,
                enrolment.c.programme == PROGRAMME,
                enrolment.c.person_id.in_(part),
                or_(enrolment.c.to_month.is_(None), enrolment.c.to_month > last),
            )
            .values(to_month=last)
        )
        connection.execute(
            update(membership)
            .where(
                membership.c.district_id == district,
                membership.c.person_id.in_(part),
                membership.c.to_month.is_(None),
            )
            .values(to_month=last)
        )


def _households(
    connection: Connection, wanted: Collection[tuple[str, str]], *, now_ms: int
) -> Mapping[tuple[str, str], str]:
    """The id of each household by street and number; those that are new are made."""
    district = district_of(connection)
    known = _known_households(connection, district, wanted)
    insert_new(
        connection,
        household,
        [
            {
                "district_id": district,
                "household_id": str(uuid7()),
                "street": street,
                "number": number,
                "made_ms": now_ms,
            }
            for street, number in sorted(set(wanted) - known.keys())
        ],
    )
    return _known_households(connection, district, wanted)


def _known_households(
    connection: Connection, district: str, wanted: Collection[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    numbers = sorted({number for _street, number in wanted})
    found: dict[tuple[str, str], str] = {}
    for start in range(0, len(numbers), AT_ONCE):
        rows = connection.execute(
            select(household).where(
                household.c.district_id == district,
                household.c.number.in_(numbers[start : start + AT_ONCE]),
            )
        )
        found |= {(row.street, row.number): row.household_id for row in rows}
    return found
