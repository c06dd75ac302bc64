"""What happens to held sales when a shift ends: kept for the next shift, or dropped line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from pos.domain.people.permission import Act
from pos.errors.selling import HoldUnknown
from pos.errors.shifts import HeldUndecided
from pos.ledger.drafts import Drafts, HeldSale
from pos.services.counter.recorder import Recorder
from pos.services.people.permissions import PermissionDesk


class HeldChoice(StrEnum):
    """What happens to a held sale when the shift ends."""

    KEEP = "keep"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class HeldSales:
    """The held sales of this till, as the end of a shift sees them."""

    drafts: Drafts
    recorder: Recorder
    permissions: PermissionDesk

    def all(self) -> tuple[HeldSale, ...]:
        """The held sales, oldest first."""
        return self.drafts.held()

    def decided(self, choices: Mapping[int, HeldChoice]) -> tuple[tuple[HeldSale, ...], tuple[HeldSale, ...]]:
        """Those to keep and those to give up. Raises HoldUnknown, HeldUndecided."""
        held = self.all()
        unknown = sorted(set(choices) - {each.number for each in held})
        if unknown:
            raise HoldUnknown(number=unknown[0])
        undecided = [each for each in held if each.number not in choices]
        if undecided:
            raise HeldUndecided(count=len(undecided))
        keep = tuple(each for each in held if choices[each.number] is HeldChoice.KEEP)
        return keep, tuple(each for each in held if each not in keep)

    def give_up(self, held: HeldSale, *, business_date: str) -> None:
        """Record each line as dropped, then delete the held sale. Trying again writes nothing twice.

        Raises the errors of permission, LedgerUnwritable.
        """
        permit = self.permissions.permit(Act.CANCEL_SALE)
        # It is given up today, whatever day it was begun on.
        basket = replace(held.basket, business_date=business_date)
        for drop, line in enumerate(basket.lines, basket.drops + 1):
            self.recorder.line_dropped(basket, line, drop=drop, after_total=basket.announced, permit=permit)
        self.drafts.forget(held.number)
