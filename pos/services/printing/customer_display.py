"""Sends amounts to the customer's display, beside the sale: only the newest amount is sent."""

from __future__ import annotations

import logging
import threading
from typing import Final, Protocol

from pos.devices.customer_led import Lamp, LedDisplay
from pos.domain.money import Fen
from pos.errors.devices import DisplayUnreachable
from pos.services.counter.state import CheckoutState, CompletedSale

_LOG = logging.getLogger(__name__)

RETRY_SECONDS: Final = 5.0

Shown = tuple[Lamp, Fen | None]


class AmountDisplay(Protocol):
    """A device that shows one amount."""

    def show(self, lamp: Lamp, amount: Fen | None) -> None: ...
    def close(self) -> None: ...


class NoDigits:
    """A counter without such a display."""

    def show_sale(self, state: CheckoutState) -> None:
        """Nothing shows it."""

    def show_done(self, sale: CompletedSale) -> None:
        """Nothing shows it."""

    def stop(self) -> None:
        """Nothing runs."""


class CustomerDigits:
    """Owns one display and its thread. A missing display never delays a sale."""

    def __init__(self, display: AmountDisplay, *, retry_seconds: float = RETRY_SECONDS) -> None:
        self._display = display
        self._retry_seconds = retry_seconds
        self._wanted: Shown = (Lamp.NONE, None)
        self._change = threading.Condition()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="customer-display", daemon=True)

    def start(self) -> None:
        """Begin to show."""
        self._thread.start()

    def stop(self) -> None:
        """Blank the display and end."""
        with self._change:
            self._stopping = True
            self._change.notify()
        if self._thread.is_alive():
            self._thread.join(2.0)

    def show_sale(self, state: CheckoutState) -> None:
        """While goods are scanned the newest line's price; while paying what is due, or the change."""
        self._want(shown_for(state))

    def show_done(self, sale: CompletedSale) -> None:
        """The change, or what was paid when there is none."""
        self._want((Lamp.CHANGE, sale.change) if sale.change else (Lamp.PAID, sale.payable - sale.rounding))

    def _want(self, shown: Shown) -> None:
        with self._change:
            self._wanted = shown
            self._change.notify()

    def _run(self) -> None:
        on_display: Shown | None = None
        wait: float | None = None
        while True:
            with self._change:
                if not self._stopping and (self._wanted == on_display or wait is not None):
                    self._change.wait(wait)
                if self._stopping:
                    break
                wanted = self._wanted
            wait = None
            if wanted == on_display:
                continue
            try:
                self._display.show(*wanted)
                on_display = wanted
            except DisplayUnreachable as error:
                if on_display is not None:
                    _LOG.warning("the customer's display is away: %s", error)
                on_display, wait = None, self._retry_seconds
        try:
            self._display.show(Lamp.NONE, None)
        except DisplayUnreachable:
            _LOG.info("the customer's display could not be blanked")
        self._display.close()


def customer_digits(url: str) -> CustomerDigits | NoDigits:
    """The row of digits that faces the customer, running; none at another address. Raises DeviceUrlWrong."""
    if not url.startswith("serial:"):
        return NoDigits()
    digits = CustomerDigits(LedDisplay(url))
    digits.start()
    return digits


def shown_for(state: CheckoutState) -> Shown:
    """What a row of digits shows of an open sale. Pure."""
    if not state.basket.lines:
        return (Lamp.NONE, None)
    if not state.basket.paying:
        return (Lamp.PRICE, state.quote.lines[-1].net)
    if state.paid_so_far.change:
        return (Lamp.CHANGE, state.paid_so_far.change)
    paid_so_far = state.paid_so_far
    if not paid_so_far.tendered:
        return (Lamp.TOTAL, paid_so_far.payable)
    # One number has room: the rest is what it comes to in cash, as on the cashier's screen.
    return (Lamp.TOTAL, paid_so_far.cash_due or paid_so_far.payable - paid_so_far.rounding)
