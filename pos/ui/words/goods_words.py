"""The words for what a goods file would change. Standard library only, no Qt."""

from __future__ import annotations

from pos.domain.goods.goods_change import APPROVED_LIST, ChangeKind

KINDS: dict[ChangeKind, str] = {
    ChangeKind.NEW: "新增",
    ChangeKind.PRICE_UP: "涨价",
    ChangeKind.PRICE_DOWN: "降价",
    ChangeKind.CATEGORY: "改类",
    ChangeKind.NAME: "改名",
    ChangeKind.OTHER: "其他",
    ChangeKind.REMOVED: "去掉",
}


def source_words(source: str) -> str:
    """Where a change came from, as `PriceChange.source` keeps it."""
    if source.startswith(APPROVED_LIST):
        return f"慈善会目录第 {source.removeprefix(APPROVED_LIST)} 号"
    return source
