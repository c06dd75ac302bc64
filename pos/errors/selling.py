"""Why something cannot be done with the open sale."""

from __future__ import annotations

from pos.errors import RuleBroken


class LineUnknown(RuleBroken):
    """The basket has no line with this number. Facts: number."""

    code = "line.unknown"


class BasketEmpty(RuleBroken):
    """There is nothing to hold or to pay. Facts: none."""

    code = "basket.empty"


class BasketNotEmpty(RuleBroken):
    """The act needs an empty basket. Facts: none."""

    code = "basket.not_empty"


class BasketFull(RuleBroken):
    """More lines than a receipt can carry. Facts: lines_max."""

    code = "basket.full"


class SaleBeingPaid(RuleBroken):
    """The basket cannot change while money has been taken for it. Facts: none."""

    code = "sale.being_paid"


class HoldUnknown(RuleBroken):
    """No held sale with this number. Facts: number."""

    code = "hold.unknown"


class SaleUnknown(RuleBroken):
    """This till has no sale with this number. Facts: sale_no."""

    code = "sale.unknown"


class CustomerYesNeeded(RuleBroken):
    """The customer has not said yes to what the card pays (DESIGN 10). Facts: discount_fen, subsidy_fen."""

    code = "card.yes_needed"
