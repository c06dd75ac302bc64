"""Why money cannot be taken, or is not known to be there."""

from __future__ import annotations

from pos.errors import OperatingError, RuleBroken


class CashNotInCoins(RuleBroken):
    """Cash with fen in a shop that takes and gives no fen coins. Facts: amount_fen."""

    code = "tender.no_fen_coins"


class RoundingChanged(RuleBroken):
    """The shop's cash rounding changed after the customer was told the sum. Facts: due_fen."""

    code = "tender.rounding_changed"


class CashUnlikely(RuleBroken):
    """Much more cash than the sale costs; repeated, it is accepted. Facts: amount_fen, change_fen."""

    code = "tender.cash_unlikely"


class TenderTooMuch(RuleBroken):
    """A tender other than cash exceeds what is due; change is given against cash only. Facts: due_fen."""

    code = "tender.too_much"


class TenderNotEnough(RuleBroken):
    """The tenders do not cover what is payable. Facts: due_fen."""

    code = "tender.not_enough"


class TenderKindUnknown(RuleBroken):
    """This shop has no such way of paying. Facts: text."""

    code = "tender.kind_unknown"


class ReferenceNeeded(RuleBroken):
    """This kind of 其他 needs a reference: an organisation, a voucher. Facts: name, asks, characters_max."""

    code = "tender.reference_needed"


class TenderUnknown(RuleBroken):
    """There is no tender with this number to take back. Facts: number."""

    code = "tender.unknown"


class TenderNothingDue(RuleBroken):
    """Everything is paid already. Facts: none."""

    code = "tender.nothing_due"


class PaymentPending(RuleBroken):
    """A phone payment of this sale has no answer yet; another one could take the money twice. Facts: none."""

    code = "payment.pending"


class PaymentUnconfirmed(RuleBroken):
    """The person signed in has not confirmed that this money came to the shop's phone.

    Facts: amount_fen; of a script's sale also due_fen, and the words to say.
    """

    code = "payment.unconfirmed"


class NothingAsked(RuleBroken):
    """A yes or no was given, but no question is open. Facts: none."""

    code = "payment.nothing_asked"


class PaymentCodeNeeded(RuleBroken):
    """The provider takes money by the customer's code only. Facts: none."""

    code = "payment.code_needed"


class PaymentCodeUsed(RuleBroken):
    """This payment code was asked for money before; it works once. Facts: none."""

    code = "payment.code_used"


class PaymentByHand(RuleBroken):
    """No connection to this channel: only a person can look, or give the money back. Facts: none."""

    code = "payment.by_hand"


class PaymentUnknown(RuleBroken):
    """This till has no open payment with this number, or none at all. Facts: payment_id."""

    code = "payment.unknown"


class PaymentOver(RuleBroken):
    """The end of this payment is known; there is nothing left to do. Facts: payment_id."""

    code = "payment.over"


class PaymentOfSale(RuleBroken):
    """The payment belongs to a finished sale: giving it back is a return. Facts: sale_no."""

    code = "payment.of_sale"


class PaymentNotAnswered(OperatingError):
    """A payment provider was asked and did not answer: it is unknown where the money is. Facts: none."""

    code = "payment.not_answered"
    retryable = True
