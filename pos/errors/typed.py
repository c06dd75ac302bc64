"""What was typed or scanned and cannot be read."""

from __future__ import annotations

from pos.errors import RuleBroken


class AmountUnreadable(RuleBroken):
    """A typed amount is not a number of yuan with at most two decimals. Facts: text."""

    code = "amount.unreadable"


class AmountOutOfRange(RuleBroken):
    """A typed amount is negative, zero where it must not be, or beyond the till's limit. Facts: text."""

    code = "amount.out_of_range"


class CountUnreadable(RuleBroken):
    """A count by notes and coins has an unreadable part, or too many of one. Facts: text."""

    code = "count.unreadable"


class QuantityUnreadable(RuleBroken):
    """A typed quantity is not a number with at most three decimals. Facts: text."""

    code = "quantity.unreadable"


class QuantityOutOfRange(RuleBroken):
    """A quantity is zero, negative or beyond the till's limit. Facts: text."""

    code = "quantity.out_of_range"


class QuantityNotWhole(RuleBroken):
    """Goods sold by the piece were given a broken quantity. Facts: name, text."""

    code = "quantity.not_whole"


class QuantityFixedByLabel(RuleBroken):
    """The scale's label already says how much this is; the quantity cannot be typed. Facts: name."""

    code = "quantity.fixed_by_label"


class PriceFixedByLabel(RuleBroken):
    """The scale's label already says what this costs; it cannot get another price. Facts: name."""

    code = "price.fixed_by_label"


class DiscountUnreadable(RuleBroken):
    """A typed discount is not a whole number of percent from 1 to 99. Facts: text."""

    code = "discount.unreadable"


class ReasonNeeded(RuleBroken):
    """This act needs a reason, and none was given. Facts: none."""

    code = "reason.needed"


class ReasonUnreadable(RuleBroken):
    """A typed reason is too long or cannot be printed. Facts: characters_max."""

    code = "reason.unreadable"


class NameUnreadable(RuleBroken):
    """A typed name of goods is too long or cannot be printed. Facts: characters_max."""

    code = "name.unreadable"


class ScanUnreadable(RuleBroken):
    """What came from the scanner is no code: too long, or not printable. Facts: length."""

    code = "scan.unreadable"


class BarcodeUnknown(RuleBroken):
    """No goods on file carry this code. Facts: barcode."""

    code = "barcode.unknown"


class BarcodeCheckDigitWrong(RuleBroken):
    """The check digit does not fit: misread or mistyped. Facts: barcode."""

    code = "barcode.check_digit_wrong"


class BarcodeAddOnAlone(RuleBroken):
    """Only the small code beside a magazine's barcode was read. Facts: barcode."""

    code = "barcode.add_on_alone"


class BarcodeAddOnUnknown(RuleBroken):
    """No goods on file carry this code, read with the small code beside it. Facts: barcode, add_on."""

    code = "barcode.add_on_unknown"


class LabelEmpty(RuleBroken):
    """A scale label with a weight or amount of zero. Facts: barcode."""

    code = "label.empty"


class LabelUnitMismatch(RuleBroken):
    """A weight label for goods that are sold by the piece. Facts: barcode, name."""

    code = "label.unit_mismatch"


class WeightNeeded(RuleBroken):
    """Goods sold by weight were asked for without a weight. Facts: name."""

    code = "goods.weight_needed"


class PriceNeeded(RuleBroken):
    """Goods on file have no price (0): a price must be asked for. Facts: name, code, quantity."""

    code = "goods.price_needed"


class PaymentCodeNotExpected(RuleBroken):
    """A customer's payment code was scanned while goods are being scanned. Facts: kind."""

    code = "payment_code.not_expected"


class GoodsNotExpected(RuleBroken):
    """Goods, or a receipt, were scanned while the sale is being paid. Facts: barcode."""

    code = "goods.not_expected"


class CommandUnknown(RuleBroken):
    """The headless till does not know this word or its arguments. Facts: text."""

    code = "command.unknown"


class DateUnreadable(RuleBroken):
    """A typed date is no day. Facts: text."""

    code = "date.unreadable"
