"""The basket: what is on the counter before it is paid. Frozen; every change makes a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from pos.domain.calendar import BusinessDate
from pos.domain.cards.card import BasketCard
from pos.domain.goods.goods import Goods, SoldBy
from pos.domain.money import AMOUNT_FEN_MAX, Fen, format_yuan, half_up
from pos.domain.paying.tender import Tender, TenderKind
from pos.domain.paying.tender_method import TenderMethod
from pos.domain.quantity import ONE, QUANTITY_MAX, Thousandths, is_whole
from pos.domain.selling.quote import QuoteItem, market_amount
from pos.domain.shop_rules import CashRounding
from pos.errors.selling import BasketFull, LineUnknown
from pos.errors.typed import AmountOutOfRange, PriceFixedByLabel, QuantityFixedByLabel, QuantityNotWhole

LINES_MAX = 500
UNLISTED_CODE = "unlisted"


class Origin(StrEnum):
    """How a line got into the basket; benefit lines keyed by hand are reported (LESSONS 2)."""

    SCAN = "scan"
    LABEL = "label"
    KEYED = "keyed"
    QUICK_KEY = "quick_key"
    UNLISTED = "unlisted"  # Goods not on file: the cashier said category and price.


class Confirmer(StrEnum):
    """Who confirmed what the card will pay; it should be the customer (DESIGN 10)."""

    CUSTOMER = "customer"
    CASHIER = "cashier"


@dataclass(frozen=True, slots=True)
class BasketLine:
    """One line. `number` is its place on the screen, from 1; `amount` is what a scale label printed."""

    number: int
    code: str
    name: str
    unit: str
    category: str
    sold_by: SoldBy
    unit_price: Fen
    quantity: Thousandths
    amount: Fen | None
    barcode: str
    origin: Origin
    list_price: Fen | None = None  # The catalogue's price, when another one was asked.
    held_price: Fen | None = None  # What it cost when the sale was held, if it costs something else now.

    @property
    def full_price(self) -> Fen:
        """What a unit costs without a changed price, in fen."""
        return self.unit_price if self.list_price is None else self.list_price

    @property
    def market(self) -> Fen:
        """The line's market amount in fen."""
        return market_amount(self.unit_price, self.quantity, self.amount)


@dataclass(frozen=True, slots=True)
class MoneyAsked:
    """Money that no machine can see, asked for but not yet answered by a person. `amount` in fen, above zero.

    It is stored in the open sale, so that the question is asked again after a restart.
    """

    kind: TenderKind
    amount: Fen
    reference_tail: str = ""
    method: TenderMethod | None = None  # What 其他 is.


@dataclass(frozen=True, slots=True)
class Basket:
    """An open sale. `sale_id` is made when the basket is opened and becomes its entry's id."""

    sale_id: str
    business_date: BusinessDate
    opened_at_ms: int
    lines: tuple[BasketLine, ...] = ()
    card: BasketCard | None = None
    subsidy_limit: Fen | None = None
    next_quantity: Thousandths | None = None  # Set by `3*`, used by the next goods.
    tenders: tuple[Tender, ...] = ()
    paying: bool = False
    announced: bool = False  # The customer was told the total: dropping goods now needs a reason.
    confirmed_by: Confirmer | None = None  # Who said yes to what the card pays.
    cash_rule: CashRounding | None = None  # In force when the first money came: it decides to the end.
    asked: MoneyAsked | None = None  # A person must say whether this money came.
    drops: int = 0  # How often goods were taken out again; numbers the journal's entries about it.

    @property
    def is_untouched(self) -> bool:
        """Whether nothing would be lost if this basket were deleted."""
        return not (self.lines or self.card or self.tenders or self.next_quantity)

    def items(self) -> list[QuoteItem]:
        """The lines as pricing sees them."""
        return [QuoteItem(line.category, line.market) for line in self.lines]


def line_for(
    goods: Goods, *, quantity: Thousandths, amount: Fen | None, barcode: str, origin: Origin
) -> BasketLine:
    """Make a line of goods; it gets its number when it is added. Raises QuantityNotWhole."""
    if goods.sold_by is SoldBy.PIECE and not is_whole(quantity):
        raise QuantityNotWhole(name=goods.full_name, quantity=quantity)
    return BasketLine(
        number=0,
        code=goods.code,
        name=goods.full_name,
        unit=goods.unit,
        category=goods.category,
        sold_by=goods.sold_by,
        unit_price=goods.price,
        quantity=quantity,
        amount=amount,
        barcode=barcode,
        origin=origin,
    )


def add_line(basket: Basket, line: BasketLine) -> Basket:
    """Add a line at the end; the same piece goods scanned twice in a row become one line.

    Only the last line is joined: joining an earlier one would let goods scanned late take the
    cap before goods scanned first (DESIGN 3.2). A line that was keyed even once says so, because
    benefit lines keyed by hand are reported. Raises BasketFull, AmountOutOfRange.
    """
    last = basket.lines[-1] if basket.lines else None
    if last is not None and last.code == line.code and line.sold_by is SoldBy.PIECE and line.amount is None:
        same = replace(last, quantity=line.quantity, barcode=line.barcode, origin=line.origin)
        quantity = last.quantity + line.quantity
        if replace(line, number=last.number) == same and quantity <= QUANTITY_MAX:
            origin = Origin.KEYED if line.origin is Origin.KEYED else last.origin
            joined = replace(last, quantity=quantity, origin=origin)
            return _checked(replace(basket, lines=(*basket.lines[:-1], joined), next_quantity=None))
    if len(basket.lines) >= LINES_MAX:
        raise BasketFull(lines_max=LINES_MAX)
    numbered = replace(line, number=len(basket.lines) + 1)
    return _checked(replace(basket, lines=(*basket.lines, numbered), next_quantity=None))


