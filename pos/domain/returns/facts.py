"""A return as a fact, as it stands in the journal; `pos.domain.returns.mirror` decides what it gives back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from msgspec import UNSET, UnsetType, field

from pos.domain.cards.lease import LeaseSpend
from pos.domain.goods.goods import SoldBy
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import Amount, AmountByName, Record, SignedAmount, Text, Told, Whole
from pos.domain.money import Fen
from pos.domain.paying.tender import TenderKind, method_refusal, way_of
from pos.domain.paying.tender_method import TenderMethod
from pos.domain.programme.programme import PoolId
from pos.domain.selling.quote import Totals


class ReturnedLine(Record, frozen=True, kw_only=True, gc=False):
    """A part of a sold line that comes back. Amounts in fen, quantity in thousandths."""

    number: Whole = field(name="n")  # The line's number in the sale.
    code: Text
    name: Text
    unit: Text
    category: Text
    sold_by: SoldBy
    quantity: Whole
    market: Amount
    discount: Amount
    subsidy: Amount
    payable: Amount  # What the customer gets back.
    pool: Text | None
    counted: Amount  # What the line had taken of its pool's cap.

    @property
    def net(self) -> Fen:
        """The market amount less the discount, in fen."""
        return self.subsidy + self.payable


class Refund(Record, frozen=True):
    """Money that goes back the way it came, in fen; `payment_id` is the payment it came by, if any.

    `confirmed_by`: staff id of who said that the customer has it back on the phone; None for cash.
    """

    kind: TenderKind
    amount: Amount
    payment_id: Text | None = None
    confirmed_by: Text | None = None
    method: TenderMethod | None = None  # What 其他 was when it was taken.

    @property
    def way(self) -> str:
        """The key of its sums: see `way_of`."""
        return way_of(self.kind, self.method)

    def refusal(self) -> str | None:
        """Money goes back to a phone on somebody's word; cash is in the drawer's count."""
        if self.kind is not TenderKind.CASH and self.amount > 0 and self.confirmed_by is None:
            return f"nobody said that the money by {self.kind.value} went back"
        return method_refusal(self.kind, self.method)


class ReturnedCard(Record, frozen=True):
    """The sale's card. `before` and `after` are this till's leases in fen, of the pools that get back."""

    card_no: Text
    month: Text
    before: AmountByName
    after: AmountByName


class ReturnCore(Record, frozen=True, kw_only=True):
    """What every version of a return tells.

    `elsewhere`: the sale stands in another ledger (another till's, or this till's of an earlier
    epoch), so its leases are the platform's to grant again and nothing is restored here.
    `forfeited` is what no card gets back because its month is over.
    """

    return_no: Text
    sale_no: Text
    of_till: Text
    elsewhere: bool
    shift_id: Text
    void: bool
    programme_version: Text = field(name="programme")
    reason: str
    rule: Text
    lines: tuple[ReturnedLine, ...]
    totals: Totals
    card: ReturnedCard | None
    restorations: tuple[LeaseSpend, ...]
    forfeited: AmountByName


class ReturnFacts(ReturnCore, frozen=True, kw_only=True):
    """One return, complete (kind `return`, version 2)."""

    refunds: tuple[Refund, ...]
    rounding: SignedAmount = 0  # The part of the sale's 抹零 that is undone: refunds + rounding = payable.

    def refunded(self, kind: TenderKind) -> Fen:
        """What goes back by one way of paying, in fen."""
        return sum(refund.amount for refund in self.refunds if refund.kind is kind)

    def restored(self) -> dict[PoolId, Fen]:
        """What goes back to the card here, by pool, in fen."""
        return by_pool((each.pool, each.amount) for each in self.restorations)

    @classmethod
    def told(cls) -> Told:
        """The entries that tell a return."""
        return _RETURN

    def refusal(self) -> str | None:
        """What is wrong with a refund."""
        return next((why for refund in self.refunds if (why := refund.refusal()) is not None), None)


# Version 1 knew no rounding, nobody's yes and no kinds of 其他; tills between two releases told some of them.


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


_RETURN: Final = Told(EntryKind.RETURN, {1: ReturnV1, 2: ReturnFacts})


def _told(refund: RefundV1) -> dict[str, Any]:
    told = {name: getattr(refund, name) for name in RefundV1.__struct_fields__}
    return {name: value for name, value in told.items() if value is not UNSET}


def by_pool(amounts: Iterable[tuple[PoolId, Fen]]) -> dict[PoolId, Fen]:
    """Add amounts up by pool, in fen; pools that got nothing are left out."""
    sums: dict[PoolId, Fen] = {}
    for pool, amount in amounts:
        if amount:
            sums[pool] = sums.get(pool, 0) + amount
    return sums
