"""What a list of goods would change, for a preview, and what it did change. It writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from pos.domain.goods.goods import Goods
from pos.domain.money import Fen

APPROVED_LIST = "approved:"  # Before the number of the federation's list, as the source of a change.


class ChangeKind(StrEnum):
    """In which way goods would be other ones. One article may change in several ways."""

    NEW = "new"
    PRICE_UP = "price_up"
    PRICE_DOWN = "price_down"
    CATEGORY = "category"
    NAME = "name"  # Name or size: what the customer reads on the receipt.
    OTHER = "other"  # Unit, way of selling, PLU, quick key.
    REMOVED = "removed"


_NEW = frozenset({ChangeKind.NEW})


@dataclass(frozen=True, slots=True)
class GoodsChange:
    """Goods as they are and as they would be; None where there are none."""

    before: Goods | None
    after: Goods | None
    kinds: frozenset[ChangeKind]

    @property
    def goods(self) -> Goods:
        """The goods it is about, as they would be, or as they were if they would go."""
        either = self.after or self.before
        assert either is not None
        return either


@dataclass(frozen=True, slots=True)
class GoodsDifference:
    """The difference between the goods on file and a list."""

    changes: tuple[GoodsChange, ...]  # In the order of the list; the removed ones last.
    unchanged: int
    missing: tuple[Goods, ...]  # On file, not in the list, and kept.

    def of(self, kind: ChangeKind) -> tuple[GoodsChange, ...]:
        """The changes of one kind."""
        return tuple(change for change in self.changes if kind in change.kinds)

    def count(self, kind: ChangeKind) -> int:
        """How many changes of one kind there are."""
        return sum(kind in change.kinds for change in self.changes)


@dataclass(frozen=True, slots=True)
class PriceChange:
    """One change of an article's price or category, as it is kept. None before: new; None after: removed."""

    code: str
    at_ms: int
    price_before: Fen | None
    price_after: Fen | None
    category_before: str | None
    category_after: str | None
    source: str  # The file's name; `approved:7` is the federation's list of that number.
    staff_id: str | None  # None: the command line, or the federation.
    approver: str | None


@dataclass(frozen=True, slots=True)
class ChangedBy:
    """Who changed goods, when, and out of which file. `staff_id` None: the command line."""

    at_ms: int
    source: str
    staff_id: str | None = None
    approver: str | None = None


def compare(
    on_file: Mapping[str, Goods], wanted: Iterable[Goods], *, remove: Iterable[str] = ()
) -> GoodsDifference:
    """Say what is different in `wanted`. Codes in `remove` go; all others that are not wanted are kept."""
    left = dict(on_file)
    changes: list[GoodsChange] = []
    unchanged = 0
    for after in wanted:
        before = left.pop(after.code, None)
        if before == after:
            unchanged += 1
        else:
            changes.append(GoodsChange(before, after, _kinds(before, after)))
    changes.extend(GoodsChange(left.pop(code), None, frozenset({ChangeKind.REMOVED})) for code in remove)
    return GoodsDifference(tuple(changes), unchanged, tuple(left.values()))


def _kinds(before: Goods | None, after: Goods) -> frozenset[ChangeKind]:
    if before is None:
        return _NEW
    kinds: set[ChangeKind] = set()
    if before.price != after.price:
        kinds.add(ChangeKind.PRICE_UP if after.price > before.price else ChangeKind.PRICE_DOWN)
    if before.category != after.category:
        kinds.add(ChangeKind.CATEGORY)
    if (before.name, before.spec) != (after.name, after.spec):
        kinds.add(ChangeKind.NAME)
    same = replace(before, price=after.price, category=after.category, name=after.name, spec=after.spec)
    if same != after:
        kinds.add(ChangeKind.OTHER)
    return frozenset(kinds)


def clashes(wanted: Iterable[Goods], kept: Iterable[Goods]) -> dict[str, tuple[str, Goods]]:
    """Wanted goods whose PLU or quick key belongs to kept goods: code → (column, who has it).

    A label names goods by the PLU alone: with two of them the wrong one would be sold.
    """
    plus: dict[str, Goods] = {}
    quick_keys: dict[int, Goods] = {}
    for goods in kept:
        if goods.plu is not None:
            plus[goods.plu] = goods
        if goods.quick_key is not None:
            quick_keys[goods.quick_key] = goods
    found: dict[str, tuple[str, Goods]] = {}
    for goods in wanted:
        if goods.plu is not None and goods.plu in plus:
            found[goods.code] = ("plu", plus[goods.plu])
        elif goods.quick_key is not None and goods.quick_key in quick_keys:
            found[goods.code] = ("quick_key", quick_keys[goods.quick_key])
    return found
