"""Goods that were taken out of an open sale, as the journal keeps them, and which act that was."""

from __future__ import annotations

from typing import Final

from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import Amount, Record, Text, Told, Whole
from pos.domain.people.permission import Act

# A whole sale that is not wanted: its lines are dropped one by one, and it is one act.
CANCELS: Final = (Act.CANCEL_SALE.value, Act.CANCEL_AFTER_TOTAL.value)


class LineDropped(Record, frozen=True, kw_only=True):
    """One line, in fen and thousandths (version 2). `after_total`: the customer had been told the sum."""

    sale_id: Text
    code: Text
    name: Text
    quantity: Whole
    market: Amount
    after_total: bool
    rule: Text | None  # None: nobody's leave was needed.

    @classmethod
    def told(cls) -> Told:
        """The entries that tell it."""
        return Told(EntryKind.LINE_DROPPED, {1: LineDroppedV1, 2: cls})

    @property
    def act(self) -> Act:
        """Which act it belongs to: the rule that let it names the act."""
        named = (self.rule or "").partition(".")[0]
        if named in CANCELS:
            return Act(named)
        return Act.DROP_AFTER_TOTAL if self.after_total else Act.DROP_LINE


class LineDroppedV1(Record, frozen=True, kw_only=True):
    """Version 1 told neither whether the customer knew the sum, nor a rule."""

    sale_id: Text
    code: Text
    name: Text
    quantity: Whole
    market: Amount

    def newest(self) -> LineDropped:
        """The same as version 2 would tell it."""
        core = {name: getattr(self, name) for name in self.__struct_fields__}
        return LineDropped(**core, after_total=False, rule=None)
