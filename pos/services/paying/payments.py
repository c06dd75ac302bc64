"""Phone payments: asks the provider, follows the answer until the end is known, and never loses one.

The entry that asks is committed before the provider is asked; each answer is committed when it comes.
The desk does not ask by itself: it gives errands to the window, which runs them off its thread.
An open payment is in the ledger, so a till that was killed follows it after the next start.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from pos.domain.journal.entries import EntryKind
from pos.domain.paying.payment import (
    HANDED_OVER,
    Answer,
    AnsweredBy,
    Payment,
    PaymentAnswered,
    PaymentAsked,
    PaymentState,
    ProviderAnswer,
    Question,
    grown_old,
    heard,
    next_question,
    reverse_wanted,
)
from pos.domain.paying.tender import TenderKind, TenderState
from pos.domain.people.permission import Act, Permit
from pos.domain.people.staff import Staff
from pos.errors.paying import (
    PaymentByHand,
    PaymentCodeNeeded,
    PaymentCodeUsed,
    PaymentOfSale,
    PaymentOver,
    PaymentPending,
    PaymentUnknown,
    TenderUnknown,
)
from pos.services.counter.recorder import Recorder
from pos.services.counter.state import CheckoutState, PaymentPlace
from pos.services.paying.payment_following import OUTCOMES, Errand, FollowedPayments
from pos.services.paying.payment_provider import PaymentProvider
from pos.services.people.permissions import PermissionDesk
from pos.services.selling.checkout import Checkout

__all__ = ["Errand", "PaymentDesk", "PersonSays"]

_CODES_KEPT = 500


class PersonSays(StrEnum):
    """What a person found on the merchant's phone."""

    RECEIVED = "yes"
    NOT_RECEIVED = "no"
    GIVEN_BACK = "back"


_SAID = {
    PersonSays.RECEIVED: PaymentState.RECEIVED,
    PersonSays.NOT_RECEIVED: PaymentState.REFUSED,
    PersonSays.GIVEN_BACK: PaymentState.REVERSED,
}


