"""Chinese words for why cards were refused, for reports. Words only."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pos.domain.cards.card import BenefitState
from pos.domain.days.day_tally import ASKED

REFUSALS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "card.unknown": "没有用上卡：名单里没有",
        "card.token_forged": "没有用上卡：二维码不是慈善会签发的",
        "card.token_stale": "没有用上卡：二维码已过期，名单里没有",
        "card.token_early": "没有用上卡：二维码签发时间晚于本机时间",
        "card.lost": "没有用上卡：已挂失",
        "card.suspended": "没有用上卡：已停用",
        "card.expired": "没有用上卡：已过期",
        "card.foreign": "没有用上卡：别处的卡",
        "card.not_yet_valid": "没有用上卡：还没到启用日期",
        # It came with a sale at market price: the words are the card's state.
        BenefitState.NO_LEASE.value: "没有用上卡：本机没有本月额度",
        BenefitState.NO_PROGRAMME.value: "没有用上卡：本机没有优惠方案",
        BenefitState.REFUSED.value: "没有用上卡：开单后挂失、停用或到期",
        BenefitState.FENCED.value: "没有用上卡：本机优惠暂停",
        # Others were asked for the rights, and nothing came.
        "tap.used_up": "额度没有调来：本月已用完",
        "tap.not_listed": "额度没有调来：本月没有额度",
        "tap.stopped": "额度没有调来：平台已挂失或停用",
        "tap.no_benefit": "额度没有调来：平台没有给",
        "tap.cancelled": "额度没有调来：没有等",
        "tap.holder_away": "额度没有调来：对方收银机没有回应",
        "tap.in_use": "额度没有调来：对方收银机正在用",
        "tap.offline": "额度没有调来：平台连不上",
    }
)


def refusal_words(code: str) -> str:
    """The words for one; a later release may know more of them. Who only asks for a balance buys nothing."""
    said = REFUSALS.get(code.removeprefix(ASKED), "没有用上卡：其他原因")
    return f"查余额没查成{said.removeprefix('没有用上卡')}" if code.startswith(ASKED) else said
