"""The sums of a day's tills for the top of a page. What no till reported is a dash, not zero."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.days.day_reading import TillDay
from monitor.web.figures import NOTHING
from monitor.web.words import yuan


def day_totals(days: Sequence[TillDay]) -> dict[str, str]:
    """Counts, and money in yuan, over the tills that have an entry or a close of the date."""
    known = [day for day in days if day.sums.entries or day.close]
    sums = [day.sums for day in known]
    counts = {
        "sales": sum(each.sales for each in sums),
        "card_sales": sum(each.card_sales for each in sums),
        "returns": sum(each.returns for each in sums),
    }
    money = {
        "payable": sum(each.received for each in sums),
        "rounding": sum(each.rounding for each in sums),
        "discount": sum(each.discount for each in sums),
        "subsidy": sum(each.subsidy for each in sums),
    }
    if not known:
        return dict.fromkeys((*counts, *money), NOTHING)
    return {name: f"{count:,}" for name, count in counts.items()} | {
        name: f"¥{yuan(fen)}" for name, fen in money.items()
    }
