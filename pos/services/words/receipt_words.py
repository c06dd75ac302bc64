"""The Chinese phrases of receipts: percentages, reasons, ways of paying. Words only, no layout."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pos.domain.calendar import BusinessDate, Month, month_of, shanghai
from pos.domain.cards.card import BenefitState
from pos.domain.paying.tender import Tender, TenderKind, TenderState, way_name
from pos.domain.programme.programme import SUBSIDY, SUBSIDY_NAME, PoolId, Programme

SHOP_NAME: Final = "慈善惠民超市"
CARD_NAME: Final = "爱心卡"
SUBSIDY_SHORT: Final = "补贴"  # Beside a line, where there is little room.
MADE_GOOD: Final = "补差付款"  # A make-good handed out in cash.
ROUNDING: Final = "抹零"  # What the shop's rule leaves off cash.
REPRINT_MARK: Final = "重印"

TENDER_NAMES: Final[Mapping[TenderKind, str]] = MappingProxyType(
    {
        TenderKind.CASH: "现金",
        TenderKind.WECHAT: "微信支付",
        TenderKind.ALIPAY: "支付宝",
        TenderKind.OTHER: "其他方式",
    }
)

_NAMES: Final = {kind.value: name for kind, name in TENDER_NAMES.items()}

# What happened, and what the holder can do next (DESIGN 10).
NOT_READY: Final[Mapping[BenefitState, tuple[str, str]]] = MappingProxyType(
    {
        BenefitState.NO_LEASE: (
            "本机还没有收到此卡本月的额度。",
            "请到常去的门店使用，或稍后再来查询。",
        ),
        BenefitState.NO_PROGRAMME: ("本机还没有收到优惠方案。", "请稍后再来，或请店长联系慈善会。"),
        BenefitState.REFUSED: ("此卡目前不能使用优惠。", "请向慈善会查询，补办或恢复后即可使用。"),
        BenefitState.FENCED: ("本机正在核对账目，暂停使用优惠。", "请换一台收银机，或请店长处理。"),
    }
)


def pool_names(programme: Programme) -> dict[PoolId, str]:
    """The pools of a programme by name, the subsidy among them."""
    return {pool.pool_id: pool.name for pool in programme.pools} | {SUBSIDY: SUBSIDY_NAME}


def tender_name(kind: str) -> str:
    """A way of paying as an entry has it; a kind this program does not know keeps its own word."""
    return way_name(kind, _NAMES)


def tender_words(tender: Tender) -> str:
    """A way of paying, and whether it is unclear.

    With the end of the payment code, or whose account it is, when there was one.
    """
    name = tender_name(tender.way)
    if tender.state is TenderState.UNKNOWN:
        name = f"{name}（待确认）"
    if tender.method is not None and tender.method.reference:
        return f"{name} {tender.method.reference}"
    return f"{name} ····{tender.reference_tail}" if tender.reference_tail else name


def card_words(tail: str) -> str:
    """The card by its last four digits."""
    return f"{CARD_NAME} ····{tail}"


def month_words(month: Month) -> str:
    """A month by its number: 2026-11 → 11月."""
    return f"{int(month[5:7])}月"


def days_left_words(month: Month, today: BusinessDate) -> str:
    """Until when a month's entitlement can be used. It says how long, it does not urge."""
    last_day = calendar.monthrange(int(month[:4]), int(month[5:7]))[1]
    until = f"{month_words(month)}额度有效至{month_words(month)}{last_day}日"
    if month != month_of(today):
        return until
    days = last_day - int(today[8:10])
    return f"{until}，还有{days}天" if days else f"{until}，今天是最后一天"


def time_words(at_ms: int) -> str:
    """An instant on the shop's wall clock: 2026-11-23 10:42:07."""
    return shanghai(at_ms).strftime("%Y-%m-%d %H:%M:%S")
