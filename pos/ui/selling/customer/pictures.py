"""What the customer's display shows, as words ready to be drawn. No Qt.

The same words and places for every customer (DESIGN 10): a customer without a card sees the same picture
with the part of the card left out. A name is shown as the card list masks it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from pos.domain.cards.card import BenefitState
from pos.domain.goods.goods import SoldBy
from pos.domain.money import Fen, format_yuan
from pos.domain.paying.tender import PaidSoFar
from pos.domain.programme.programme import SUBSIDY
from pos.domain.quantity import format_quantity
from pos.domain.selling.basket import BasketLine
from pos.domain.selling.quote import QuotedLine
from pos.services.counter.state import CheckoutState, CompletedSale
from pos.services.words.receipt_words import ROUNDING, tender_name
from pos.ui.selling.checkout.pictures import card_notice, pools_shown
from pos.ui.words.benefit_words import pool_name, reason_words, share_words, tone_of


class Moment(Enum):
    """The stage of the sale for the customer."""

    WELCOME = "welcome"
    BUYING = "buying"
    PAYING = "paying"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """One article: what it is, what the card does for it or why it does not, and what it costs."""

    name: str
    quantity: str
    detail: str
    amount: str
    helped: bool  # The card pays a part of it.


@dataclass(frozen=True, slots=True)
class CustomerPool:
    """One pool of the card: what it gives in this sale, and what is left of its quota afterwards.

    `gives` is a discount, of the subsidy money; `uses` is the quota that it takes. Never one number.
    """

    name: str
    gives: str
    uses: str
    left: str
    tone: str


@dataclass(frozen=True, slots=True)
class CustomerPicture:
    """Everything on the display. Empty texts are not shown."""

    moment: Moment
    store: str
    title: str
    lines: tuple[CustomerLine, ...] = ()
    more_lines: int = 0  # Bought before the ones shown.
    owner: str = ""
    pools: tuple[CustomerPool, ...] = ()
    card_words: str = ""
    market: str = ""
    discount: str = ""
    subsidy: str = ""
    payable: str = ""
    paid: str = ""
    paid_by: str = ""  # By which ways of paying, once a part was paid.
    due: str = ""  # Still to pay, once a part was paid; in cash, where that is less.
    change: str = ""
    rounding: str = ""  # 抹零 in words: what a payment in cash comes to, or came to.
    ask: str = ""  # What the customer is asked to say yes to.
    confirmed: bool = False
    training: bool = False

    @property
    def spoken(self) -> str:
        """The picture's text for a screen reader."""
        parts = [self.title, *(f"{line.name} {line.amount} 元，{line.detail}" for line in self.lines)]
        parts += [f"{pool.name} {pool.gives} 元，{pool.uses}，{pool.left}" for pool in self.pools]
        parts += [f"应付 {self.payable} 元" if self.payable else ""]
        parts += [f"还差 {self.due} 元" if self.due else "", self.rounding, self.ask]
        return "；".join(part for part in parts if part)


LINES_SHOWN = 4  # More would stand too close to be read at two metres.


def welcome(store: str, *, training: bool = False) -> CustomerPicture:
    """The picture while no customer is served."""
    return CustomerPicture(Moment.WELCOME, store, "欢迎光临", training=training)


def picture_sale(state: CheckoutState, store: str, *, asks: bool, training: bool = False) -> CustomerPicture:
    """The open sale. `asks`: this till wants the customer's yes to what the card pays."""
    basket, quote = state.basket, state.quote
    if not basket.lines and basket.card is None:
        return welcome(store, training=training)
    pairs = list(zip(basket.lines, quote.lines, strict=True))
    shown = pairs[-LINES_SHOWN:]
    paying = basket.paying
    wants_yes = asks and paying and helps(state)
    return CustomerPicture(
        moment=Moment.PAYING if paying else Moment.BUYING,
        store=store,
        title="请核对并付款" if paying else "正在为您结算",
        lines=tuple(_line(line, quoted, state) for line, quoted in shown),
        more_lines=len(pairs) - len(shown),
        owner="" if basket.card is None else f"{basket.card.masked_name}  ····{basket.card.tail}",
        pools=_pools(state),
        card_words=_card_words(state),
        market=format_yuan(quote.totals.market),
        discount=format_yuan(quote.totals.discount) if basket.card is not None else "",
        subsidy=format_yuan(quote.totals.subsidy) if basket.card is not None else "",
        payable=format_yuan(quote.totals.payable),
        paid=format_yuan(state.paid_so_far.tendered) if state.paid_so_far.tendered else "",
        paid_by="、".join(dict.fromkeys(tender_name(each.way) for each in basket.tenders)),
        due=format_yuan(state.paid_so_far.cash_due)
        if state.paid_so_far.tendered and state.paid_so_far.due
        else "",
        change=format_yuan(state.paid_so_far.change) if state.paid_so_far.change else "",
        rounding=_rounding_words(state.paid_so_far) if paying else "",
        ask=f"{gifts_words(state)}，同意请按确认" if wants_yes else "",
        confirmed=wants_yes and basket.confirmed_by is not None,
        training=training,
    )


