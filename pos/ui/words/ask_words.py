"""Words for a card whose rights are being asked for elsewhere, and for how that ended. No Qt.

For the cashier and the cardholder alike: what is asked, why nothing came, and what can be done next.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pos.domain.calendar import shanghai
from pos.domain.cards.ask import Ask, AskState

_GO_ON: Final = "请继续扫商品，不用等。"
_MADE_GOOD: Final = "这一单先按市场价结账，差额凭补差凭证补给。"
_ONCE_MORE: Final = "也可以再扫一次卡重试。"

# What is asked, or why nothing came; {part} is 额度 or 其余额度. And what to do next.
_WORDS: Final[Mapping[AskState, tuple[str, str]]] = MappingProxyType(
    {
        AskState.ASKING: ("正在调取这张卡的{part}", _GO_ON),
        AskState.HOLDER_AWAY: ("这张卡的{part}在另一台收银机上，正在等它回应", _GO_ON),
        AskState.IN_USE: ("这张卡正在另一台收银机上使用，正在等它结完", _GO_ON),
        AskState.NEIGHBOURS: ("平台连不上，正在问本店其他收银机", _GO_ON),
        AskState.USED_UP: ("这张卡本月的额度已用完", "下月 1 日起有新的额度；这一单按市场价结账。"),
        AskState.NOT_LISTED: (
            "这张卡本月没有额度",
            "这一单按市场价结账；为什么没有，请顾客问发卡的慈善会。",
        ),
        AskState.STOPPED: (
            "平台说这张卡已挂失或停用",
            "这一单按市场价结账；请顾客联系慈善会，补办或恢复用卡。",
        ),
        AskState.NO_BENEFIT: ("这张卡的{part}没有调来", f"{_MADE_GOOD}{_ONCE_MORE}"),
        AskState.CANCELLED: ("没有等这张卡的{part}", f"{_MADE_GOOD}要等请再扫一次卡。"),
        AskState.OFFLINE: ("平台连不上，这张卡的{part}调不来", f"{_MADE_GOOD}网络好了可以再扫一次卡。"),
    }
)
_TIMED_OUT: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "in_use": (
            "这张卡正在另一台收银机上使用",
            f"{_MADE_GOOD}那边结完账，再扫一次卡就能用余下的额度。",
        ),
        "holder_away": (
            "这张卡的{part}在另一台收银机上，它没有回应{seen}",
            f"{_MADE_GOOD}{_ONCE_MORE}",
        ),
    }
)


def ask_words(ask: Ask, *, has_some: bool) -> tuple[str, str] | None:
    """What is said of an ask and what to do next; None when there is nothing to say.

    `has_some`: this till has a part of the month, so the rest is spoken of.
    """
    if has_some and ask.state in (AskState.USED_UP, AskState.NOT_LISTED):
        return None  # What there is to have is here.
    words = _WORDS.get(ask.state)
    if ask.state is AskState.TIMED_OUT:
        words = _TIMED_OUT[ask.slip_reason or "holder_away"]
    if words is None:
        return None
    part = "其余额度" if has_some else "额度"
    return words[0].format(part=part, seen=_seen(ask.holder_seen_ms)), words[1]


def _seen(at_ms: int | None) -> str:
    return "" if at_ms is None else f"（上次联网 {shanghai(at_ms):%m-%d %H:%M}）"
