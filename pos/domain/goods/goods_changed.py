"""One article that was changed at the till, before and after, as the journal keeps it."""

from __future__ import annotations

from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import Amount, Record, Text, Told


class GoodsChanged(Record, frozen=True, kw_only=True):
    """Prices in fen. What did not change is told twice; `rule` let it be changed."""

    code: Text
    name: Text
    price_before: Amount
    price: Amount
    category_before: str
    category: str
    rule: Text

    @classmethod
    def told(cls) -> Told:
        """The entries that tell it."""
        return Told(EntryKind.GOODS_CHANGED, {1: cls})
