"""Turns what was scanned or chosen into a basket line: goods, scale labels, quantities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pos.domain.goods.goods import Goods, SoldBy
from pos.domain.money import Fen, half_up
from pos.domain.quantity import ONE, QUANTITY_MAX, THOUSANDTHS_PER_GRAM, Thousandths
from pos.domain.scanning.codes import GoodsCode, ScaleLabel, goods_behind_payment_code
from pos.domain.selling.basket import BasketLine, Origin, line_for
from pos.errors import RuleBroken
from pos.errors.typed import (
    BarcodeAddOnUnknown,
    BarcodeUnknown,
    LabelUnitMismatch,
    PriceNeeded,
    QuantityOutOfRange,
    WeightNeeded,
)
from pos.ledger.goods.catalogue import Catalogue


class GoodsLines:
    """Looks goods up and makes lines of them. It knows no basket."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def of_code(
        self, scan: GoodsCode, *, quantity: Thousandths | None, origin: Origin, price: Fen | None = None
    ) -> BasketLine:
        """A line for a code. `price`: a typed one for goods that have none on file.

        Raises BarcodeUnknown, WeightNeeded, PriceNeeded, QuantityNotWhole.
        """
        goods = self._catalogue.goods_scanned(scan)
        if goods is None:
            raise unknown(scan)
        if goods.sold_by is SoldBy.WEIGHT and quantity is None:
            raise WeightNeeded(name=goods.full_name, code=goods.code)
        priced = _priced(goods, price, quantity or ONE)
        return line_for(priced, quantity=quantity or ONE, amount=None, barcode=scan.code, origin=origin)

    def prices(self, codes: Iterable[str]) -> dict[str, Fen]:
        """What a unit costs now, in fen, for those of the codes that are on file with a price."""
        found = {code: self._catalogue.goods_by_code(code) for code in codes}
        return {code: goods.price for code, goods in found.items() if goods is not None and goods.price}

    def behind(self, code: str) -> GoodsCode | None:
        """The article on file that digits like a payment code's mean: it was read with its add-on."""
        found = goods_behind_payment_code(code)
        return None if found is None or self._catalogue.goods_scanned(found) is None else found

    def categories(self) -> list[str]:
        """The categories of the goods on file."""
        return self._catalogue.categories()

    def of_label(self, scan: ScaleLabel, *, quantity: Thousandths | None) -> BasketLine:
        """A line for a scale label; the label says how much.

        Raises BarcodeUnknown, LabelUnitMismatch, and PriceNeeded for one that says no amount.
        """
        if quantity is not None and quantity != ONE:
            raise QuantityOutOfRange(text=f"{quantity // ONE}*{scan.code}")
        goods = self._catalogue.goods_by_plu(scan.plu)
        if goods is None:
            raise BarcodeUnknown(barcode=scan.code)
        weighed = _weight(goods, scan) if scan.amount is None else _weight_behind(goods, scan.amount)
        if scan.amount is None:
            goods = _priced(goods, None, weighed)
        return line_for(goods, quantity=weighed, amount=scan.amount, barcode=scan.code, origin=Origin.LABEL)


def _priced(goods: Goods, price: Fen | None, quantity: Thousandths) -> Goods:
    if goods.price:
        return goods
    if not price:
        raise PriceNeeded(name=goods.full_name, code=goods.code, quantity=quantity)
    return replace(goods, price=price)


def unknown(scan: GoodsCode) -> RuleBroken:
    """The error for an unknown code; it names the add-on that was read with it."""
    if scan.add_on:
        return BarcodeAddOnUnknown(barcode=(*scan.others, scan.code)[0], add_on=scan.add_on)
    return BarcodeUnknown(barcode=scan.code)


def _weight(goods: Goods, scan: ScaleLabel) -> Thousandths:
    per_gram = THOUSANDTHS_PER_GRAM.get(goods.unit)
    if per_gram is None or goods.sold_by is not SoldBy.WEIGHT:
        raise LabelUnitMismatch(barcode=scan.code, name=goods.full_name)
    assert scan.weight_grams is not None
    return scan.weight_grams * per_gram


def _weight_behind(goods: Goods, amount: int) -> Thousandths:
    """The weight an amount label stands for, for showing only: the amount decides the price."""
    if goods.sold_by is SoldBy.PIECE or goods.price == 0:
        return ONE
    return max(1, min(QUANTITY_MAX, half_up(amount * ONE, goods.price)))
