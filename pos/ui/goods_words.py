"""The words for what a goods file would change. Standard library only, no Qt."""

from __future__ import annotations

from pos.domain.goods_change import ChangeKind

KINDS: dict[ChangeKind, str] = {
    ChangeKind.NEW: "新增",
    ChangeKind.PRICE_UP: "涨价",
    ChangeKind.PRICE_DOWN: "降价",
    ChangeKind.CATEGORY: "改类",
    ChangeKind.NAME: "改名",
    ChangeKind.OTHER: "其他",
    ChangeKind.REMOVED: "去掉",
}
