"""Holds the open sale (挂单), recalls it (取单), or cancels it. Nothing about goods or money."""

from __future__ import annotations

from dataclasses import replace

from pos.domain.people.permission import Act
from pos.domain.selling import basket as baskets
from pos.errors.selling import BasketEmpty, BasketNotEmpty
from pos.ledger.drafts import HeldSale
from pos.services.counter.state import CheckoutState
from pos.services.selling.open_sale import OpenSale


class HoldingSales(OpenSale):
    """Hold, recall, cancel."""

    def cancel(self, *, reason: str = "") -> CheckoutState:
        """Drop the whole sale; its lines are remembered in the journal.

        Once the customer was told the total, this act needs a permission.
        Raises SaleBeingPaid and the errors of permission.
        """
        basket = self._without_money()
        if basket.lines:
            permit = self._permit(Act.CANCEL_AFTER_TOTAL if basket.announced else Act.CANCEL_SALE, reason)
            if basket.announced:
                self._override(permit, before=self._state.quote.totals.market, after=0)
            for line in basket.lines:
                basket = self._taken_out(basket, line, permit)
        self._parts.drafts.clear()
        self._state = self._fresh()
        return self._state

    def hold(self) -> CheckoutState:
        """Hold the sale, so that the next customer can be served. Raises BasketEmpty, SaleBeingPaid."""
        staff, _shift = self._parts.recorder.session.selling()
        basket = self._without_money()
        if not basket.lines:
            raise BasketEmpty
        held = replace(basket, paying=False, next_quantity=None)
        self._parts.drafts.hold(held, at_ms=self._parts.clock.now_ms(), by=staff.staff_id)
        self._held += 1
        self._state = self._fresh()
        return self._state

    def held(self) -> tuple[HeldSale, ...]:
        """The held sales, oldest first."""
        return self._parts.drafts.held()

    def recall(self, number: int) -> CheckoutState:
        """Bring a held sale back.

        Raises HoldUnknown, ClockDoubtful once; BasketNotEmpty while another sale is open.

        The card is looked up anew: while the sale waited it may have been lost, or used elsewhere.
        A sale from an earlier day becomes one of today: a month that is over is not spent any more.
        Prices are today's; a line whose price changed says what it cost, and `keep_held_prices` asks that.
        """
        self._parts.recorder.session.selling()
        if not self._state.basket.is_untouched:
            raise BasketNotEmpty
        self._mind_clock()
        # Who lets rights go must find it either among the held sales or as the open one.
        with self._parts.rights.lock:
            basket = self._parts.drafts.take(number)
            self._held = len(self._parts.drafts.held())
            prices = self._parts.goods_lines.prices({line.code for line in basket.lines})
            return self._change(baskets.reprice(self._brought_up_to_date(basket), prices))
