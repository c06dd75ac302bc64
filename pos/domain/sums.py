"""The counts and sums that till and platform compare after every sync (DESIGN 6)."""

from __future__ import annotations

from typing import NamedTuple

from pos.domain.money import Fen


class Sums(NamedTuple):
    """Everything up to one entry of one till: counts, and amounts of its sales in fen."""

    entries: int = 0
    sales: int = 0
    market: Fen = 0
    discount: Fen = 0
    subsidy: Fen = 0
    payable: Fen = 0

    def plus(self, other: Sums) -> Sums:
        """Add up two stretches of a journal."""
        return Sums(
            self.entries + other.entries,
            self.sales + other.sales,
            self.market + other.market,
            self.discount + other.discount,
            self.subsidy + other.subsidy,
            self.payable + other.payable,
        )
