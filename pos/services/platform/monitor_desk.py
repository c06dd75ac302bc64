"""Asks the platform questions for the till: its figures of a day, a sale of another till."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from pos.domain.money import Fen
from pos.domain.programme.contribution import Contribution
from pos.domain.quantity import Thousandths
from pos.domain.returns.mirror import till_of
from pos.errors import PosError
from pos.errors.cards import CreditElsewhere, CreditPaid, CreditStopped, CreditUnknown
from pos.errors.platform import MonitorRefused
from pos.errors.returns import ReturnChanged, SaleNotAtPlatform, SellerNotHeard
from pos.services.ports import CardCredits, Credit, PlatformDay, Promised, SaleElsewhere
from sync.protocol import messages as wire
from sync.protocol.lease_messages import CreditReply, CreditsReply

# The selling till still has the right to take the goods back itself.
_NOT_LET_GO: Final = ("return.home_silent", "return.home_pending", "return.not_released")


_OF_A_CREDIT: Final[Mapping[str, type[PosError]]] = {
    each.code: each for each in (CreditUnknown, CreditPaid, CreditElsewhere, CreditStopped)
}


class Asks(Protocol):
    """Who asks the platform; `sync.client.enquiries` fits."""

    def day(self, business_date: str) -> wire.DayReply: ...
    def sale(self, sale_no: str) -> wire.SaleReply: ...
    def permit_return(
        self,
        return_id: str,
        sale_no: str,
        quantities: Mapping[int, int],
        known: Mapping[int, int],
        withdrawn: Sequence[str],
    ) -> wire.ReturnReply: ...
    def credits(self, card_no: str) -> CreditsReply: ...
    def credit(self, credit_id: str, *, withdrawn: bool = False) -> CreditReply: ...


class MonitorDesk:
    """DayLookup, SaleLookup and CreditLookup over the platform."""

    def __init__(self, asks: Asks) -> None:
        self._asks = asks

    def day(self, business_date: str) -> PlatformDay:
        """What the platform has of this till's date.

        Raises MonitorUnreachable, MonitorRefused, TillClockOff and what is wrong with an answer.
        """
        told = self._asks.day(business_date)
        published = told.contribution
        return PlatformDay(
            entries=told.entries,
            payable=told.payable,
            discount=told.discount,
            subsidy=told.subsidy,
            last_sequence=told.last_sequence,
            head_hash=told.last_hash if told.last_sequence else b"",
            late_sales=told.late_sales,
            contribution=None if published is None else Contribution(published.month, published.per_10000),
            rounding=told.rounding,
            made_good=told.made_good,
        )

    def sale(self, sale_no: str) -> SaleElsewhere:
        """The sale with a number. Raises SaleNotAtPlatform, MonitorUnreachable, MonitorRefused."""
        try:
            told = self._asks.sale(sale_no)
        except MonitorRefused as error:
            if error.facts["reason"] == "sale.unknown":
                raise SaleNotAtPlatform(sale_no=sale_no) from error
            raise
        own = {name: Promised(_by_line(it.quantities), it.refunded) for name, it in told.own.items()}
        return SaleElsewhere(told.payload, _by_line(told.returned), told.refunded, own)

    def permit_return(
        self,
        return_id: str,
        sale_no: str,
        quantities: Mapping[int, Thousandths],
        *,
        known: Mapping[int, Thousandths],
        withdrawn: Sequence[str] = (),
    ) -> None:
        """Have a return permitted.

        Raises ReturnChanged, SellerNotHeard, MonitorUnreachable, MonitorRefused.
        """
        try:
            self._asks.permit_return(return_id, sale_no, quantities, known, withdrawn)
        except MonitorRefused as error:
            if error.facts["reason"] in ("return.too_much", "return.changed"):
                raise ReturnChanged(sale_no=sale_no) from error
            if error.facts["reason"] in _NOT_LET_GO:
                raise SellerNotHeard(till=till_of(sale_no)) from error
            raise

    def credits(self, card_no: str) -> CardCredits:
        """What a card can be paid here. Raises MonitorUnreachable, MonitorRefused."""
        told = self._asks.credits(card_no)
        payable = tuple(Credit(each.credit_id, each.slip_no, each.amount) for each in told.credits)
        return CardCredits(payable, told.waiting)

    def promise(self, credit_id: str) -> Fen:
        """Have a make-good promised to this till; its amount in fen.

        Raises CreditUnknown, CreditPaid, CreditElsewhere, CreditStopped, MonitorUnreachable, MonitorRefused.
        """
        try:
            return self._asks.credit(credit_id).amount
        except MonitorRefused as error:
            raise _refused(error, credit_id) from error

    def withdraw(self, credit_id: str) -> None:
        """Give a promise back. Raises CreditUnknown, CreditPaid, MonitorUnreachable, MonitorRefused."""
        try:
            self._asks.credit(credit_id, withdrawn=True)
        except MonitorRefused as error:
            raise _refused(error, credit_id) from error


def _refused(error: MonitorRefused, credit_id: str) -> PosError:
    """What a refusal of a make-good means at the counter."""
    meant = _OF_A_CREDIT.get(str(error.facts["reason"]))
    return error if meant is None else meant(credit_id=credit_id)


def _by_line(told: Mapping[str, int]) -> dict[int, int]:
    return {int(number): quantity for number, quantity in told.items()}
