"""Follows payments whose end is not known yet: what is known of each, and where its money belongs.

`PaymentDesk` is built on it; it asks and lets persons decide. News is committed first,
then the open sale's tenders follow. An open payment stands in the ledger, so a till that was
killed follows it after the next start.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pos.domain.journal.entries import EntryKind
from pos.domain.paying.payment import (
    Answer,
    AnsweredBy,
    Outcome,
    Payment,
    PaymentAnswered,
    PaymentAsked,
    PaymentState,
    ProviderAnswer,
    Question,
)
from pos.domain.paying.tender import TenderKind, TenderState
from pos.domain.people.permission import Permit
from pos.errors import OperatingError
from pos.ledger.days import StoredPayment
from pos.services.counter.recorder import Recorder
from pos.services.counter.state import CheckoutState, PaymentPlace, PaymentView
from pos.services.paying.payment_provider import ManualConfirmation, PaymentProvider
from pos.services.selling.checkout import Checkout

OUTCOMES = {
    PaymentState.UNKNOWN: Outcome.UNKNOWN,
    PaymentState.RECEIVED: Outcome.RECEIVED,
    PaymentState.REFUSED: Outcome.REFUSED,
    PaymentState.REVERSED: Outcome.REVERSED,
}
_ENDED_KEPT = 50


@dataclass(frozen=True, slots=True)
class Errand:
    """One question on its way to a provider. `run` may take long; it touches nothing of the till."""

    payment: Payment
    question: Question
    provider: PaymentProvider
    code: str = ""

    @property
    def payment_id(self) -> str:
        """Whose it is."""
        return self.payment.payment_id

    def run(self) -> ProviderAnswer:
        """Ask the provider. A failure on the way becomes the answer UNKNOWN."""
        asked = self.payment.asked
        try:
            if self.question is Question.CHARGE:
                return self.provider.charge(asked.payment_id, asked.amount, self.code)
            if self.question is Question.QUERY:
                return self.provider.query(asked.payment_id)
            return self.provider.reverse(asked.payment_id)
        except OperatingError as error:
            return ProviderAnswer(Answer.UNKNOWN, error.code)


class FollowedPayments:
    """Every payment that is followed. Used from one thread."""

    def __init__(
        self,
        recorder: Recorder,
        checkout: Checkout,
        providers: Mapping[TenderKind, PaymentProvider],
    ) -> None:
        self._recorder, self._checkout = recorder, checkout
        checkout.money_asked = lambda: self.current() is not None
        self._providers = providers
        self._followed: dict[str, Payment] = {}
        self._written: dict[str, PaymentState] = {}  # What the ledger says of each.
        self._busy: set[str] = set()  # A question is on its way.
        self._aside: set[str] = set()  # Other money is taken for the sale.
        self._ended: dict[str, Payment] = {}  # The last ones that are over, for the screen to say how.
        days = recorder.ledger.days
        for stored in (*days.open_payments(), *days.payments_too_much()):
            self._follow_stored(stored)

    # ── What there is ──────────────────────────────────────────────────────────────────────

    def by_hand(self, kind: TenderKind) -> bool:
        """Whether the cashier confirms the money by hand, because no provider is connected."""
        return self._provider(kind).asks_a_person

    @property
    def state(self) -> CheckoutState:
        """The open sale as it stands."""
        return self._checkout.state

    def current(self) -> PaymentView | None:
        """The payment the open sale waits for, unless other money is taken for it."""
        for payment in self._followed.values():
            waited_for = payment.is_open or payment.reversing
            if waited_for and payment.payment_id not in self._aside and self._is_of_this_sale(payment):
                return self._view(payment)
        return None

    def open(self) -> tuple[PaymentView, ...]:
        """Payments that are not finished: the end is unknown, or the money belongs to no sale (多收)."""
        views = []
        for payment in list(self._followed.values()):
            place = self._place(payment)
            if self._is_at_home(payment):
                self._forget(payment.payment_id)
            elif payment.is_open or payment.reversing or place is not PaymentPlace.TENDERED:
                views.append(self._view(payment))
        return tuple(views)

    def view(self, payment_id: str) -> PaymentView | None:
        """One payment that is followed, or that ended not long ago."""
        payment = self._followed.get(payment_id) or self._ended.get(payment_id)
        return None if payment is None else self._view(payment)

    # ── Within ─────────────────────────────────────────────────────────────────────────────

    def _provider(self, kind: TenderKind) -> PaymentProvider:
        return self._providers.get(kind) or ManualConfirmation()

    def _errand(self, payment: Payment, question: Question, code: str = "") -> Errand:
        self._busy.add(payment.payment_id)
        return Errand(payment, question, self._provider(payment.asked.kind), code)

    def _follow_stored(self, stored: StoredPayment) -> None:
        asked = PaymentAsked(
            payment_id=stored.payment_id,
            sale_id=stored.sale_id,
            shift_id=stored.shift_id,
            kind=TenderKind(stored.kind),
            amount=stored.amount,
            reference_tail=stored.reference_tail,
        )
        written = PaymentState(stored.state)
        received = written is PaymentState.RECEIVED
        # A received one without a place may have been on its way back when the till was killed:
        # the provider is asked once more. Where only a person can know, the person's word stands.
        state = PaymentState.RECEIVED if received and self.by_hand(asked.kind) else PaymentState.UNKNOWN
        self._written[stored.payment_id] = written
        self._followed[stored.payment_id] = Payment(
            asked,
            asked_ms=stored.asked_ms,
            last_ms=stored.asked_ms,
            state=state,
            reference=stored.provider_reference,
        )

    def _learned(self, payment: Payment) -> None:
        """Write what is new, then put the money where it belongs."""
        payment_id = payment.payment_id
        written = self._written[payment_id]
        if written is PaymentState.RECEIVED and payment.state is PaymentState.REFUSED:
            # Money that came is not unmade by a provider that does not find it any more: only its
            # way back ends it, and a person can say so.
            payment = replace(payment, state=PaymentState.RECEIVED)
        outcome = OUTCOMES.get(payment.state)
        doubted = written is PaymentState.RECEIVED and payment.state is PaymentState.UNKNOWN
        if outcome is not None and payment.state is not written and not doubted:
            self._write(
                PaymentAnswered(payment_id, outcome, payment.reference, payment.code, AnsweredBy.PROVIDER),
                None,
            )
            self._written[payment_id] = payment.state
        self._followed[payment_id] = payment
        if payment.is_over:
            self._checkout.payment_untendered(payment_id)
            self._forget(payment_id)
        elif payment.state is PaymentState.RECEIVED and not payment.reversing:
            self._tender(payment)

    def _tender(self, payment: Payment) -> None:
        if self._place(payment) is not PaymentPlace.SOLD:
            known = [
                each for each in self._checkout.state.basket.tenders if each.payment_id == payment.payment_id
            ]
            if not known or known[0].state is not TenderState.CONFIRMED:
                self._checkout.payment_tendered(payment.asked, TenderState.CONFIRMED, payment.said_by)

    def _write(self, said: PaymentAnswered, permit: Permit | None) -> None:
        stored = self._recorder.ledger.days.payment(said.payment_id)
        assert stored is not None, "it was asked for before it could be answered"
        # An answer belongs to the day that asked, whenever it comes: that day's figures wait for it.
        self._recorder.fact(
            EntryKind.PAYMENT_ANSWERED, said, business_date=stored.business_date, permit=permit
        )

    def _forget(self, payment_id: str) -> None:
        ended = self._followed.pop(payment_id, None)
        if ended is not None:
            self._ended[payment_id] = ended
            if len(self._ended) > _ENDED_KEPT:
                del self._ended[next(iter(self._ended))]
        self._written.pop(payment_id, None)
        self._aside.discard(payment_id)

    def _sale_no(self, payment_id: str) -> str | None:
        stored = self._recorder.ledger.days.payment(payment_id)
        return None if stored is None else stored.sale_no

    def _is_at_home(self, payment: Payment) -> bool:
        """Its money is part of a finished sale: there is nothing left to follow."""
        # What is written counts: after a start the provider is asked once more, the sale is not.
        received = self._written[payment.payment_id] is PaymentState.RECEIVED and not payment.reversing
        return received and self._place(payment) is PaymentPlace.SOLD

    def _is_of_this_sale(self, payment: Payment) -> bool:
        return self._place(payment) is PaymentPlace.THIS_SALE

    def _place(self, payment: Payment) -> PaymentPlace:
        basket = self._checkout.state.basket
        if any(each.payment_id == payment.payment_id for each in basket.tenders):
            return PaymentPlace.TENDERED
        if basket.sale_id == payment.asked.sale_id:
            return PaymentPlace.THIS_SALE
        if self._sale_no(payment.payment_id) is not None:
            return PaymentPlace.SOLD
        if any(each.basket.sale_id == payment.asked.sale_id for each in self._checkout.held()):
            return PaymentPlace.HELD
        return PaymentPlace.ASTRAY

    def _view(self, payment: Payment) -> PaymentView:
        return PaymentView(
            payment_id=payment.payment_id,
            kind=payment.asked.kind,
            amount=payment.asked.amount,
            state=payment.state,
            code=payment.code,
            asked_ms=payment.asked_ms,
            reference_tail=payment.asked.reference_tail,
            place=self._place(payment),
            sale_no=self._sale_no(payment.payment_id),
            by_hand=self.by_hand(payment.asked.kind),
            reversing=payment.reversing,
            busy=payment.payment_id in self._busy,
            seconds=max(0, self._recorder.clock.now_ms() - payment.asked_ms) // 1000,
        )
