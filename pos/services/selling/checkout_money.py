"""Takes money for the open sale and commits it. Nothing about goods or cards."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Final

from pos.domain.journal.chain import SealedEntry
from pos.domain.money import Fen, parse_yuan
from pos.domain.paying.tender import PaidSoFar, Tender, TenderKind, TenderState, check_paid, check_tender
from pos.domain.paying.tender_method import MethodOffered, TenderMethod
from pos.domain.people.staff import Staff
from pos.domain.selling.basket import MoneyAsked
from pos.domain.selling.sale import SaleFacts
from pos.errors.ledger import LedgerUnwritable
from pos.errors.paying import (
    CashUnlikely,
    PaymentUnconfirmed,
    RoundingChanged,
    TenderNothingDue,
    TenderUnknown,
)
from pos.errors.returns import RefundUnconfirmed
from pos.errors.selling import BasketEmpty, CustomerYesNeeded
from pos.errors.typed import AmountOutOfRange
from pos.services.counter.state import CheckoutState, CompletedSale
from pos.services.selling.open_sale import OpenSale

CHANGE_DOUBTED: Final[Fen] = 20_000  # Two of the largest notes too many: a barcode or a slip of the finger.


class TakingMoney(OpenSale):
    """From the total to the committed sale."""

    _doubted: tuple[str, Fen] | None = None  # The sale and the cash that was asked about.

    @property
    def methods(self) -> tuple[MethodOffered, ...]:
        """The kinds of 其他 that this shop takes."""
        return self._parts.methods

    def begin_payment(self) -> CheckoutState:
        """Go to the payment screen. Raises BasketEmpty."""
        self._parts.recorder.session.selling()
        basket = self._state.basket
        if not basket.lines:
            raise BasketEmpty
        return self._change(replace(basket, paying=True, announced=True, next_quantity=None))

    def leave_payment(self) -> CheckoutState:
        """Go back to the goods. Raises SaleBeingPaid while tenders stand."""
        return self._change(replace(self._without_money(), paying=False, asked=None))

    def amount_to_ask(self, kind: TenderKind, amount_text: str | None) -> Fen:
        """What is taken or asked for, in fen; None is all that is due.

        Raises BasketEmpty, TenderNothingDue, TenderTooMuch, the errors of amounts, and RoundingChanged once
        when the shop's rule changed after the customer was told a sum.
        """
        self._parts.recorder.session.selling()
        shown = self._state.paid_so_far
        state = self._as_of_this_day()
        if not state.basket.lines:
            raise BasketEmpty
        if state.paid_so_far.due == 0:
            raise TenderNothingDue
        if kind is TenderKind.CASH and state.paid_so_far.cash_due != shown.cash_due:
            raise RoundingChanged(due_fen=state.paid_so_far.cash_due)
        due = state.paid_so_far.cash_due if kind is TenderKind.CASH else state.paid_so_far.due
        amount = due if amount_text is None else parse_yuan(amount_text)
        if amount == 0 and due:  # A rest of fen that the shop's rule leaves off is paid by nothing.
            raise AmountOutOfRange(text=amount_text)
        check_tender(state.paid_so_far.payable, state.basket.tenders, Tender(kind, amount), state.cash_rule)
        if kind is TenderKind.CASH:
            self._doubt(amount, due)
        return amount

    def ask_person(
        self,
        kind: TenderKind,
        amount_text: str | None,
        *,
        reference: str = "",
        method: TenderMethod | None = None,
    ) -> CheckoutState:
        """Ask whether money came that only a person can see. The question is stored and survives a restart.

        `pay` answers it, or `not_come`. Raises as `amount_to_ask` does.
        """
        asked = MoneyAsked(kind, self.amount_to_ask(kind, amount_text), reference, method)
        basket = replace(self._state.basket, asked=asked, paying=True, announced=True, next_quantity=None)
        return self._change(basket)

    def not_come(self) -> CheckoutState:
        """The question has ended without money."""
        basket = self._state.basket
        return self._state if basket.asked is None else self._change(replace(basket, asked=None))

    def _as_of_this_day(self) -> CheckoutState:
        """The sale under the cash rule in force now, unless money was taken already."""
        if not self._state.basket.tenders:
            self._state = self._priced(self._state.basket)
        return self._state

    def _doubt(self, amount: Fen, due: Fen) -> None:
        """Ask once when so much more cash is said than a customer hands over. Raises CashUnlikely."""
        said = self._state.basket.sale_id, amount
        doubted, self._doubted = self._doubted, None
        if amount - due >= CHANGE_DOUBTED and doubted != said:
            self._doubted = said
            raise CashUnlikely(amount_fen=amount, change_fen=amount - due)

    def pay(
        self,
        kind: TenderKind,
        amount_text: str | None,
        *,
        reference: str = "",
        said_by: Staff | None = None,
        method: TenderMethod | None = None,
    ) -> CheckoutState:
        """Take money: an amount in yuan as typed, or None for all that is due.

        All but cash needs the confirmation of the person signed in, `said_by`, that it came;
        the sale stores who confirmed it, and the kind of 其他 (`method`).
        Raises BasketEmpty, TenderNothingDue, TenderTooMuch, PaymentUnconfirmed and the errors of amounts.
        """
        amount = self.amount_to_ask(kind, amount_text)
        confirmed_by = None
        if kind is not TenderKind.CASH:
            confirmed_by = self._parts.recorder.session.word_of(said_by)
            if confirmed_by is None:
                raise PaymentUnconfirmed(amount_fen=amount)
        basket = self._state.basket
        tender = Tender(kind, amount, reference_tail=reference, confirmed_by=confirmed_by, method=method)
        tenders = (*basket.tenders, tender)
        return self._change(
            replace(basket, tenders=tenders, asked=None, paying=True, announced=True, next_quantity=None)
        )

    def with_cash(self, amount_text: str) -> PaidSoFar:
        """What would be due with this cash, as typed. Raises the errors of amounts."""
        basket = self._state.basket
        handed_over = Tender(TenderKind.CASH, parse_yuan(amount_text))
        return self._priced(replace(basket, tenders=(*basket.tenders, handed_over))).paid_so_far

    def take_back(self, number: int, *, refunded_by: Staff | None = None) -> CheckoutState:
        """Give a tender back before the sale is done; numbers count from 1.

        Money that was confirmed on a phone is recorded in the journal, and needs the confirmation of
        the person signed in, `refunded_by`, that the customer has it back.
        Raises TenderUnknown, RefundUnconfirmed.
        """
        self._parts.recorder.session.selling()
        basket = self._state.basket
        if not 1 <= number <= len(basket.tenders):
            raise TenderUnknown(number=number)
        tender = basket.tenders[number - 1]
        if tender.kind is not TenderKind.CASH:
            if self._parts.recorder.session.word_of(refunded_by) is None:
                raise RefundUnconfirmed(amount_fen=tender.amount)
            self._parts.recorder.tender_taken_back(basket, tender)
        kept = tuple(t for place, t in enumerate(basket.tenders, 1) if place != number)
        return self._change(replace(basket, tenders=kept))

    def done(self) -> CompletedSale:
        """Commit the sale; only then may anything be printed.

        Raises BasketEmpty, CustomerYesNeeded, TenderNotEnough, LedgerUnwritable; then the basket
        stays as it is.
        """
        # Who lets rights go waits until the sale is a fact, or sees that it is none.
        with self._parts.rights.lock:
            facts, sealed = self._committed()
        # From here on the sale is a fact, and nothing may say otherwise: a draft that cannot be
        # cleared is recognised by its id at the next start.
        with suppress(LedgerUnwritable):
            self._parts.drafts.clear()
        self._state = self._fresh()
        self._parts.recorder.appended()
        return CompletedSale(
            sale_no=facts.sale_no,
            short_hash=sealed.short_hash,
            payable=facts.totals.payable,
            change=facts.change,
            rounding=facts.rounding,
            state=self._state,
            unknown=sum(each.amount for each in facts.tenders if each.state is TenderState.UNKNOWN),
        )

    def _committed(self) -> tuple[SaleFacts, SealedEntry]:
        basket = self._state.basket
        if not basket.tenders or self._parts.rights.still_there(self._leases) != self._leases:
            self._state = self._priced(basket)
        state = self._state
        if not state.basket.lines:
            raise BasketEmpty
        totals = state.quote.totals
        pays = totals.discount or totals.subsidy
        if self.customer_confirms and pays and state.basket.confirmed_by is None:
            check_paid(state.paid_so_far.payable, state.basket.tenders, state.cash_rule)
            raise CustomerYesNeeded(discount_fen=totals.discount, subsidy_fen=totals.subsidy)
        return self._parts.recorder.sale(state, self._leases)
