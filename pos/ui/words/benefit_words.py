"""Words for benefits: shares, pools, months, and why a card does not pay. No Qt."""

from __future__ import annotations

from pos.domain.cards.card import BenefitState
from pos.domain.money import Fen, format_yuan
from pos.domain.programme.programme import SUBSIDY, SUBSIDY_NAME, PoolId, Programme
from pos.domain.selling.quote import NoBenefit, QuotedLine, why_not
from pos.ui.words.tones import POOL_TONES, SUBSIDY_TONE

# The tag beside a line of the checkout says staple goods as a whole; a pool has one name everywhere else.
_TAG_NAMES = {"staple": "生活物资"}


def share_words(percent_paid: int, *, gap: str = "") -> str:
    """What the customer pays, as Chinese shops say it: 60 → 6折, 85 → 8.5折, 0 → 免费."""
    if percent_paid in (0, 100):
        return "市场价" if percent_paid else "免费"
    tens, ones = divmod(percent_paid, 10)
    return f"{tens}.{ones}{gap}折" if ones else f"{tens}{gap}折"


def pool_name(programme: Programme, pool_id: PoolId) -> str:
    """A pool's full name."""
    if pool_id == SUBSIDY:
        return SUBSIDY_NAME
    return next((pool.name for pool in programme.pools if pool.pool_id == pool_id), pool_id)


def tag_name(programme: Programme, pool_id: PoolId) -> str:
    """What the tag beside a line says of its pool."""
    return _TAG_NAMES.get(pool_id) or pool_name(programme, pool_id)


def pool_title(programme: Programme, pool_id: PoolId) -> str:
    """A pool with its share: 蔬菜 6 折."""
    for pool in programme.pools:
        if pool.pool_id == pool_id:
            return f"{pool.name} {share_words(pool.percent_paid, gap=' ')}"
    return pool_name(programme, pool_id)


def tone_of(programme: Programme, pool_id: PoolId) -> str:
    """The family of colours a pool is shown in: by its place in the programme, the subsidy last."""
    return tone_at(_place(programme, pool_id), pool_id)


def tone_at(place: int, pool_id: PoolId) -> str:
    """The family of colours of the pool at this place; after the last family the first comes again."""
    return SUBSIDY_TONE if pool_id == SUBSIDY else POOL_TONES[place % len(POOL_TONES)]


def is_striped(programme: Programme, pool_id: PoolId) -> bool:
    """Whether a pool's bar is striped: its colour is that of an earlier pool."""
    return is_striped_at(_place(programme, pool_id), pool_id)


def is_striped_at(place: int, pool_id: PoolId) -> bool:
    """Whether the bar of the pool at this place is striped: every second round of the colours is."""
    return pool_id != SUBSIDY and place // len(POOL_TONES) % 2 == 1


def _place(programme: Programme, pool_id: PoolId) -> int:
    return [*(pool.pool_id for pool in programme.pools), SUBSIDY].index(pool_id)


def short_yuan(amount: Fen) -> str:
    """An amount without idle cents: 100, 47.50."""
    text = format_yuan(amount)
    return text.removesuffix(".00")


def month_words(month: str) -> str:
    """2026-11 → 11 月."""
    return f"{int(month[5:7])} 月"


def reason_words(line: QuotedLine, category: str, programme: Programme, state: BenefitState) -> str:
    """Why the card does not pay for a line, or not for all of it; empty when it pays for all."""
    reason = why_not(line)
    pool = programme.pool_of.get(category)
    if reason is None or line.market == 0:
        return ""
    if reason is NoBenefit.CATEGORY or pool is None:
        return "不在优惠范围"
    if state is not BenefitState.READY:
        return "暂按市场价"
    if reason is NoBenefit.CAP_USED_UP:
        return f"本月{pool_name(programme, pool.pool_id)}额度已用完"
    rest = line.market - line.covered
    share = share_words(pool.percent_paid, gap=" ")
    return f"额度内 ¥{format_yuan(line.covered)} 按 {share}，其余 ¥{format_yuan(rest)} 按市场价"


def state_words(state: BenefitState) -> tuple[str, str] | None:
    """What is said of a card that cannot be used here now: what it is, and what to do next."""
    return _STATE_WORDS.get(state)


_STATE_WORDS: dict[BenefitState, tuple[str, str]] = {
    BenefitState.NO_LEASE: (
        "本机没有这张卡本月的额度",
        "可按市场价结账，或请顾客到常去的门店用卡。",
    ),
    BenefitState.NO_PROGRAMME: (
        "本机还没有收到优惠方案",
        "先按市场价结账；联网同步后再刷一次卡。",
    ),
    BenefitState.REFUSED: (
        "这张卡现在不能使用",
        "可能刚挂失、暂停或到期；购物按市场价结账，请顾客联系慈善会。",
    ),
    BenefitState.FENCED: (
        "本机的优惠暂停，需要先核对",
        "普通销售不受影响；怎么恢复，请看屏幕上方的提示。",
    ),
}
