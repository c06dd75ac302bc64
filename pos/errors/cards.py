"""Why a card is not taken."""

from __future__ import annotations

from pos.errors import RuleBroken


class CardCheckDigitWrong(RuleBroken):
    """The card number's check digit does not fit. Facts: tail."""

    code = "card.check_digit_wrong"


class CardForeign(RuleBroken):
    """A card number of another issuer. Facts: tail."""

    code = "card.foreign"


class CardUnknown(RuleBroken):
    """The federation's list on this till has no such card. Facts: tail."""

    code = "card.unknown"


class CardLost(RuleBroken):
    """The card is reported lost (hot list). Facts: tail."""

    code = "card.lost"


class CardSuspended(RuleBroken):
    """The card is suspended (hot list). Facts: tail."""

    code = "card.suspended"


class CardExpired(RuleBroken):
    """The card's eligibility has ended. Facts: tail, valid_to."""

    code = "card.expired"


class CardNotYetValid(RuleBroken):
    """The card's eligibility has not begun. Facts: tail, valid_from."""

    code = "card.not_yet_valid"


class CardAlreadyAttached(RuleBroken):
    """Another card is on the sale; one purchase has one card. Facts: tail (of that card)."""

    code = "card.already_attached"


class CardMissing(RuleBroken):
    """Something that needs a card was asked without one. Facts: none."""

    code = "card.missing"
