"""Decides make-good slips and their money again in a replay: each claim fits its sale, and is made once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pos.domain.cards.card import BenefitState
from pos.domain.cards.lease_moves import MakeGoodPaid, MakeGoodSlip, slip_number
from pos.domain.journal.entries import Entry, EntryKind
from pos.domain.programme.programme import Programme
from pos.domain.selling.checks import Finding
from pos.domain.selling.make_good import is_worth_a_slip
from pos.domain.selling.sale import SaleFacts

SaleWithId = Callable[[str], tuple[str, SaleFacts] | None]


class ReplayedMakeGoods:
    """The slips and payments so far."""

    def __init__(self, sale_numbered: SaleWithId, programmes: Mapping[str, Programme]) -> None:
        """`sale_numbered` gives the id of a sale's entry and its facts; `programmes` are all by version."""
        self._sale_numbered = sale_numbered
        self._programmes = programmes
        self._claimed: set[str] = set()
        self._paid: set[str] = set()

    def take(self, entry: Entry, *, open_shift: str | None) -> Finding | None:
        """Accept the next slip or payment, or return why it does not fit."""
        if entry.kind == EntryKind.MAKE_GOOD_SLIP:
            return self._slip(entry.facts(MakeGoodSlip))
        return self._payment(entry.facts(MakeGoodPaid), open_shift)

    def _slip(self, slip: MakeGoodSlip) -> Finding | None:
        found = self._sale_numbered(slip.sale_no)
        if found is None or found[0] != slip.sale_id:
            return Finding("make_good.sale_unknown", slip.sale_no)
        sale = found[1]
        if sale.card is None or (sale.card.card_no, sale.card.month) != (slip.card_no, slip.month):
            return Finding("make_good.other_card", slip.sale_no)
        if slip.slip_no != slip_number(slip.sale_no):
            return Finding("make_good.number", f"{slip.slip_no} of {slip.sale_no}")
        if sale.card.state is BenefitState.REFUSED or not is_worth_a_slip(
            sale, self._programmes[sale.programme_version]
        ):
            return Finding("make_good.not_without", slip.sale_no)
        if slip.sale_no in self._claimed:
            return Finding("make_good.claimed_twice", slip.sale_no)
        self._claimed.add(slip.sale_no)
        return None

    def _payment(self, paid: MakeGoodPaid, open_shift: str | None) -> Finding | None:
        if paid.shift_id != open_shift:
            return Finding("make_good.no_shift", paid.slip_no)
        if paid.credit_id in self._paid:
            return Finding("make_good.paid_twice", paid.slip_no)
        self._paid.add(paid.credit_id)
        return None
