"""Reads and writes people of the register, their sensitive fields sealed. Who may look is asked elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, select, update

from monitor.documents.federation import read_federation
from monitor.documents.publishing import current_number, next_numbers
from monitor.register.sealing import RegisterKeys
from monitor.store.register_tables import person
from monitor.store.rows import insert_new
from pos.domain.cards.masking import mask_name

AT_ONCE: Final = 500
_VERSION: Final = "register"  # The series that counts changes of the register.


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with all that the register knows. It never leaves the platform as a whole."""

    person_id: str
    identity: str
    name: str
    phone: str = ""
    address: str = ""

    @property
    def masked_name(self) -> str:
        """The form of the name that lists of cards hold."""
        return mask_name(self.name)


def district_of(connection: Connection) -> str:
    """The district that leads every key: its cards' issuer."""
    return read_federation(connection).card_issuer


def register_version(connection: Connection) -> int:
    """How often the register was changed: whoever compared a list with it, compared with this."""
    return current_number(connection, _VERSION)


def note_register_change(connection: Connection) -> None:
    """The register changes in this transaction; others who change it wait for its end."""
    next_numbers(connection, _VERSION)


def add_people(connection: Connection, keys: RegisterKeys, people: Sequence[Person], *, now_ms: int) -> None:
    """Store people who are not there yet."""
    district = district_of(connection)
    rows = [
        {
            "district_id": district,
            "person_id": each.person_id,
            "identity_match": keys.match(each.identity),
            **_sealed(keys, each),
            "merged_into": None,
            "version": 1,
            "made_ms": now_ms,
        }
        for each in people
    ]
    insert_new(connection, person, rows)


def change_person(connection: Connection, keys: RegisterKeys, changed: Person) -> None:
    """Store what is known of somebody now; the identity number stays."""
    sealed = _sealed(keys, changed)
    del sealed["identity_sealed"]
    connection.execute(
        update(person)
        .where(person.c.district_id == district_of(connection), person.c.person_id == changed.person_id)
        .values(**sealed, version=person.c.version + 1)
    )


def open_person(keys: RegisterKeys, row: Row[Any]) -> Person:
    """Decrypt all fields of a row. Raises Declined without the keys."""

    def field(column: str) -> str:
        return keys.open(getattr(row, column), table="person", column=column, row=row.person_id)

    return Person(
        row.person_id,
        field("identity_sealed"),
        field("name_sealed"),
        field("phone_sealed"),
        field("address_sealed"),
    )


def find_person(connection: Connection, person_id: str) -> Row[Any] | None:
    """The row of somebody, sealed."""
    return connection.execute(
        select(person).where(person.c.district_id == district_of(connection), person.c.person_id == person_id)
    ).one_or_none()


def by_match(connection: Connection, matches: Collection[str]) -> Iterator[Row[Any]]:
    """Rows of those who have one of these identity numbers, sealed."""
    ordered, district = sorted(matches), district_of(connection)
    for start in range(0, len(ordered), AT_ONCE):
        part = ordered[start : start + AT_ONCE]
        yield from connection.execute(
            select(person).where(person.c.district_id == district, person.c.identity_match.in_(part))
        )


def _sealed(keys: RegisterKeys, each: Person) -> dict[str, Any]:
    def seal(column: str, value: str) -> bytes | None:
        return keys.seal_some(value, table="person", column=column, row=each.person_id)

    return {
        "identity_sealed": seal("identity_sealed", each.identity),
        "name_sealed": seal("name_sealed", each.name),
        "phone_sealed": seal("phone_sealed", each.phone),
        "address_sealed": seal("address_sealed", each.address),
        "masked_name": each.masked_name,
    }