def picture_thanks(sale: CompletedSale, store: str, *, training: bool = False) -> CustomerPicture:
    """The sale is done; the amount paid is without the cash rounding."""
    return CustomerPicture(
        Moment.THANKS,
        store,
        "谢谢惠顾",
        payable=format_yuan(sale.payable),
        paid=format_yuan(sale.payable - sale.rounding),
        change=format_yuan(sale.change) if sale.change else "",
        rounding=f"现金{ROUNDING} {format_yuan(-sale.rounding)}" if sale.rounding else "",
        training=training,
    )


def helps(state: CheckoutState) -> bool:
    """Whether the card does anything in this sale."""
    return state.quote.totals.discount > 0 or state.quote.totals.subsidy > 0


def gifts_words(state: CheckoutState) -> str:
    """What the card does in this sale: the discount, and what the subsidy pays, each by its own word."""
    totals = state.quote.totals
    gifts = (("爱心优惠", totals.discount), ("补贴支付", totals.subsidy))
    return "，".join(f"{word} {format_yuan(amount)} 元" for word, amount in gifts if amount)


def _rounding_words(paid_so_far: PaidSoFar) -> str:
    """What the shop's rule leaves off, or puts on, when this is paid in cash; nothing without such a rule."""
    if paid_so_far.rounding:
        return f"现金{ROUNDING} {format_yuan(-paid_so_far.rounding)}"
    if not paid_so_far.cash_rounding:
        return ""
    off = f"{ROUNDING} {format_yuan(-paid_so_far.cash_rounding)}"
    if paid_so_far.tendered:
        return f"付现金，{off}；手机付 {format_yuan(paid_so_far.due)}"
    return f"付现金 {format_yuan(paid_so_far.cash_due)}，{off}"


def _line(line: BasketLine, quoted: QuotedLine, state: CheckoutState) -> CustomerLine:
    weighed = line.sold_by is SoldBy.WEIGHT
    card = state.basket.card
    helped = quoted.discount > 0
    detail = ""
    if card is not None:
        detail = reason_words(quoted, line.category, state.programme, card.state)
        if not detail and helped:
            detail = f"{_share(quoted, state)}，省 {format_yuan(quoted.discount)} 元"
    return CustomerLine(
        name=line.name,
        quantity=f"{format_quantity(line.quantity, weighed=weighed)} {line.unit}",
        detail=detail,
        amount=format_yuan(quoted.net),
        helped=helped,
    )


def _share(quoted: QuotedLine, state: CheckoutState) -> str:
    pool = next(pool for pool in state.programme.pools if pool.pool_id == quoted.pool)
    return f"{pool_name(state.programme, pool.pool_id)} {share_words(pool.percent_paid)}"


def _pools(state: CheckoutState) -> tuple[CustomerPool, ...]:
    card, quote = state.basket.card, state.quote
    if card is None or card.state is not BenefitState.READY or quote.remaining is None:
        return ()
    paid: dict[str, Fen] = {SUBSIDY: quote.totals.subsidy}
    for quoted in quote.lines:
        if quoted.pool is not None:
            paid[quoted.pool] = paid.get(quoted.pool, 0) + quoted.discount
    return tuple(
        CustomerPool(
            name=f"{pool_name(state.programme, pool_id)}{'' if pool_id == SUBSIDY else '优惠'}",
            gives=format_yuan(paid.get(pool_id, 0)),
            uses="" if pool_id == SUBSIDY else f"额度用 {format_yuan((quote.before or {})[pool_id] - left)}",
            left=f"{'补贴还剩' if pool_id == SUBSIDY else '还剩'} {format_yuan(left)}",
            tone=tone_of(state.programme, pool_id),
        )
        for pool_id in pools_shown(state, tuple(quote.remaining))
        for left in (quote.remaining[pool_id],)
    )


def _card_words(state: CheckoutState) -> str:
    words = card_notice(state)
    return "" if words is None else f"{words[0]}，{words[1]}"
