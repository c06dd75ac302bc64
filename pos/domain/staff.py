"""People at the till and their roles."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is here; what a role may do is data."""

    CASHIER = "cashier"
    MANAGER = "manager"
    TRAINEE = "trainee"


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who can sign in."""

    staff_id: str
    name: str
    role: Role
