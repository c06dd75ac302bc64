"""Why nothing proves yet that this ledger is the newest, so that no benefit is given (DESIGN 5.5)."""

from __future__ import annotations

from pos.errors import OperatingError, RuleBroken


class LedgerRestored(OperatingError):
    """An anchor outside the data folder, or printed paper, knows an entry this ledger has not.

    Facts: none.
    """

    code = "ledger.restored"


class FirstContactAwaited(OperatingError):
    """The till has just started and asks the platform; no benefit until it answers. Facts: none."""

    code = "benefit.first_contact"
    retryable = True


class PaperWanted(RuleBroken):
    """No platform answers and no anchor proves this ledger: the last paper is needed. Facts: none."""

    code = "benefit.paper_wanted"


class MonthUnvouched(RuleBroken):
    """The clock is in a month that neither the platform nor recent work proves. Facts: none."""

    code = "benefit.month_unvouched"


class ReleaseNotNow(OperatingError):
    """The platform asks for a card's rights, and this till's books are in doubt. Facts: none."""

    code = "benefit.release_not_now"
    retryable = True


class DateDiffers(RuleBroken):
    """The date a person typed is not the clock's. Facts: typed, date."""

    code = "date.differs"


class PaperUnknown(RuleBroken):
    """The scanned paper is not in this ledger. Facts: number."""

    code = "benefit.paper_unknown"


class PaperNotNewest(RuleBroken):
    """Something was printed after the scanned paper. Facts: number."""

    code = "benefit.paper_not_newest"


class PaperMadeSince(RuleBroken):
    """The scanned paper was printed, or printed again, by this ledger since its start. Facts: number."""

    code = "benefit.paper_made_since"


class BooksInDoubt(OperatingError):
    """This till's ledger was changed, or has rights that nobody signed: benefits are off.

    Facts: reason.
    """

    code = "ledger.in_doubt"
