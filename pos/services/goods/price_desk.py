"""Answers questions about prices: one article with and without a card, since when; and all shelf labels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pos.domain.calendar import SHANGHAI, BusinessDate, business_date
from pos.domain.goods.goods import Goods
from pos.domain.goods.goods_change import PriceChange
from pos.domain.goods.price_label import PriceLabel, price_label
from pos.domain.programme.programme import Programme, ruling_programme
from pos.domain.quantity import ONE
from pos.domain.scanning.codes import (
    GoodsCode,
    LabelRules,
    PaymentCode,
    ScaleLabel,
    goods_behind_payment_code,
    read_scan,
)
from pos.domain.scanning.gtin import article_number
from pos.domain.shop_rules import ShopRules, WeightUnit
from pos.errors.goods import PriceCheckNotGoods
from pos.errors.typed import BarcodeUnknown, PriceNeeded
from pos.ledger.goods.catalogue import Catalogue
from pos.services.clock import Clock
from pos.services.selling.goods_lines import unknown

HISTORY_SHOWN = 3


@dataclass(frozen=True, slots=True)
class PriceChecked:
    """What a price check found. `changes`: the last few, the newest first."""

    label: PriceLabel
    changes: tuple[PriceChange, ...]


@dataclass(frozen=True, slots=True)
class PriceDesk:
    """Looks prices up. It knows no basket and changes nothing; safe from any thread."""

    catalogue: Catalogue
    programmes: Callable[[], tuple[Programme, ...]]  # Those the federation published, as they came.
    default_programme: Programme
    clock: Clock
    label_rules: LabelRules
    card_issuer: str
    rules: Callable[[BusinessDate], ShopRules] = lambda date: ShopRules(in_force_from=date)

    def check(self, text: str) -> PriceChecked:
        """The price of what was scanned or typed: a code, a scale label, or a PLU.

        Raises what `find` and `of` raise.
        """
        return self.of(self.find(text))

    def find(self, text: str) -> Goods:
        """The article that was scanned or typed, with a price or without one yet.

        Raises PriceCheckNotGoods, BarcodeUnknown, and what `read_scan` raises.
        """
        scan = read_scan(text, labels=self.label_rules, card_issuer=self.card_issuer, paying=False)
        if isinstance(scan, PaymentCode):
            scan = self._behind(scan) or scan
        if isinstance(scan, ScaleLabel):
            goods = self.catalogue.goods_by_plu(scan.plu)
        elif isinstance(scan, GoodsCode):
            goods = self.catalogue.goods_scanned(scan) or self.catalogue.goods_by_plu(scan.code)
        else:
            raise PriceCheckNotGoods
        if goods is None:
            raise unknown(scan) if isinstance(scan, GoodsCode) else BarcodeUnknown(barcode=scan.code)
        return goods

    def of(self, goods: Goods) -> PriceChecked:
        """The price of goods that were found by another way. Raises PriceNeeded when they have none."""
        if not goods.price:
            raise PriceNeeded(name=goods.full_name, code=goods.code, quantity=ONE)
        label = price_label(goods, self._programme(self._today()), self._weight_unit())
        return PriceChecked(label, self.catalogue.price_history(goods.code, limit=HISTORY_SHOWN))

    def history(self, code: str) -> tuple[PriceChange, ...]:
        """Every change of an article's price and category, the newest first.

        Raises BarcodeUnknown when no such article is or was on file, as far as it is known.
        """
        found = self.catalogue.price_history(code)
        if not found and self.catalogue.goods_by_code(code) is None:
            raise BarcodeUnknown(barcode=code)
        return found

    def without_price(self) -> int:
        """How many goods have no price yet, and so no label."""
        return sum(not goods.price for goods in self.catalogue.all_goods())

    def labels(self, changed_since: BusinessDate | None = None) -> tuple[PriceLabel, ...]:
        """The labels of all goods, or of those whose either price may be another one since that day began."""
        programme = self._programme(self._today())
        # A shelf that says 0.00 would be a promise: goods without a price have no label.
        unit = self._weight_unit()
        labels = tuple(
            price_label(goods, programme, unit) for goods in self.catalogue.all_goods() if goods.price
        )
        if changed_since is None:
            return labels
        day = date.fromisoformat(changed_since)
        changed = set(map(article_number, self.catalogue.codes_changed_since(_began_ms(day))))
        # A programme that came into force since then changes what a card pays, with no change of goods.
        before = self._programme((day - timedelta(days=1)).isoformat())
        return tuple(
            label
            for label in labels
            if article_number(label.goods.code) in changed
            or price_label(label.goods, before).card_price != label.card_price
        )

    def _behind(self, scan: PaymentCode) -> GoodsCode | None:
        """The article on file whose code was read with its add-on, so that it looks like a payment code."""
        found = goods_behind_payment_code(scan.code)
        return None if found is None or self.catalogue.goods_scanned(found) is None else found

    def _programme(self, day: BusinessDate) -> Programme:
        return ruling_programme(self.programmes(), self.default_programme, day)

    def _weight_unit(self) -> WeightUnit:
        return self.rules(self._today()).weight_unit

    def _today(self) -> BusinessDate:
        return business_date(self.clock.now_ms())


def _began_ms(day: date) -> int:
    began = datetime.combine(day, time(), SHANGHAI)
    return (began - datetime.fromtimestamp(0, SHANGHAI)) // timedelta(milliseconds=1)
