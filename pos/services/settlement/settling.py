"""Reads the till's side of the three-way settlement from its ledger and compares it with the bills."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pos.domain.calendar import BusinessDate, moved_date
from pos.domain.days.day_figures import DayBook
from pos.domain.journal.entries import Entry, EntryKind
from pos.domain.paying.payment import AnsweredBy, PaymentAnswered
from pos.domain.paying.tender import TenderKind
from pos.domain.returns.facts import ReturnFacts
from pos.domain.selling.sale import SaleFacts
from pos.domain.settlement.matching import settle_channel
from pos.domain.settlement.three_way import (
    BenefitDay,
    ChannelBill,
    Direction,
    SettlementSheet,
    Standing,
    TillMovement,
    settle_benefit,
)
from pos.ledger.days import Days, StoredPayment
from pos.services.settlement.channel_bills.federation import read_federation_account
from pos.services.settlement.channel_bills.read import read_bills

CHANNELS: Final = (TenderKind.WECHAT, TenderKind.ALIPAY)
_STANDINGS: Final = {
    "asked": Standing.UNKNOWN,
    "waiting": Standing.UNKNOWN,
    "unknown": Standing.UNKNOWN,
    "settled": Standing.RECEIVED,
    "reversed": Standing.REVERSED,
}  # A refused payment moved nothing.


@dataclass(frozen=True, slots=True)
class OtherSides:
    """The other sides' data; None where their file was not given."""

    wechat: ChannelBill | None = None
    alipay: ChannelBill | None = None
    account: tuple[BenefitDay, ...] | None = None

    def bill(self, kind: TenderKind) -> ChannelBill | None:
        """The bill of one channel."""
        return {TenderKind.WECHAT: self.wechat, TenderKind.ALIPAY: self.alipay}[kind]


@dataclass(frozen=True, slots=True)
class SettlementFiles:
    """The files a manager chose, and whose they must be when a store has several merchant numbers."""

    wechat: Sequence[Path] = ()
    alipay: Sequence[Path] = ()
    federation: Path | None = None
    wechat_merchant: str | None = None
    alipay_merchant: str | None = None

    def read(self, date: BusinessDate) -> OtherSides:
        """Read them for the settlement of one day. Raises the Bill… errors of `pos.errors`."""
        wechat, alipay = TenderKind.WECHAT, TenderKind.ALIPAY
        return OtherSides(
            wechat=read_bills(wechat, self.wechat, date=date, merchant=self.wechat_merchant)
            if self.wechat
            else None,
            alipay=read_bills(alipay, self.alipay, date=date, merchant=self.alipay_merchant)
            if self.alipay
            else None,
            account=None if self.federation is None else read_federation_account(self.federation),
        )


def settle_day(
    days: Days, others: OtherSides, *, till_id: str, date: BusinessDate, today: BusinessDate
) -> SettlementSheet:
    """Compare one business date of this till with the other sides' data."""
    around = [moved_date(date, days=-1), date, moved_date(date, days=1)]
    movements = [row for each in around for row in till_movements(days, each)]
    channels = tuple(
        settle_channel(
            kind,
            [row for row in movements if row.kind is kind],
            others.bill(kind),
            date=date,
            today=today,
            till_id=till_id,
        )
        for kind in CHANNELS
    )
    benefit = None
    tally = DayBook().take_all(days.entries_of_day(date)).tally(date)
    if others.account is not None:
        ours = BenefitDay(date, till_id, tally.discount, tally.subsidy)
        benefit = settle_benefit(ours, others.account, today=today)
    return SettlementSheet(date, till_id, today, channels, benefit, rounding=tally.rounding)


def till_movements(days: Days, date: BusinessDate) -> Iterator[TillMovement]:
    """Every payment and refund by phone of a business date, as the ledger knows it now."""
    known = _known_to_channel(days, date)
    for payment in days.payments_on(date):
        if payment.kind in CHANNELS and payment.state in _STANDINGS:
            yield _of_payment(payment, asked_of_channel=payment.payment_id in known)
    for entry in days.entries_of_day(date):
        if entry.kind == EntryKind.SALE:
            yield from _without_provider(entry)
        elif entry.kind == EntryKind.RETURN:
            yield from _refunds(entry)


def _known_to_channel(days: Days, date: BusinessDate) -> set[str]:
    """The payments that a provider itself said something of: the channel knows their order number."""
    return {
        answer.payment_id
        for entry in days.entries_of_day(date)
        if entry.kind == EntryKind.PAYMENT_ANSWERED
        and (answer := entry.facts(PaymentAnswered)).by is AnsweredBy.PROVIDER
        and (answer.detail or answer.provider_reference)
    }


def _of_payment(payment: StoredPayment, *, asked_of_channel: bool) -> TillMovement:
    told = bool(payment.provider_reference) or (payment.state != "settled" and asked_of_channel)
    return TillMovement(
        movement_id=payment.payment_id,
        kind=TenderKind(payment.kind),
        direction=Direction.PAYMENT,
        amount=payment.amount,
        at_ms=payment.asked_ms,
        date=payment.business_date,
        standing=_STANDINGS[payment.state],
        order_no=payment.payment_id,
        channel_no=payment.provider_reference,
        by_person=not told,
        reference_tail=payment.reference_tail,
        sale_no=payment.sale_no or "",
    )


def _without_provider(entry: Entry) -> Iterator[TillMovement]:
    """Phone payments without a provider: a cashier confirmed them."""
    sale = entry.facts(SaleFacts)
    for number, tender in enumerate(sale.tenders, 1):
        if tender.kind in CHANNELS and tender.payment_id is None:
            yield TillMovement(
                movement_id=f"{sale.sale_no}#{number}",
                kind=tender.kind,
                direction=Direction.PAYMENT,
                amount=tender.amount,
                at_ms=entry.at_ms,
                date=entry.business_date,
                by_person=True,
                reference_tail=tender.reference_tail,
                sale_no=sale.sale_no,
            )


def _refunds(entry: Entry) -> Iterator[TillMovement]:
    facts = entry.facts(ReturnFacts)
    for number, refund in enumerate(facts.refunds, 1):
        if refund.kind in CHANNELS:
            yield TillMovement(
                movement_id=f"{facts.return_no}#{number}",
                kind=refund.kind,
                direction=Direction.REFUND,
                amount=refund.amount,
                at_ms=entry.at_ms,
                date=entry.business_date,
                order_no=refund.payment_id or "",
                by_person=True,  # A person refunded it in the channel's own program.
                sale_no=facts.sale_no,
            )
