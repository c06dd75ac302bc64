"""Running sums of money by way of paying: sold, given back, of unknown end, counted.

A payment whose end nobody knows, or that no sale wants, is in neither `sold` nor `expected`. A count
stands until money of its kind moves again: then it says nothing about the drawer any more, and is no
count.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

from pos.domain.journal.entries import Entry
from pos.domain.journal.record import Amount, Record, SignedAmount, Text
from pos.domain.money import Fen
from pos.domain.paying.payment import PaymentAnswered, PaymentAsked
from pos.domain.paying.tender import TenderKind, TenderState, way_order
from pos.domain.selling.sale import SaleFacts
from pos.domain.shifts.cash_moved import Direction
from pos.domain.shifts.drawer import SMALLEST_ROUNDED, DrawerMoves
from pos.domain.shifts.shift_close import ShiftCount

ALWAYS_SHOWN: Final = (TenderKind.CASH, TenderKind.WECHAT, TenderKind.ALIPAY)
CASH: Final = TenderKind.CASH.value

_RECEIVED, _OPEN = "settled", "unknown"


class Taking(Record, frozen=True):
    """One way of paying: what was sold and given back, what is open, what was counted.

    `expected` is what should be there (for cash: with float, cash in and out); `unknown` is money
    nobody knows the end of, in neither. `counted` and `difference` are None before a count.
    """

    kind: Text
    sold: Amount
    refunded: Amount
    unknown: Amount
    expected: SignedAmount
    counted: Amount | None = None
    difference: SignedAmount | None = None


@dataclass(frozen=True, slots=True)
class _Paid:
    """Money of a finished sale that came by phone or by hand."""

    kind: str
    amount: Fen
    payment_id: str | None
    unknown: bool


@dataclass(frozen=True, slots=True)
class _Payment:
    """What a provider was asked for, and how it stands: unknown, settled, refused or reversed."""

    kind: str
    amount: Fen
    outcome: str


class Takings:
    """The money of the entries it was given."""

    def __init__(self) -> None:
        self.float_fen: Fen = 0
        self.cash_in: Fen = 0
        self.cash_out: Fen = 0
        self.made_goods = 0  # Make-goods that were handed out in cash.
        self.made_good: Fen = 0
        self.counts: list[ShiftCount] = []  # All of them, in order.
        self._cash_taken: Fen = 0
        self._change: Fen = 0
        self._paid: list[_Paid] = []
        self._refunded: Counter[str] = Counter()
        self._payments: dict[str, _Payment] = {}
        self._to_the_fen = False  # Cash of a sale whose rule left no fen off.
        self._standing: dict[str, ShiftCount] = {}

    def sale(self, sale: SaleFacts) -> None:
        """The tenders of a finished sale."""
        for tender in sale.tenders:
            if tender.kind is TenderKind.CASH:
                self._cash_taken += tender.amount
                self._to_the_fen |= bool(tender.amount) and sale.cash_rule.coin < SMALLEST_ROUNDED
            else:
                unknown = tender.state is TenderState.UNKNOWN
                self._paid.append(_Paid(tender.way, tender.amount, tender.payment_id, unknown))
            self._moved(tender.way)
        self._change += sale.change

    def refund(self, kind: str, amount: Fen) -> None:
        """Money that went back to a customer."""
        self._refunded[kind] += amount
        self._moved(kind)

    def cash_moved(self, direction: Direction, amount: Fen) -> None:
        """Cash put into the drawer or taken out of it without a sale."""
        if direction is Direction.IN:
            self.cash_in += amount
        else:
            self.cash_out += amount
        self._moved(CASH)

    def handed_out(self, amount: Fen) -> None:
        """A make-good that was paid in cash: neither a refund nor a gift of this day's sales."""
        self.made_goods += 1
        self.made_good += amount
        self._moved(CASH)

    def asked(self, asked: PaymentAsked) -> None:
        """A provider is asked for money."""
        payment = _Payment(asked.kind.value, asked.amount, _OPEN)
        self._payments[asked.payment_id] = payment

    def answered(self, answered: PaymentAnswered) -> None:
        """Note an answer. One to a payment that was asked elsewhere changes nothing here."""
        payment_id = answered.payment_id
        payment = self._payments.get(payment_id)
        if payment is not None:
            outcome = answered.outcome.value
            self._payments[payment_id] = replace(payment, outcome=outcome)
            if outcome == _RECEIVED:
                self._moved(payment.kind)

    def count(self, entry: Entry) -> ShiftCount:
        """Note a count. The last of a kind is valid, all are kept."""
        counted = entry.facts(ShiftCount)
        self.counts.append(counted)
        self._standing[counted.kind] = counted
        return counted

    def count_of(self, kind: str) -> ShiftCount | None:
        """The count of a way of paying that still stands."""
        return self._standing.get(kind)

    def standing(self) -> tuple[ShiftCount, ...]:
        """The counts that still stand, in the order of the ways of paying."""
        return tuple(self._standing[kind] for kind in sorted(self._standing, key=way_order))

    def open_payments(self) -> tuple[str, ...]:
        """The payments that are not finished, in the order they were asked for.

        The end is unknown, or the money came but belongs to no sale and has to go back.
        """
        of_sales = {paid.payment_id for paid in self._paid}
        return tuple(
            name
            for name, payment in self._payments.items()
            if payment.outcome == _OPEN or (payment.outcome == _RECEIVED and name not in of_sales)
        )

    @property
    def has_fen_coins(self) -> bool:
        """Whether fen coins can have come into the drawer, whatever the rule is now."""
        moves = self.drawer()
        moved = (moves.float_fen, moves.refunded, moves.cash_in, moves.cash_out, moves.made_good)
        return self._to_the_fen or any(amount % SMALLEST_ROUNDED for amount in moved)

    def drawer(self) -> DrawerMoves:
        """What went through the drawer."""
        return DrawerMoves(
            float_fen=self.float_fen,
            taken=self._cash_taken,
            change=self._change,
            refunded=self._refunded[CASH],
            cash_in=self.cash_in,
            cash_out=self.cash_out,
            made_good=self.made_good,
        )

    def takings(self) -> tuple[Taking, ...]:
        """Each way of paying: the usual ones always, others when there was anything."""
        sold, unknown = self._sold()
        sold[CASH] = self._cash_taken - self._change
        used = {*sold, *unknown, *self._refunded, *self._standing} | {kind.value for kind in ALWAYS_SHOWN}
        return tuple(self._taking(kind, sold[kind], unknown[kind]) for kind in sorted(used, key=way_order))

    def _taking(self, kind: str, sold: Fen, unknown: Fen) -> Taking:
        refunded = self._refunded[kind]
        expected = self.drawer().expected if kind == CASH else sold - refunded
        standing = self._standing.get(kind)
        if standing is None:
            return Taking(kind, sold, refunded, unknown, expected)
        counted = standing.counted
        return Taking(kind, sold, refunded, unknown, expected, counted, counted - expected)

    def _sold(self) -> tuple[Counter[str], Counter[str]]:
        """Money that came, and money of unknown end, by kind."""
        sold: Counter[str] = Counter()
        unknown: Counter[str] = Counter()
        of_sales = set()
        for paid in self._paid:
            payment = self._payments.get(paid.payment_id or "")
            outcome = payment.outcome if payment else (_OPEN if paid.unknown else _RECEIVED)
            if outcome == _OPEN:
                unknown[paid.kind] += paid.amount
            elif outcome == _RECEIVED:
                sold[paid.kind] += paid.amount
            of_sales.add(paid.payment_id)
        for payment_id, payment in self._payments.items():
            if payment_id not in of_sales and payment.outcome in (_OPEN, _RECEIVED):
                unknown[payment.kind] += payment.amount
        return sold, unknown

    def _moved(self, kind: str) -> None:
        self._standing.pop(kind, None)
