"""A card as a till may know it: number, masked name, eligibility. No identity number, no address."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pos.domain.calendar import BusinessDate, Month
from pos.domain.scanning.codes import card_tail
from pos.errors.cards import CardExpired, CardLost, CardNotYetValid, CardSuspended


class CardStatus(StrEnum):
    """What the federation says of a card; `lost` and `suspended` are the hot list."""

    ACTIVE = "active"
    LOST = "lost"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Card:
    """One 爱心卡 in the federation's list. Dates are business dates, both inclusive."""

    card_no: str
    masked_name: str  # 张*兰
    valid_from: BusinessDate
    valid_to: BusinessDate
    status: CardStatus


class BenefitState(StrEnum):
    """Whether a card's benefits can be given at this till now, or why not."""

    READY = "ready"
    NO_LEASE = "no_lease"  # This till holds no part of the card's month.
    NO_PROGRAMME = "no_programme"  # No programme has reached this till.
    REFUSED = "refused"  # Lost, suspended or expired while the sale was open or held.
    FENCED = "fenced"  # Restored backup, cloned disk or wrong clock (DESIGN 5.5).


@dataclass(frozen=True, slots=True)
class BasketCard:
    """The card in a basket and what this till may give it.

    `slip_reason`: if the sale ended now, why the card may have had more coming (`MakeGoodSlip.reason`);
    None when it gets all that is due, or nothing is due. It is stored with the basket.
    """

    card_no: str
    masked_name: str
    month: Month
    state: BenefitState
    slip_reason: str | None = None

    @property
    def tail(self) -> str:
        """The last four digits, the only ones that are shown."""
        return card_tail(self.card_no)


# Of these the card may have had something coming; the reasons are those of a make-good slip.
_SLIP_REASONS: Final = {BenefitState.NO_LEASE: "no_lease", BenefitState.FENCED: "fenced"}


def slip_reason_of(state: BenefitState, *, lacks: bool) -> str | None:
    """Why a make-good slip is due for a sale at a till that has asked nobody, or None.

    `lacks`: this till was leased less than the card's whole month, and a part may lie elsewhere.
    """
    if state is BenefitState.READY and lacks:
        return _SLIP_REASONS[BenefitState.NO_LEASE]
    return _SLIP_REASONS.get(state)


def check_usable(card: Card, business_date: BusinessDate) -> None:
    """Raise CardLost, CardSuspended, CardNotYetValid or CardExpired when the card may not be used."""
    tail = card_tail(card.card_no)
    if card.status is CardStatus.LOST:
        raise CardLost(tail=tail)
    if card.status is CardStatus.SUSPENDED:
        raise CardSuspended(tail=tail)
    if business_date < card.valid_from:
        raise CardNotYetValid(tail=tail, valid_from=card.valid_from)
    if business_date > card.valid_to:
        raise CardExpired(tail=tail, valid_to=card.valid_to)
