"""Turns what was scanned or picked into a basket line: goods, scale labels, quantities."""

from __future__ import annotations

from collections.abc import Iterable

from pos.domain.basket import BasketLine, Origin, line_for
from pos.domain.codes import GoodsCode, ScaleLabel
from pos.domain.goods import Goods, SoldBy
from pos.domain.money import Fen, half_up
from pos.domain.quantity import ONE, QUANTITY_MAX, THOUSANDTHS_PER_GRAM, Thousandths
from pos.errors import BarcodeUnknown, LabelUnitMismatch, QuantityOutOfRange, WeightNeeded
from pos.ledger.catalogue import Catalogue


class GoodsLines:
    """Looks goods up and makes lines of them. It knows no basket."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def of_code(self, scan: GoodsCode, *, quantity: Thousandths | None, origin: Origin) -> BasketLine:
        """A line for a code. Raises BarcodeUnknown, WeightNeeded, QuantityNotWhole."""
        goods = self._catalogue.goods_by_code(scan.code)
        if goods is None:
            raise BarcodeUnknown(barcode=scan.code)
        if goods.sold_by is SoldBy.WEIGHT and quantity is None:
            raise WeightNeeded(name=goods.full_name, code=goods.code)
        return line_for(goods, quantity=quantity or ONE, amount=None, barcode=scan.code, origin=origin)

    def prices(self, codes: Iterable[str]) -> dict[str, Fen]:
        """What a unit costs now, in fen, for those of the codes that are on file."""
        found = (self._catalogue.goods_by_code(code) for code in codes)
        return {goods.code: goods.price for goods in found if goods is not None}

    def categories(self) -> list[str]:
        """The categories of the goods on file."""
        return self._catalogue.categories()

    def of_label(self, scan: ScaleLabel, *, quantity: Thousandths | None) -> BasketLine:
        """A line for a scale label; the label says how much. Raises BarcodeUnknown, LabelUnitMismatch."""
        if quantity is not None and quantity != ONE:
            raise QuantityOutOfRange(text=f"{quantity // ONE}*{scan.code}")
        goods = self._catalogue.goods_by_plu(scan.plu)
        if goods is None:
            raise BarcodeUnknown(barcode=scan.code)
        weighed = _weight(goods, scan) if scan.amount is None else _weight_behind(goods, scan.amount)
        return line_for(goods, quantity=weighed, amount=scan.amount, barcode=scan.code, origin=Origin.LABEL)


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
