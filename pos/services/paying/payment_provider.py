"""The interface of a payment provider, and the provider that is a person who looks at a phone."""

from __future__ import annotations

from typing import Protocol

from pos.domain.money import Fen
from pos.domain.paying.payment import Answer, ProviderAnswer


class PaymentProvider(Protocol):
    """One channel of one merchant. Called off the window's thread; may be slow.

    Every method may raise OperatingError: then it is unknown what the provider did.
    """

    @property
    def asks_a_person(self) -> bool:
        """Whether only a person who looks at the merchant's phone can answer."""
        ...

    def charge(self, payment_id: str, amount: Fen, code: str) -> ProviderAnswer:
        """Take `amount` fen from the owner of the payment code, under this order number."""
        ...

    def query(self, payment_id: str) -> ProviderAnswer:
        """Say what became of it."""
        ...

    def reverse(self, payment_id: str) -> ProviderAnswer:
        """Close it if it is not paid, give the money back if it is."""
        ...


class ManualConfirmation:
    """A shop without a connection to the channel: the cashier looks at the merchant's phone."""

    asks_a_person = True

    def charge(self, payment_id: str, amount: Fen, code: str) -> ProviderAnswer:  # noqa: ARG002 - the protocol's
        """UNKNOWN: a person checks later."""
        return ProviderAnswer(Answer.UNKNOWN)

    def query(self, payment_id: str) -> ProviderAnswer:  # noqa: ARG002 - the protocol's
        """Only a person knows."""
        return ProviderAnswer(Answer.UNKNOWN)

    def reverse(self, payment_id: str) -> ProviderAnswer:  # noqa: ARG002 - the protocol's
        """Only a person can give it back."""
        return ProviderAnswer(Answer.UNKNOWN)
