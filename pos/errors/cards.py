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


class CardTokenUnreadable(RuleBroken):
    """The code of a card's sheet is cut off or damaged, so nothing of it can be read. Facts: none."""

    code = "card.token_unreadable"


class CardTokenForged(RuleBroken):
    """The code of a card's sheet does not have this federation's signature. Facts: tail."""

    code = "card.token_forged"


class CardTokenStale(RuleBroken):
    """The code alone proves a card for some days after it was issued; they are over. Facts: tail, days."""

    code = "card.token_stale"


class CardTokenEarly(RuleBroken):
    """By this till's clock the code was issued in the future. Facts: tail."""

    code = "card.token_early"


class CreditUnknown(RuleBroken):
    """There is no such make-good, or it is not to be paid yet. Facts: credit_id, or slip_no as typed."""

    code = "credit.unknown"


class CreditPaid(RuleBroken):
    """The make-good was handed out already. Facts: credit_id."""

    code = "credit.paid"


class CreditElsewhere(RuleBroken):
    """Another till is handing the make-good out. Facts: credit_id."""

    code = "credit.elsewhere"


class CreditStopped(RuleBroken):
    """The card is lost or suspended: nothing is handed out on it. Facts: credit_id."""

    code = "credit.stopped"


class CreditOffline(RuleBroken):
    """Without the platform nobody can know that a make-good was not paid elsewhere. Facts: none."""

    code = "credit.offline"


class CreditFenced(RuleBroken):
    """This till's books are in doubt: it hands no make-good out. Facts: none."""

    code = "credit.fenced"


class CreditWhilePaying(RuleBroken):
    """Money of a sale lies on the counter. Facts: none."""

    code = "credit.sale_being_paid"


class CreditNotAsked(RuleBroken):
    """Nothing is being handed out. Facts: none."""

    code = "credit.not_asked"