class PaymentDesk(FollowedPayments):
    """What is asked of providers and decided by persons. Used from one thread."""

    def __init__(
        self,
        recorder: Recorder,
        checkout: Checkout,
        permissions: PermissionDesk,
        providers: Mapping[TenderKind, PaymentProvider],
    ) -> None:
        super().__init__(recorder, checkout, providers)
        self._permissions = permissions
        self._late: list[tuple[Errand, ProviderAnswer]] = []  # Came while no person was signed in.
        self._codes: list[str] = []  # Digests of the codes that were asked for money.

    # ── Asking ─────────────────────────────────────────────────────────────────────────────

    def ask(self, kind: TenderKind, amount_text: str | None, *, code: str = "") -> Errand:
        """Write down that money is asked for; the errand then asks the provider.

        Raises PaymentPending, PaymentCodeNeeded, PaymentCodeUsed and what `amount_to_ask` raises.
        """
        provider = self._provider(kind)
        amount = self._checkout.amount_to_ask(kind, amount_text)
        if self.current() is not None:
            raise PaymentPending
        digest = hashlib.sha256(code.encode()).hexdigest()
        if not provider.asks_a_person:
            if not code:
                raise PaymentCodeNeeded
            if digest in self._codes:
                raise PaymentCodeUsed
        _staff, shift = self._recorder.session.selling()
        basket, now_ms = self._checkout.state.basket, self._recorder.clock.now_ms()
        asked = PaymentAsked(
            payment_id=self._recorder.ids.new_id().replace("-", ""),  # WeChat takes at most 32 characters.
            sale_id=basket.sale_id,
            shift_id=shift.shift_id,
            kind=kind,
            amount=amount,
            reference_tail=code[-4:],
        )
        self._recorder.fact(EntryKind.PAYMENT_ASKED, asked, business_date=basket.business_date)
        self._codes = [*self._codes, digest][-_CODES_KEPT:]
        payment = Payment(asked, asked_ms=now_ms, last_ms=now_ms)
        self._followed[asked.payment_id] = payment
        self._written[asked.payment_id] = PaymentState.ASKED
        return self._errand(payment, Question.CHARGE, code)

    def unclear(self, kind: TenderKind, amount_text: str | None, *, reference: str = "") -> CheckoutState:
        """不清楚: the cashier cannot say whether the customer's money came. Raises as `ask` does."""
        errand = self.ask(kind, amount_text, code=reference)
        self._checkout.not_come()  # It is a payment now, with a number of its own.
        return self.took(errand, ProviderAnswer(Answer.UNKNOWN))

    def query(self, payment_id: str = "") -> Errand:
        """Ask now what became of it; without a number, of the payment of this sale.

        Raises PaymentUnknown, PaymentOver, PaymentByHand; PaymentPending while a question is under way.
        """
        payment = self._connected(self._free(payment_id))
        return self._errand(payment, Question.QUERY)

    def reverse(self, payment_id: str = "") -> CheckoutState:
        """Reverse a payment: asked as soon as the provider's pause allows, until a query confirms it.

        Raises PaymentUnknown, PaymentOver, PaymentByHand, PaymentOfSale, and ApprovalNeeded when the
        goods were handed over for it.
        """
        payment = self._connected(self._payment(payment_id))
        if self._place(payment) is PaymentPlace.SOLD:
            self._answered_by_person(payment, PaymentState.UNKNOWN, "REVERSE", self._permit_to_resolve())
        self._followed[payment.payment_id] = reverse_wanted(payment)
        self._aside.discard(payment.payment_id)
        return self._checkout.payment_untendered(payment.payment_id)

    def due(self) -> list[Errand]:
        """The questions that are due by now, for a front to run. None while no person is signed in."""
        if self._recorder.session.staff is None:
            return []
        while self._late:
            self.took(*self._late[0])
            del self._late[0]
        now_ms = self._recorder.clock.now_ms()
        errands = []
        for payment in list(self._followed.values()):
            aged = grown_old(payment, now_ms)
            if aged != payment or aged.is_over:
                self._learned(aged)
            if aged.state is PaymentState.RECEIVED and not aged.reversing:
                self._tender(aged)
            following = next_question(aged)
            idle = aged.payment_id not in self._busy and not self.by_hand(aged.asked.kind)
            if idle and following is not None and following[1] <= now_ms:
                errands.append(self._errand(aged, following[0]))
        return errands

    def took(self, errand: Errand, said: ProviderAnswer) -> CheckoutState:
        """Take the answer of an errand, at any time. It is committed before it is shown."""
        if self._recorder.session.staff is None:
            self._late.append((errand, said))
            return self._checkout.state
        self._busy.discard(errand.payment_id)
        payment = self._followed.get(errand.payment_id)
        if payment is not None:
            self._learned(heard(payment, errand.question, said, self._recorder.clock.now_ms()))
        return self._checkout.state

    # ── What a person decides ──────────────────────────────────────────────────────────────

    def set_aside(self, payment_id: str = "") -> None:
        """改收其他: other money is taken for the sale; the payment stays open beside it."""
        self._aside.add(self._payment(payment_id).payment_id)

    def finish_unpaid(self, payment_id: str = "") -> CheckoutState:
        """挂为待确认: the goods may be handed over though its end is unknown; the payment counts as given.

        Raises PaymentUnknown, PaymentOver when it has no place in the sale, ApprovalNeeded.
        """
        payment = self._payment(payment_id)
        unclear = payment.is_open and not payment.reversing and not self._has_come(payment)
        if not unclear or not self._checkout.has_place_for(payment.asked):
            raise PaymentOver(payment_id=payment.payment_id)
        permit = self._permissions.permit(Act.FINISH_UNPAID)
        payment = replace(payment, state=PaymentState.UNKNOWN)
        self._answered_by_person(payment, PaymentState.UNKNOWN, HANDED_OVER, permit)
        self._followed[payment.payment_id] = payment
        self._checkout.payment_tendered(payment.asked, TenderState.UNKNOWN)
        return self._checkout.state

    def resolve(self, payment_id: str, says: PersonSays) -> CheckoutState:
        """A person says how the payment ended: 已查到账, 未收到, or 已退给顾客.

        Raises PaymentUnknown, PaymentOver, PaymentPending while a question is under way, ApprovalNeeded.
        """
        payment = self._free(payment_id)
        come = self._has_come(payment)
        news = come if says is PersonSays.GIVEN_BACK else payment.is_open
        if not news or (come and says is PersonSays.NOT_RECEIVED):
            raise PaymentOver(payment_id=payment.payment_id)
        permit = self._permit_to_resolve()
        said_by = self._recorder.session.person().staff_id
        answered = replace(payment, state=_SAID[says], reversing=False, said_by=said_by)
        if answered.state is not self._written[payment.payment_id]:
            self._answered_by_person(answered, answered.state, says.name, permit)
        self._learned(answered)
        return self._checkout.state

    def take_back(self, number: int, *, refunded_by: Staff | None = None) -> CheckoutState:
        """Take back a tender of any kind; numbers count from 1.

        Money that only a person can give back needs the confirmation of `refunded_by`, who is signed in.
        Raises TenderUnknown, RefundUnconfirmed.
        """
        tenders = self._checkout.state.basket.tenders
        if not 1 <= number <= len(tenders):
            raise TenderUnknown(number=number)
        tender = tenders[number - 1]
        payment = self._followed.get(tender.payment_id or "")
        if payment is None:
            return self._checkout.take_back(number, refunded_by=refunded_by)
        if tender.state is TenderState.UNKNOWN:
            return self._checkout.payment_untendered(payment.payment_id)
        if not self.by_hand(payment.asked.kind):
            return self.reverse(payment.payment_id)
        state = self._checkout.take_back(number, refunded_by=refunded_by)
        over = replace(payment, state=PaymentState.REVERSED)
        self._answered_by_person(over, over.state, PersonSays.GIVEN_BACK.name, None)
        self._learned(over)
        return state

    # ── Within ─────────────────────────────────────────────────────────────────────────────

    def _payment(self, payment_id: str) -> Payment:
        current = None if payment_id else self.current()
        found = self._followed.get(current.payment_id if current is not None else payment_id)
        if found is not None and not self._is_at_home(found):
            return found
        stored = self._recorder.ledger.days.payment(payment_id)
        if stored is None:
            raise PaymentUnknown(payment_id=payment_id)
        if stored.sale_no is not None and stored.state == PaymentState.RECEIVED:
            raise PaymentOfSale(sale_no=stored.sale_no)
        raise PaymentOver(payment_id=payment_id)

    def _free(self, payment_id: str) -> Payment:
        payment = self._payment(payment_id)
        if payment.payment_id in self._busy:
            raise PaymentPending
        return payment

    def _connected(self, payment: Payment) -> Payment:
        if self.by_hand(payment.asked.kind):
            raise PaymentByHand
        return payment

    def _has_come(self, payment: Payment) -> bool:
        """The ledger says so, also while the provider is asked once more after a start."""
        return self._written[payment.payment_id] is PaymentState.RECEIVED

    def _permit_to_resolve(self) -> Permit:
        return self._permissions.permit(Act.RESOLVE_PAYMENT)

    def _answered_by_person(
        self, payment: Payment, state: PaymentState, detail: str, permit: Permit | None
    ) -> None:
        rule = None if permit is None else permit.rule
        said = PaymentAnswered(
            payment.payment_id, OUTCOMES[state], payment.reference, detail, AnsweredBy.PERSON, rule
        )
        self._write(said, permit)
        self._written[payment.payment_id] = state
