"""Says what an override was about, for the day's papers. Words only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pos.domain.days.day import OverrideFigures
from pos.domain.journal.entries import EntryKind
from pos.domain.people.permission import Act
from pos.domain.people.staff import actor_name, tried_person
from pos.ledger.goods.catalogue import Catalogue
from pos.services.words.receipt_words import tender_name

# Whose `name` is a staff number: the entry keeps no more of a person.
_ABOUT_PEOPLE: Final = (EntryKind.PIN_REFUSED.value, Act.LIFT_LOCK.value)


def name_in(catalogue: Catalogue, staff_id: str) -> str:
    """The name of a person for papers; the number when no person has it any more."""
    record = catalogue.staff(staff_id)
    return actor_name(staff_id, None if record is None else record.staff.name)


def about_words(told: OverrideFigures, name_of: Callable[[str], str]) -> str:
    """The goods, the way of paying or the person; empty when it was about none of them."""
    if told.act in _ABOUT_PEOPLE:
        staff_id = told.name or ""
        name = name_of(staff_id)
        return tried_person(staff_id, {} if name == staff_id else {staff_id: name})
    return tender_name(told.name) if told.name else ""
