"""What the journal keeps about people: who was changed, wrong PINs and the end of a lock. No PIN, no hash."""

from __future__ import annotations

from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import Record, Text, Told, Whole
from pos.domain.people.staff import Role, StaffChange


class StaffChanged(Record, frozen=True, kw_only=True):
    """One change of one person. `role_before` is told when the role is what changed."""

    staff_id: Text
    name: Text
    role: Role
    role_before: Role | None
    change: StaffChange
    rule: Text

    @classmethod
    def told(cls) -> Told:
        """The entries that tell it."""
        return Told(EntryKind.STAFF_CHANGED, {1: cls})


class PinRefused(Record, frozen=True, kw_only=True):
    """A wrong PIN: how many in this round, the rounds before it, and until when (ms) it locks.

    `staff_id` is empty when nobody has the number that was typed; `purpose` is what the PIN was asked for.
    """

    staff_id: str
    purpose: Text
    wrong: Whole
    rounds: Whole
    locked_until: Whole

    @classmethod
    def told(cls) -> Told:
        """The entries that tell it."""
        return Told(EntryKind.PIN_REFUSED, {1: cls})


class PinCleared(Record, frozen=True):
    """The count begins anew: the right PIN was typed (no rule), or a manager lifted the lock."""

    staff_id: str
    rule: Text | None

    @classmethod
    def told(cls) -> Told:
        """The entries that tell it."""
        return Told(EntryKind.PIN_CLEARED, {1: cls})
