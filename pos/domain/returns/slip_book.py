"""Goods slips in the order of a journal: each is given once, and ends once."""

from __future__ import annotations

from pos.domain.journal.entries import Entry
from pos.domain.returns.facts import ReturnFacts
from pos.domain.returns.goods_slip import GoodsSlip, SlipVoid
from pos.domain.returns.mirror import date_of, till_of
from pos.domain.selling.checks import Finding


class SlipBook:
    """Slips in the order of a journal: each given once, and ended once, by its own return or as void."""

    def __init__(self) -> None:
        self._open: dict[str, GoodsSlip] = {}  # By slip number.
        self._numbers: set[str] = set()
        self._by_return: dict[str, str] = {}  # Id of the return's entry → slip number.

    def give(self, entry: Entry, slip: GoodsSlip) -> Finding | None:
        """Note a given slip."""
        number = slip.slip_no
        if number in self._numbers or slip.return_id in self._by_return:
            return Finding("slip.number_twice", number)
        if (till_of(number), date_of(number)) != (entry.till_id, entry.business_date):
            return Finding("slip.number", f"{number} on {entry.business_date} at {entry.till_id}")
        if slip.of_till != till_of(slip.sale_no) or not slip.lines:
            return Finding("slip.sale", f"{slip.sale_no} of {slip.of_till}")
        self._open[number] = slip
        self._numbers.add(number)
        self._by_return[slip.return_id] = number
        return None

    def void(self, void: SlipVoid) -> Finding | None:
        """Note a void slip."""
        slip = self._open.pop(void.slip_no, None)
        if slip is None or slip.sale_no != void.sale_no:
            return Finding("slip.not_open", void.slip_no)
        return None

    def pay(self, entry: Entry, facts: ReturnFacts) -> Finding | None:
        """Note a return. If it pays a slip, it must have the slip's goods, and the slip must be open."""
        number = self._by_return.get(entry.entry_id)
        if number is None:
            return None
        slip = self._open.pop(number, None)
        if slip is None:
            return Finding("slip.not_open", number)
        quantities = {line.number: line.quantity for line in facts.lines}
        if (slip.sale_no, slip.quantities, True) != (facts.sale_no, quantities, facts.elsewhere):
            return Finding("slip.goods", f"{facts.return_no} is not what {number} names")
        return None
