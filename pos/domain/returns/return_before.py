"""How version 1 told a return, and what it says in today's words. Nothing here is written any more.

It knew no rounding, nobody's yes and no kinds of 其他; tills between two releases told some of them.
"""

from __future__ import annotations

from typing import Any, Final

from msgspec import UNSET, UnsetType

from pos.domain.journal.record import Amount, Record, SignedAmount, Text
from pos.domain.paying.tender import TenderKind
from pos.domain.paying.tender_method import TenderMethod
from pos.domain.returns.mirror import Refund, ReturnCore, ReturnFacts


class RefundV1(Record, frozen=True):
    """A refund of version 1; the amount in fen."""

    kind: TenderKind
    amount: Amount
    payment_id: Text | None
    confirmed_by: Text | UnsetType | None = UNSET
    method: TenderMethod | UnsetType | None = UNSET


class ReturnV1(ReturnCore, frozen=True, kw_only=True):
    """A return of version 1."""

    refunds: tuple[RefundV1, ...]
    rounding: SignedAmount | UnsetType = UNSET

    def newest(self) -> ReturnFacts:
        """The same as a return of today."""
        core = {name: getattr(self, name) for name in ReturnCore.__struct_fields__}
        rounding = 0 if self.rounding is UNSET else self.rounding
        refunds = tuple(Refund(**_told(refund)) for refund in self.refunds)
        return ReturnFacts(**core, refunds=refunds, rounding=rounding)


RETURN_VERSIONS: Final[dict[int, type[Record]]] = {1: ReturnV1, 2: ReturnFacts}


def _told(refund: RefundV1) -> dict[str, Any]:
    told = {name: getattr(refund, name) for name in RefundV1.__struct_fields__}
    return {name: value for name, value in told.items() if value is not UNSET}