def set_quantity(basket: Basket, number: int, quantity: Thousandths) -> Basket:
    """Change a line's quantity (thousandths).

    Raises LineUnknown, QuantityNotWhole, QuantityFixedByLabel, AmountOutOfRange.
    """
    line = line_at(basket, number)
    if line.amount is not None:
        raise QuantityFixedByLabel(name=line.name)
    if line.sold_by is SoldBy.PIECE and not is_whole(quantity):
        raise QuantityNotWhole(name=line.name, quantity=quantity)
    return _with_line(basket, replace(line, quantity=quantity))


def change_price(basket: Basket, number: int, price: Fen) -> Basket:
    """Ask another price for a line, in fen per unit; the line remembers the catalogue's.

    A price above the catalogue's is allowed: the shelf may be right and the file wrong.
    Raises LineUnknown, PriceFixedByLabel, AmountOutOfRange.
    """
    line = line_at(basket, number)
    if line.amount is not None:
        raise PriceFixedByLabel(name=line.name)
    if not 0 < price <= AMOUNT_FEN_MAX:
        raise AmountOutOfRange(text=format_yuan(price))
    listed = None if price == line.full_price else line.full_price
    return _with_line(basket, replace(line, unit_price=price, list_price=listed, held_price=None))


def discounted(line: BasketLine, percent: int) -> Fen:
    """The price per unit that is `percent` below the full one, a half fen rounded up.

    A discount is a lower price, never a sum beside the line: so the line's market amount stays
    price × quantity, and the card's benefit is reckoned from what is really asked (DESIGN 3.1).
    """
    return half_up(line.full_price * (100 - percent), 100)


def unlisted_line(*, name: str, category: str, price: Fen, quantity: Thousandths) -> BasketLine:
    """A line of goods not on file; `price` in fen per piece. Raises AmountOutOfRange, QuantityNotWhole."""
    if not 0 < price <= AMOUNT_FEN_MAX:
        raise AmountOutOfRange(text=format_yuan(price))
    goods = Goods(UNLISTED_CODE, name, "", "件", category, price, SoldBy.PIECE)
    return line_for(goods, quantity=quantity, amount=None, barcode=UNLISTED_CODE, origin=Origin.UNLISTED)


def reprice(basket: Basket, prices: Mapping[str, Fen]) -> Basket:
    """Ask today's prices, by code, for a held sale; changed lines remember what they cost.

    A price that a person decided and an amount that a scale printed are kept.
    """
    return replace(basket, lines=tuple(_repriced(line, prices.get(line.code)) for line in basket.lines))


def with_held_prices(basket: Basket) -> Basket:
    """Ask again what the goods cost when the sale was held; the lines remember the catalogue's price."""
    lines = tuple(
        line
        if line.held_price is None
        else replace(line, unit_price=line.held_price, list_price=line.unit_price, held_price=None)
        for line in basket.lines
    )
    return _checked(replace(basket, lines=lines))


def drop_line(basket: Basket, number: int) -> Basket:
    """Take a line out; the lines after it move up. Raises LineUnknown."""
    line = line_at(basket, number)
    kept = [each for each in basket.lines if each is not line]
    renumbered = tuple(
        each if each.number == place else replace(each, number=place) for place, each in enumerate(kept, 1)
    )
    return replace(basket, lines=renumbered)


def line_at(basket: Basket, number: int) -> BasketLine:
    """The line with a number. Raises LineUnknown."""
    if not 1 <= number <= len(basket.lines):
        raise LineUnknown(number=number)
    return basket.lines[number - 1]


def _repriced(line: BasketLine, price: Fen | None) -> BasketLine:
    decided = line.list_price is not None or line.amount is not None
    if price is None or decided or price == line.unit_price:
        return line
    return replace(line, unit_price=price, held_price=line.unit_price)


def _with_line(basket: Basket, changed: BasketLine) -> Basket:
    """The basket with a line in place of the one of the same number. Raises AmountOutOfRange."""
    lines = tuple(changed if each.number == changed.number else each for each in basket.lines)
    return _checked(replace(basket, lines=lines))


def _checked(basket: Basket) -> Basket:
    """Refuse a basket dearer than any amount that can be typed or kept; it is a typing error."""
    market = sum([line.market for line in basket.lines])
    if market > AMOUNT_FEN_MAX:
        raise AmountOutOfRange(text=format_yuan(market))
    return basket


def pieces(basket: Basket) -> int:
    """How many articles there are: pieces are counted, each weighed line counts as one."""
    return sum(line.quantity // ONE if line.sold_by is SoldBy.PIECE else 1 for line in basket.lines)
