"""People at the till and their roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

STAFF_ID_CHARACTERS_MAX: Final = 64
NAME_CHARACTERS_MAX: Final = 60
TILL_ITSELF: Final = "till"  # The actor of an entry while no person is signed in.
PLATFORM_ITSELF: Final = "monitor"  # Who acts in entries that the platform caused.


class Role(StrEnum):
    """A person's role; what a role may do is data."""

    CASHIER = "cashier"
    MANAGER = "manager"
    TRAINEE = "trainee"


class StaffChange(StrEnum):
    """What can change about a person at the till; values are words of the journal."""

    ADDED = "added"
    ROLE = "role"
    PIN = "pin"
    STOPPED = "stopped"
    STARTED = "started"


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who can sign in."""

    staff_id: str
    name: str
    role: Role


def names_to_data(staff: Iterable[Staff]) -> dict[str, str]:
    """The names by staff number as data of an entry; other entries have only the numbers."""
    return {each.staff_id: each.name for each in staff}


def actor_name(staff_id: str, name: str | None) -> str:
    """Who did something, as this till's own papers and journal say it: a name, the till, the platform.

    The number is shown only when no person has it any more.
    """
    return name or {TILL_ITSELF: "收银机", PLATFORM_ITSELF: "平台"}.get(staff_id, staff_id)


def person_words(staff_id: str, names: Mapping[str, str]) -> str:
    """A person as papers and pages say it: 李芳（1001）, or only the number when the name is unknown."""
    if staff_id == TILL_ITSELF:
        return "收银机"
    name = names.get(staff_id)
    return staff_id if name is None else f"{name}（{staff_id}）"


def tried_person(staff_id: str, names: Mapping[str, str]) -> str:
    """The person whose PIN was tried; an unknown number is not stored."""
    if staff_id in ("", "不存在"):  # The second stands in alerts of the first platform.
        return "输入的工号不存在"
    return person_words(staff_id, names) if staff_id in names else f"工号 {staff_id}"
