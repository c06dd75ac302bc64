"""The content of a shelf label: the market price and what a card pays. It knows no layout."""

from __future__ import annotations

from dataclasses import dataclass

from pos.domain.goods.goods import Goods
from pos.domain.money import Fen, half_up
from pos.domain.programme.programme import Programme
from pos.domain.shop_rules import WeightUnit


@dataclass(frozen=True, slots=True)
class PriceLabel:
    """Both prices of one article, in fen per unit of sale."""

    goods: Goods
    card_price: Fen | None  # None: a card gives no discount on this category.
    percent_paid: int | None
    pool_name: str | None
    subsidy_pays: bool  # Whether the card's subsidy may pay for it.
    weight_unit: WeightUnit = WeightUnit.AS_SOLD  # In which unit a price of weighed goods is said.

    @property
    def jin(self) -> str:
        """The market price per 斤, where the shop says it so; else nothing."""
        return self.weight_unit.beside(self.goods.price, self.goods.unit)

    @property
    def card_jin(self) -> str:
        """The card's price per 斤, where there is one and the shop says it so; else nothing."""
        return "" if self.card_price is None else self.weight_unit.beside(self.card_price, self.goods.unit)


def price_label(
    goods: Goods, programme: Programme, weight_unit: WeightUnit = WeightUnit.AS_SOLD
) -> PriceLabel:
    """The label of goods under a programme; the card price holds while the month's cap lasts."""
    pool = programme.pool_of.get(goods.category)
    subsidy_pays = goods.category not in programme.subsidy.excluded_categories
    if pool is None:
        return PriceLabel(goods, None, None, None, subsidy_pays, weight_unit)
    card_price = half_up(goods.price * pool.percent_paid, 100)
    return PriceLabel(goods, card_price, pool.percent_paid, pool.name, subsidy_pays, weight_unit)
