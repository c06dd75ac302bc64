"""A person's enrolments as the page shows them, with the way to the holder's cards."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from monitor.cards.card_book import lives_of
from monitor.register.people import district_of
from monitor.store.register_tables import enrolment


@dataclass(frozen=True, slots=True)
class EnrolmentShown:
    """From when to when, as what; `card_ref` is empty where no card was made."""

    street: str
    category: str
    months: str
    card_ref: str


def enrolments_of(connection: Connection, person_id: str) -> list[EnrolmentShown]:
    """The newest first."""
    rows = connection.execute(
        select(enrolment)
        .where(enrolment.c.district_id == district_of(connection), enrolment.c.person_id == person_id)
        .order_by(enrolment.c.from_month.desc())
    ).all()
    lives = lives_of(connection, {row.reference for row in rows})
    return [
        EnrolmentShown(
            row.street,
            row.category,
            f"{row.from_month} 起" if row.to_month is None else f"{row.from_month} 至 {row.to_month}",
            row.reference if row.reference in lives else "",
        )
        for row in rows
        if row.to_month is None or row.to_month >= row.from_month
    ]
