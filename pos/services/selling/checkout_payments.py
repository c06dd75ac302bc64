"""What phone payments change in the open sale. Asking and following them is in `paying`."""

from __future__ import annotations

from dataclasses import replace

from pos.domain.paying.payment import PaymentAsked
from pos.domain.paying.tender import Tender, TenderState
from pos.services.counter.state import CheckoutState
from pos.services.selling.open_sale import OpenSale


class TakingPayments(OpenSale):
    """Puts payments among the tenders, and takes them out again."""

    def has_place_for(self, asked: PaymentAsked) -> bool:
        """Whether it belongs to the open sale, and that much is still due."""
        paid_so_far = self._state.paid_so_far
        return self._state.basket.sale_id == asked.sale_id and 0 < asked.amount <= paid_so_far.due

    def payment_tendered(
        self, asked: PaymentAsked, tender_state: TenderState, said_by: str | None = None
    ) -> bool:
        """Put a payment among the tenders of its sale, or change what is known of it there.

        `said_by`: staff id of the person who said so, None when it was the provider.
        False when it has no place: the sale is another one, or less is due by now.
        """
        basket = self._state.basket
        tender = Tender(
            asked.kind, asked.amount, tender_state, asked.reference_tail, asked.payment_id, said_by
        )
        same = tuple(tender if each.payment_id == asked.payment_id else each for each in basket.tenders)
        if tender in same:
            self._change(replace(basket, tenders=same))
            return True
        if not self.has_place_for(asked):
            return False
        self._change(
            replace(basket, tenders=(*same, tender), paying=True, announced=True, next_quantity=None)
        )
        return True

    def payment_untendered(self, payment_id: str) -> CheckoutState:
        """Take a payment out of the tenders: no money came, or it goes back."""
        basket = self._state.basket
        kept = tuple(each for each in basket.tenders if each.payment_id != payment_id)
        if len(kept) == len(basket.tenders):
            return self._state
        return self._change(replace(basket, tenders=kept))
