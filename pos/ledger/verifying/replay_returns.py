"""Decides returns again during a replay: each must fit its sale and the returns before it."""

from __future__ import annotations

from collections.abc import Callable

from pos.domain.journal.entries import Entry, EntryKind
from pos.domain.returns.checks_return import check_return, check_return_alone
from pos.domain.returns.facts import ReturnFacts
from pos.domain.returns.goods_slip import GoodsSlip, SlipVoid
from pos.domain.returns.mirror import NOTHING_BEFORE, ReturnedBefore, date_of, till_of
from pos.domain.returns.release import Release
from pos.domain.returns.slip_book import SlipBook
from pos.domain.selling.checks import Finding
from pos.domain.selling.sale import SaleFacts

SaleNumbered = Callable[[str], SaleFacts | None]


class ReplayedReturns:
    """The returns so far, by sale. Sales are asked for again: a ledger has far more of them than fit here."""

    def __init__(self, sale_numbered: SaleNumbered) -> None:
        self._sale_numbered = sale_numbered
        self._numbers: set[str] = set()
        self._before: dict[str, ReturnedBefore] = {}
        self._released: set[str] = set()
        self._slips = SlipBook()

    def release(self, release: Release) -> Finding | None:
        """The right to take a sale's goods back moves away, once, from the till that has it."""
        number = release.sale_no
        if number in self._released:
            return Finding("release.twice", number)
        if self._sale_numbered(number) is None:
            return Finding("release.sale_unknown", number)
        self._released.add(number)
        return None

    def slip(self, entry: Entry) -> Finding | None:
        """Goods are taken in against a slip, of another ledger's sale; or a slip becomes void."""
        if entry.kind == EntryKind.GOODS_SLIP_VOID:
            return self._slips.void(entry.facts(SlipVoid))
        slip = entry.facts(GoodsSlip)
        if self._sale_numbered(slip.sale_no) is not None:
            return Finding("slip.own_sale", slip.sale_no)
        return self._slips.give(entry, slip)

    def take(self, entry: Entry, facts: ReturnFacts) -> Finding | None:
        """Accept the next return, or return why it does not fit."""
        found = self._named_wrong(entry, facts)
        if found is not None:
            return found
        sale = self._sale_numbered(facts.sale_no)
        if sale is None:
            findings = check_return_alone(facts)
            if not facts.elsewhere or (facts.of_till, entry.epoch) == (entry.till_id, 1):
                findings.insert(0, Finding("return.sale_unknown", facts.sale_no))
        elif facts.elsewhere:
            findings = [Finding("return.not_elsewhere", facts.sale_no)]
        elif facts.sale_no in self._released:
            findings = [Finding("return.released", facts.sale_no)]
        else:
            before = self._before.get(facts.sale_no, NOTHING_BEFORE)
            findings = check_return(facts, sale, before.quantities, before.restorations, before.refunds)
            if not findings:
                self._before[facts.sale_no] = before.plus(facts)
        findings = findings or [found for found in (self._slips.pay(entry, facts),) if found is not None]
        self._numbers.add(facts.return_no)
        return findings[0] if findings else None

    def _named_wrong(self, entry: Entry, facts: ReturnFacts) -> Finding | None:
        number = facts.return_no
        if number in self._numbers:
            return Finding("return.number_twice", number)
        if (till_of(number), date_of(number)) != (entry.till_id, entry.business_date):
            return Finding("return.number", f"{number} on {entry.business_date} at {entry.till_id}")
        return None
