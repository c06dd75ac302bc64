"""What the right side of the checkout shows: the card's pools and the sums, in words. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from pos.domain.cards.ask import MAY_ASK
from pos.domain.cards.card import BenefitState
from pos.domain.money import Fen, format_yuan
from pos.domain.programme.contribution import given_by, rate_words
from pos.domain.programme.programme import SUBSIDY, PoolId
from pos.domain.selling.basket import pieces
from pos.services.counter.state import CheckoutState
from pos.ui.words.ask_words import ask_words
from pos.ui.words.benefit_words import (
    is_striped,
    month_words,
    pool_name,
    pool_title,
    short_yuan,
    state_words,
    tone_of,
)

POOLS_SHOWN = 7  # As many bars as the smallest screen has room for at 150 %; all are in the balance (F7).

INVITATION = ("爱心卡", "有爱心卡请扫卡，或按 F4 输入卡号。")


@dataclass(frozen=True, slots=True)
class Meter:
    """One pool of the card's month: what is gone, what this sale takes, what is left. Fen and words."""

    title: str
    short_title: str
    tone: str
    cap: Fen
    gone: Fen
    now: Fen
    left: Fen
    used_words: str  # 本单用 14.83，余
    left_words: str  # 47.47
    cap_words: str  # / 100
    used_up: bool  # A line did not fit any more.
    striped: bool = False  # Its colour is that of an earlier pool, so it is told apart by stripes.

    @property
    def spoken(self) -> str:
        """The meter's text for a screen reader."""
        return f"{self.title}：{self.used_words} {self.left_words} {self.cap_words}"


@dataclass(frozen=True, slots=True)
class BenefitPicture:
    """The card's panel. Without a card it invites to scan one; `notice` says why a card does not work.

    `asking`: its rights are being asked for elsewhere, and the cashier may go on without.
    """

    name: str = ""
    tail: str = ""
    month: str = ""
    meters: tuple[Meter, ...] = ()
    notice: tuple[str, str] | None = None
    asking: bool = False
    more: str = ""  # Of the pools for which there is no room: this sale takes nothing of them.

    @property
    def has_card(self) -> bool:
        """Whether a card is on the sale."""
        return bool(self.tail)


@dataclass(frozen=True, slots=True)
class TotalsPicture:
    """The sums. Rows are (words, amount, whether something is taken off)."""

    rows: tuple[tuple[str, str, bool], ...]
    payable: str
    contribution: str


def picture_benefits(state: CheckoutState) -> BenefitPicture:
    """Put into words what the card may use and what it uses."""
    card = state.basket.card
    if card is None:
        return BenefitPicture()
    asking = state.ask is not None and state.ask.is_open
    if card.state is not BenefitState.READY:
        return BenefitPicture(
            card.masked_name,
            card.tail,
            month_words(card.month),
            (),
            card_notice(state),
            asking,
            _coming(state),
        )
    pools = (*(pool.pool_id for pool in state.programme.pools), SUBSIDY)
    shown = pools_shown(state, pools)
    hidden = len(pools) - len(shown)
    return BenefitPicture(
        name=card.masked_name,
        tail=card.tail,
        month=f"{month_words(card.month)}额度 · 本店已预留",
        meters=tuple(_meter(state, pool) for pool in shown),
        notice=card_notice(state),
        asking=asking,
        more=" ".join(
            words
            for words in (f"另有 {hidden} 项额度，按 F7 看余额" if hidden else "", _coming(state))
            if words
        ),
    )


def _coming(state: CheckoutState) -> str:
    return f"有补差 {format_yuan(state.coming)} 元可付：F10 → F" if state.coming else ""


def card_notice(state: CheckoutState) -> tuple[str, str] | None:
    """Why the card does not work here now or only in part, and what to do next; None when it does."""
    card, ask = state.basket.card, state.ask
    if card is None:
        return None
    asked = None if ask is None else ask_words(ask, has_some=card.state is BenefitState.READY)
    return asked if asked is not None and card.state in MAY_ASK else state_words(card.state)


def pools_shown(state: CheckoutState, pools: tuple[PoolId, ...]) -> tuple[PoolId, ...]:
    """The pools there is room for: the subsidy, those the goods of this sale belong to, then the first."""
    belong = {state.programme.pool_of.get(line.category) for line in state.basket.lines}
    of_the_sale = {pool.pool_id for pool in belong if pool is not None}
    wanted = sorted(pools, key=lambda pool: (pool != SUBSIDY, pool not in of_the_sale))[:POOLS_SHOWN]
    return tuple(pool for pool in pools if pool in wanted)


def _meter(state: CheckoutState, pool: PoolId) -> Meter:
    before = (state.quote.before or {}).get(pool, 0)
    left = (state.quote.remaining or {}).get(pool, 0)
    cap = max(state.cap.get(pool, 0), before)
    short_of = any(line.pool == pool and line.covered < line.market for line in state.quote.lines)
    return Meter(
        title=pool_title(state.programme, pool),
        short_title=pool_name(state.programme, pool),
        tone=tone_of(state.programme, pool),
        cap=cap,
        gone=cap - before,
        now=before - left,
        left=left,
        used_words=f"本单用 {format_yuan(before - left)}，余",
        left_words=format_yuan(left),
        cap_words=f"/ {short_yuan(cap)}",
        used_up=short_of and left == 0,
        striped=is_striped(state.programme, pool),
    )


def picture_totals(state: CheckoutState) -> TotalsPicture:
    """Put the sums into words. With a card, discount and subsidy are always shown, even if 0.00."""
    totals = state.quote.totals
    rows = [(f"商品 {pieces(state.basket)} 件 · 市场价合计", format_yuan(totals.market), False)]
    if state.basket.card is not None:
        rows.append(("爱心优惠", format_yuan(-totals.discount), totals.discount > 0))
        limited = state.basket.subsidy_limit is not None
        rows.append(
            (
                "补贴支付（已限额）" if limited else "补贴支付",
                format_yuan(-totals.subsidy),
                totals.subsidy > 0,
            )
        )
    return TotalsPicture(tuple(rows), format_yuan(totals.payable), _contribution_words(state))


def _contribution_words(state: CheckoutState) -> str:
    """What this sale gives by the published figure, with its month; nothing when none is published."""
    published, payable = state.contribution, state.quote.totals.payable
    if published is None or not state.basket.lines:
        return state.programme.contribution_text
    month, rate = month_words(published.month), rate_words(published)
    return f"本单为慈善贡献 ¥{format_yuan(given_by(payable, published))}（{month}实测每百元 {rate} 元）"
