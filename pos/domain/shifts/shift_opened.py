"""The entry with which a shift begins, and the names of those who can sign in."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import UNSET, UnsetType, field

from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import Amount, Key, Record, Text, Told, Whole
from pos.domain.people.staff import NAME_CHARACTERS_MAX, STAFF_ID_CHARACTERS_MAX


class ShiftOpened(Record, frozen=True, kw_only=True):
    """A shift with its change in the drawer, in fen; times in ms (version 2).

    `staff`: the names of everybody who can sign in, by staff number; other entries have only the numbers.
    It can be left out: so it stands in the kept ledger of an earlier release.
    """

    shift_id: Text
    number: Whole
    cashier: Text
    float_fen: Amount = field(name="float")
    opened_at_ms: Whole = field(name="opened_at")
    staff: Mapping[Key, Text] | UnsetType = UNSET

    @classmethod
    def told(cls) -> Told:
        """The entries that tell it."""
        return Told(EntryKind.SHIFT_OPENED, {1: ShiftOpenedV1, 2: cls})

    @property
    def names(self) -> Mapping[str, str]:
        """The names by staff number; empty when nobody was named."""
        return {} if self.staff is UNSET else self.staff

    def refusal(self) -> str | None:
        """Numbers and names stand on pages: none is long, and none hides a character."""
        return next((why for pair in self.names.items() if (why := _person_refusal(*pair)) is not None), None)


class ShiftOpenedV1(Record, frozen=True, kw_only=True):
    """Version 1 named nobody."""

    shift_id: Text
    number: Whole
    cashier: Text
    float_fen: Amount = field(name="float")
    opened_at_ms: Whole = field(name="opened_at")

    def newest(self) -> ShiftOpened:
        """The same as version 2 would tell it."""
        return ShiftOpened(**{name: getattr(self, name) for name in self.__struct_fields__})


def _person_refusal(staff_id: str, name: str) -> str | None:
    fits = 0 < len(staff_id) <= STAFF_ID_CHARACTERS_MAX and len(name) <= NAME_CHARACTERS_MAX
    return None if fits and staff_id.isprintable() and name.isprintable() else "staff cannot be that"
