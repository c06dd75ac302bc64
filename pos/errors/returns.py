"""Why goods cannot be taken back."""

from __future__ import annotations

from pos.errors import RuleBroken


class ReturnTooMuch(RuleBroken):
    """More is given back than was sold and not yet returned. Facts: name, left (with its unit)."""

    code = "return.too_much"


class ReturnedAlready(RuleBroken):
    """All of this line was given back before. Facts: name, number."""

    code = "return.already"


class ReturnEmpty(RuleBroken):
    """Nothing was chosen to be given back, or nothing of the sale is left. Facts: none."""

    code = "return.empty"


class ReturnBeforeSale(RuleBroken):
    """The till's date is before the sale's: its clock is wrong, so the month would be. Facts: today."""

    code = "return.before_sale"


class ReturnWhilePaying(RuleBroken):
    """Money was taken for another sale; a refund now would mix both. Facts: none."""

    code = "return.while_paying"


class ReturnPaymentOpen(RuleBroken):
    """It is not known yet whether the money of this sale came; it cannot go back. Facts: amount_fen."""

    code = "return.payment_open"


class ReturnNeverPaid(RuleBroken):
    """The provider says that the money of this sale never came; it cannot go back. Facts: amount_fen."""

    code = "return.never_paid"


class ReturnPaymentElsewhere(RuleBroken):
    """Another till handed goods over for a payment only it follows. Facts: amount_fen, till."""

    code = "return.payment_elsewhere"


class ReturnUnknown(RuleBroken):
    """This till has no return with this number. Facts: return_no."""

    code = "return.unknown"


class ReturnChanged(RuleBroken):
    """Something of another till's sale came back elsewhere since it was looked up. Facts: sale_no."""

    code = "return.changed"


class SellerNotHeard(RuleBroken):
    """The selling till may have taken it back itself without having sent that yet. Facts: till."""

    code = "return.seller_not_heard"


class VoidNothing(RuleBroken):
    """There is no sale of this shift that could be voided. Facts: none."""

    code = "void.nothing"


class VoidTooLate(RuleBroken):
    """After the last sale something came back, or the drawer was used. Facts: sale_no."""

    code = "void.too_late"


class SaleOfOtherTill(RuleBroken):
    """Another till of this store sold it, and the platform cannot be asked now. Facts: sale_no, till."""

    code = "sale.of_other_till"


class SaleOfOtherStore(RuleBroken):
    """Another store sold it, and the platform cannot be asked now. Facts: sale_no, store."""

    code = "sale.of_other_store"


class SlipUnknown(RuleBroken):
    """No goods slip of this till has this number. Facts: slip_no."""

    code = "slip.unknown"


class SlipNotOpen(RuleBroken):
    """The slip was paid, or is void. Facts: slip_no."""

    code = "slip.not_open"


class SlipOpenAlready(RuleBroken):
    """These goods were taken in already, against a slip that is still to be paid. Facts: slip_no."""

    code = "slip.open_already"


class SlipGoodsBack(RuleBroken):
    """The goods of a slip had been paid back at another till, so the slip is void. Facts: slip_no, till."""

    code = "slip.goods_back"


class SaleReleased(RuleBroken):
    """Goods of this sale come back at other tills, so this one takes none of it back. Facts: sale_no."""

    code = "sale.released"


class SaleNotAtPlatform(RuleBroken):
    """The platform does not have this sale, or not yet. Facts: sale_no."""

    code = "sale.not_at_platform"


class RefundUnconfirmed(RuleBroken):
    """The person signed in has not confirmed that the customer has this money back on the phone.

    Facts: amount_fen.
    """

    code = "refund.unconfirmed"
