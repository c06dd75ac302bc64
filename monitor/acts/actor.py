"""Who acts on the platform: one signed-in person, or a command of this machine. Not how they signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (`account_id` stands for exactly one), the roles held now, and what these roles may do."""

    account_id: str
    name: str
    roles: tuple[str, ...]
    permissions: frozenset[str]

    def may(self, permission: str) -> bool:
        """Whether one of the roles has this permission."""
        return permission in self.permissions


# A person who can run commands on this machine needs no account; the journal says that it was a command.
COMMAND_LINE: Final = Actor("command-line", "命令行", ("command_line",), frozenset())
PLATFORM: Final = Actor("platform", "平台", ("platform",), frozenset())
