"""What an import of goods would change, before anybody agrees to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pos.domain.goods import Goods


@dataclass(frozen=True, slots=True)
class GoodsChange:
    """Goods as they are and as they would be."""

    before: Goods
    after: Goods


@dataclass(frozen=True, slots=True)
class CataloguePreview:
    """The difference between a catalogue and a file; goods with two kinds of change stand in both lists."""

    new: tuple[Goods, ...]
    price_changes: tuple[GoodsChange, ...]
    category_changes: tuple[GoodsChange, ...]
    other_changes: tuple[GoodsChange, ...]  # Name, size, unit, PLU or quick key.
    unchanged: int
    missing: tuple[Goods, ...]  # In the catalogue, not in the file: they would go.


def compare(current: Iterable[Goods], wanted: Iterable[Goods]) -> CataloguePreview:
    """Say what is different in `wanted`. Pure."""
    left = {goods.code: goods for goods in current}
    new: list[Goods] = []
    prices: list[GoodsChange] = []
    categories: list[GoodsChange] = []
    others: list[GoodsChange] = []
    unchanged = 0
    for after in wanted:
        before = left.pop(after.code, None)
        if before is None:
            new.append(after)
        elif before == after:
            unchanged += 1
        else:
            change = GoodsChange(before, after)
            if before.price != after.price:
                prices.append(change)
            if before.category != after.category:
                categories.append(change)
            if replace(before, price=after.price, category=after.category) != after:
                others.append(change)
    return CataloguePreview(
        tuple(new), tuple(prices), tuple(categories), tuple(others), unchanged, tuple(left.values())
    )
