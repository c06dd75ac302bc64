"""How earlier versions told a sale, and what they say in today's words. Nothing here is written any more.

Version 1 knew no changed prices, no payments asked of a provider and no yes of the customer;
version 2 no rounding of cash, no name of who said that a phone's money came, and no kinds of 其他.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from msgspec.structs import asdict

from pos.domain.journal.record import Amount, Record, Text
from pos.domain.paying.tender import Tender, TenderKind, TenderState
from pos.domain.selling.basket import Confirmer
from pos.domain.selling.sale import SaleCore, SaleFacts, SoldLine, SoldLineV1


class TenderV1(Record, frozen=True, gc=False):
    """A tender of version 1; the amount in fen."""

    kind: TenderKind
    amount: Amount
    state: TenderState
    reference_tail: str


class TenderV2(TenderV1, frozen=True, gc=False):
    """A tender of version 2."""

    payment_id: Text | None


class SaleV1(SaleCore, frozen=True, kw_only=True):
    """A sale of version 1."""

    lines: tuple[SoldLineV1, ...]
    tenders: tuple[TenderV1, ...]

    def newest(self) -> SaleFacts:
        """The same as a sale of today."""
        lines = tuple(SoldLine(**asdict(line)) for line in self.lines)
        return SaleFacts(**_core(self), lines=lines, tenders=_tenders(self.tenders))


class SaleV2(SaleCore, frozen=True, kw_only=True):
    """A sale of version 2."""

    lines: tuple[SoldLine, ...]
    tenders: tuple[TenderV2, ...]
    confirmed_by: Confirmer | None

    def newest(self) -> SaleFacts:
        """The same as a sale of today."""
        tenders = _tenders(self.tenders)
        return SaleFacts(**_core(self), lines=self.lines, tenders=tenders, confirmed_by=self.confirmed_by)


SALE_VERSIONS: Final[dict[int, type[Record]]] = {1: SaleV1, 2: SaleV2, 3: SaleFacts}


def _core(sale: SaleCore) -> dict[str, Any]:
    return {name: getattr(sale, name) for name in SaleCore.__struct_fields__}


def _tenders(tenders: Sequence[TenderV1]) -> tuple[Tender, ...]:
    return tuple(Tender(**asdict(tender)) for tender in tenders)
