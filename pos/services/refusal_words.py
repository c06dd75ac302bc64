"""Why cards were refused, in the words of a report. Words only."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

REFUSALS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "card.unknown": "没有用上卡：名单里没有",
        "card.lost": "没有用上卡：已挂失",
        "card.suspended": "没有用上卡：已停用",
        "card.expired": "没有用上卡：已过期",
        "card.foreign": "没有用上卡：别处的卡",
        "card.not_yet_valid": "没有用上卡：还没到启用日期",
    }
)


def refusal_words(code: str) -> str:
    """The words for one; a later release may know more of them."""
    return REFUSALS.get(code, "没有用上卡：其他原因")
