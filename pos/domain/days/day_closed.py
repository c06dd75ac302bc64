"""The entry that closes a day: the figures as they stood when somebody signed, of each version."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET, Struct, UnsetType

from pos.domain.days.day import (
    DayChecks,
    DayCore,
    DayFigures,
    PersonsWord,
    Reconciliation,
    RefusalFigures,
    ShiftCore,
    ShiftFigures,
)
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import Amount, SignedAmount, Text, Told, Whole


class DayClosed(DayFigures, frozen=True, kw_only=True):
    """A signed day (version 2)."""

    explanation: str
    checks: DayChecks
    reconciliation: Reconciliation

    @classmethod
    def told(cls) -> Told:
        """The entries that tell it."""
        return Told(EntryKind.DAY_CLOSED, {1: DayClosedV1, 2: cls})

    @classmethod
    def of(
        cls, figures: DayFigures, checks: DayChecks, reconciliation: Reconciliation, *, explanation: str
    ) -> DayClosed:
        """The figures, and how they stood when somebody signed."""
        said = told_fields(figures, DayFigures)
        return cls(**said, explanation=explanation, checks=checks, reconciliation=reconciliation)

    @property
    def figures(self) -> DayFigures:
        """The figures alone."""
        return DayFigures(**told_fields(self, DayFigures))


# Version 1 knew no rounding and no limits of a drawer, counted no refused cards and no cancelled sales, and
# named nobody who said yes; tills between two releases told some of it.


class ShiftFiguresV1(ShiftCore, frozen=True):
    """A shift of version 1."""

    rounding: SignedAmount | UnsetType = UNSET
    reason: str | UnsetType = UNSET
    approver: Text | UnsetType | None = UNSET
    month_sum: Amount | UnsetType | None = UNSET
    beyond: tuple[Text, ...] | UnsetType = UNSET


class DayClosedV1(DayCore, frozen=True, kw_only=True):
    """A signed day of version 1."""

    shifts: tuple[ShiftFiguresV1, ...]
    refusals: tuple[RefusalFigures, ...] | UnsetType = UNSET
    rounding: SignedAmount | UnsetType = UNSET
    by_word: tuple[PersonsWord, ...] | UnsetType = UNSET
    cancelled_sales: Whole | UnsetType = UNSET
    cancelled_lines: Whole | UnsetType = UNSET
    cancelled_market: Amount | UnsetType = UNSET
    explanation: str
    checks: DayChecks
    reconciliation: Reconciliation

    def newest(self) -> DayClosed:
        """The same as a day of today; what was not told is nothing."""
        said = told_fields(self, DayClosedV1)
        said["shifts"] = tuple(ShiftFigures(**told_fields(each, ShiftFiguresV1)) for each in self.shifts)
        return DayClosed(**said)


def told_fields(record: Struct, kind: type[Struct]) -> dict[str, Any]:
    """What a record tells of the fields of a kind, without what was left out."""
    values = {name: getattr(record, name) for name in kind.__struct_fields__}
    return {name: value for name, value in values.items() if value is not UNSET}
