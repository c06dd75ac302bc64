"""The basket's lines as rows of words, ready to be drawn. No Qt; rows that did not change stay the same."""

from __future__ import annotations

from dataclasses import dataclass

from pos.domain.cards.card import BasketCard
from pos.domain.goods.goods import SoldBy
from pos.domain.money import format_yuan
from pos.domain.programme.programme import Programme
from pos.domain.quantity import format_quantity
from pos.domain.selling.basket import BasketLine, Origin
from pos.domain.selling.quote import QuotedLine
from pos.domain.shop_rules import WeightUnit
from pos.services.counter.state import CheckoutState
from pos.ui.words.benefit_words import reason_words, share_words, tag_name, tone_of

NOTHING = "—"
# A row shows a quoted line's fields up to the net. What comes after is the line's part of the subsidy,
# which moves in every line with every scan.
_SHOWN = QuotedLine._fields.index("subsidy")


@dataclass(frozen=True, slots=True)
class Badge:
    """What the card does for a line, in a word. `tone` is a family of colours."""

    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class BasketRow:
    """One row as it is read."""

    number: str
    name: str
    badge: Badge | None
    detail: str
    quantity: str
    price: str
    discount: str
    subtotal: str

    @property
    def spoken(self) -> str:
        """The row's text for a screen reader."""
        badge = f"，{self.badge.text}" if self.badge else ""
        return f"第 {self.number} 行，{self.name}{badge}，{self.quantity}，小计 {self.subtotal} 元"


class RowMaker:
    """Makes rows from states and keeps the last ones, because a scan changes one or two of 200 lines."""

    def __init__(self) -> None:
        self._keys: list[tuple[BasketLine, QuotedLine]] = []
        self._rows: list[BasketRow] = []
        self._context: tuple[BasketCard | None, str, WeightUnit] = (None, "", WeightUnit.AS_SOLD)

    def rows(self, state: CheckoutState) -> tuple[BasketRow, ...]:
        """The rows of a state; unchanged ones are the very same objects as last time."""
        card = state.basket.card
        context = (card, state.programme.version, state.weight_unit)
        kept = self._keys if context == self._context else []
        keys = list(zip(state.basket.lines, state.quote.lines, strict=True))
        made = []
        for place, key in enumerate(keys):
            if place < len(kept) and kept[place][0] is key[0] and kept[place][1][:_SHOWN] == key[1][:_SHOWN]:
                made.append(self._rows[place])
            else:
                made.append(make_row(*key, card, state.programme, state.weight_unit))
        self._keys, self._rows, self._context = keys, made, context
        return tuple(made)


def make_row(
    line: BasketLine,
    quoted: QuotedLine,
    card: BasketCard | None,
    programme: Programme,
    weight_unit: WeightUnit = WeightUnit.AS_SOLD,
) -> BasketRow:
    """Put one line into words."""
    weighed = line.sold_by is SoldBy.WEIGHT
    details = ["未建档"] if line.origin is Origin.UNLISTED else [line.barcode]
    if line.origin is Origin.LABEL:
        details.append("秤码")
    if weighed and (jin := weight_unit.beside(line.unit_price, line.unit)):
        details.append(f"{jin}/斤")
    if line.list_price is not None:
        details.append(f"原价 {format_yuan(line.list_price)}")
    if line.held_price is not None:
        details.append(f"挂单时 {format_yuan(line.held_price)}")
    if card is not None:
        reason = reason_words(quoted, line.category, programme, card.state)
        if reason:
            details.append(reason)
    return BasketRow(
        number=str(line.number),
        name=line.name,
        badge=_badge(quoted, programme),
        detail=" · ".join(details),
        quantity=f"{format_quantity(line.quantity, weighed=weighed)} {line.unit}",
        price=f"{format_yuan(line.unit_price)}/{line.unit}" if weighed else format_yuan(line.unit_price),
        discount=format_yuan(-quoted.discount) if quoted.discount else NOTHING,
        subtotal=format_yuan(quoted.net),
    )


def _badge(quoted: QuotedLine, programme: Programme) -> Badge | None:
    if quoted.pool is None or not quoted.covered:
        return None
    percent = next(pool.percent_paid for pool in programme.pools if pool.pool_id == quoted.pool)
    whole = quoted.covered == quoted.market
    what = tag_name(programme, quoted.pool) if whole else "部分"
    return Badge(f"{what} {share_words(percent)}", tone_of(programme, quoted.pool))
