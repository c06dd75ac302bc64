"""What is wrong with a bill of a payment channel."""

from __future__ import annotations

from pos.errors import OperatingError, RuleBroken


class BillFileUnreadable(OperatingError):
    """A bill's file cannot be opened, or nothing in it is a text.

    Facts: path, cause (bill.gone, bill.workbook, …), given (what it is instead, in words).
    """

    code = "bill.file_unreadable"


class BillFileTooLarge(RuleBroken):
    """A bill's file is larger than any store's, or a line of it is. Facts: path, row."""

    code = "bill.file_too_large"


class BillNotText(RuleBroken):
    """A bill is neither UTF-8 nor GB18030. Facts: path."""

    code = "bill.not_text"


class BillNotOfChannel(RuleBroken):
    """A file has not the columns of the bill it is given as. Facts: path, channel."""

    code = "bill.not_of_channel"


class BillOfOtherSort(RuleBroken):
    """A channel's file that lists no trades: funds, a summary, a person's own. Facts: path, given, wanted."""

    code = "bill.other_sort"


class BillRowWrong(RuleBroken):
    """A cell of a bill cannot be what its column says. Facts: path, row, column, text."""

    code = "bill.row_wrong"


class BillNumbersLost(RuleBroken):
    """A spreadsheet has rounded the order numbers of a bill. Facts: path, row, column, text."""

    code = "bill.numbers_lost"


class BillIncomplete(RuleBroken):
    """A bill does not add up to its own totals. Facts: path, part, expected, found."""

    code = "bill.incomplete"


class BillCutShort(RuleBroken):
    """A bill has not the part it must end with. Facts: path, part."""

    code = "bill.cut_short"


class BillOfOtherDay(RuleBroken):
    """No row of the bills is of the day to be settled. Facts: path, date, found."""

    code = "bill.other_day"


class BillOfOtherMerchant(RuleBroken):
    """A bill is of another merchant. Facts: path, expected, found."""

    code = "bill.other_merchant"


class BillOfSeveralMerchants(RuleBroken):
    """The bills are of several merchants or shops and nothing tells which is ours. Facts: found."""

    code = "bill.several_merchants"


class BillRowTwice(RuleBroken):
    """The federation's account has a till's day twice. Facts: path, row, number."""

    code = "bill.row_twice"
