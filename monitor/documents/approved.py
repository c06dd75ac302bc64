"""The federation's list of goods and categories, and the lines of a sale that do not match it.

A sale with such a line is still counted: the customer has the goods, and cannot be asked again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from monitor.documents.publishing import CATEGORIES, current_number, read_categories
from pos.domain.scanning.gtin import spelled_every_way
from pos.domain.selling.basket import Origin
from pos.domain.selling.sale import SaleFacts


@dataclass(frozen=True, slots=True)
class Unapproved:
    """A line that got a benefit in another category than the approved one ("": not in the list)."""

    line: int
    code: str
    said: str
    approved: str


class ApprovedCategories:
    """The list in force. Its bytes never change under one number, so they are read once a number."""

    def __init__(self) -> None:
        self._read: tuple[int, Mapping[str, str] | None] = (0, None)

    def in_force(self, connection: Connection) -> Mapping[str, str] | None:
        """The approved category by code of goods, in every spelling; None while there never was a list."""
        number = current_number(connection, CATEGORIES)
        if self._read[0] != number:
            listed = read_categories(connection)
            self._read = (number, None if listed is None else spelled_every_way(listed))
        return self._read[1]


def unapproved_lines(sale: SaleFacts, approved: Mapping[str, str] | None) -> tuple[Unapproved, ...]:
    """The first line of each code whose benefit does not match the list.

    Goods the list does not name have no pool, so a discount on them is wrong; the subsidy may pay
    for them.
    """
    if approved is None:
        return ()
    found: dict[str, Unapproved] = {}
    for line in sale.lines:
        if line.origin is Origin.UNLISTED or not (line.discount or line.subsidy):
            continue  # Goods on no list have an alert of their own.
        category = approved.get(line.code)
        wrong = bool(line.discount) if category is None else category != line.category
        if wrong:
            found.setdefault(line.code, Unapproved(line.number, line.code, line.category, category or ""))
    return tuple(found.values())
