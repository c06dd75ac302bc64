"""Sends the sale to the customer's displays, and the customer's answers to the till. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos.domain.selling.basket import Confirmer
from pos.services.counter.state import CheckoutState, CompletedSale
from pos.ui.selling.customer.pictures import CustomerPicture, Moment, picture_sale, picture_thanks, welcome

THANKS_STAYS_TICKS = (
    8  # The change is on the display until the customer has put it away, or the next one comes.
)


class CustomerView(Protocol):
    """A window that faces the customer."""

    def show_customer(self, picture: CustomerPicture) -> None: ...


class ConfirmsCard(Protocol):
    """The part of the checkout that takes the customer's yes."""

    @property
    def customer_confirms(self) -> bool: ...
    def confirm_card(self, by: Confirmer) -> CheckoutState: ...


class Led(Protocol):
    """A row of eight digits; see `pos.services.printing.customer_display`."""

    def show_sale(self, state: CheckoutState) -> None: ...
    def show_done(self, sale: CompletedSale) -> None: ...


class CustomerPresenter:
    """One counter, any number of displays; without one it does nothing."""

    def __init__(
        self,
        checkout: ConfirmsCard,
        led: Led,
        *,
        store_name: str,
        training: bool,
        said_yes: Callable[[Callable[[], CheckoutState]], None],
    ) -> None:
        """`said_yes` does the act as the window does acts, and shows what came of it."""
        self._checkout, self._led = checkout, led
        self._store, self._training = store_name, training
        self._said_yes = said_yes
        self._view: CustomerView | None = None
        self._picture = welcome(store_name, training=training)
        self._thanks_ticks = 0

    def attach(self, view: CustomerView) -> None:
        """A display is there."""
        self._view = view
        view.show_customer(self._picture)

    def show(self, state: CheckoutState) -> None:
        """The sale changed."""
        self._led.show_sale(state)
        if self._thanks_ticks and not state.basket.lines and state.basket.card is None:
            return  # The next customer is not there yet.
        self._thanks_ticks = 0
        asks = self._checkout.customer_confirms
        self._say(picture_sale(state, self._store, asks=asks, training=self._training))

    def completed(self, sale: CompletedSale) -> None:
        """A sale is done: thanks, and the change."""
        self._thanks_ticks = THANKS_STAYS_TICKS
        self._led.show_done(sale)
        self._say(picture_thanks(sale, self._store, training=self._training))

    def confirmed(self) -> None:
        """The customer pressed the key of yes."""
        if self._picture.moment is Moment.PAYING and self._picture.ask:
            self._said_yes(lambda: self._checkout.confirm_card(Confirmer.CUSTOMER))

    def tick(self) -> None:
        """A second has gone by."""
        self._thanks_ticks = max(0, self._thanks_ticks - 1)
        if self._thanks_ticks == 0 and self._picture.moment is Moment.THANKS:
            self._say(welcome(self._store, training=self._training))

    def _say(self, picture: CustomerPicture) -> None:
        if picture != self._picture:
            self._picture = picture
            if self._view is not None:
                self._view.show_customer(picture)
