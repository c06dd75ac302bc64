"""Changes one article: price, category, shelf label. Each change is an entry before it is in force."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from pos.domain.calendar import business_date
from pos.domain.goods.goods import Goods
from pos.domain.goods.goods_change import ChangedBy, PriceChange, compare
from pos.domain.goods.goods_changed import GoodsChanged
from pos.domain.journal.entries import EntryKind
from pos.domain.money import parse_yuan
from pos.domain.people.permission import Act
from pos.errors.goods import CategoryRuled
from pos.errors.typed import AmountOutOfRange, BarcodeUnknown
from pos.ledger.goods.catalogue import Catalogue
from pos.services.counter.recorder import Recorder
from pos.services.goods.price_desk import HISTORY_SHOWN, PriceDesk
from pos.services.goods.price_labels import labels_workbook
from pos.services.people.permissions import PermissionDesk
from pos.services.reports.export import write_report

AT_THE_TILL = "till"  # The source of a change that came out of no file.


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it is sold, and which of its fields the shop may change."""

    goods: Goods
    category_ruled: bool  # The federation's list names its category: the shop does not change it.
    changes: tuple[PriceChange, ...]  # The newest first.


@dataclass(frozen=True, slots=True)
class ArticleDesk:
    """Every change names the person signed in, or the approver."""

    catalogue: Catalogue
    recorder: Recorder
    permissions: PermissionDesk
    prices: PriceDesk
    reports: Path  # Where labels go.
    store_name: str

    def article(self, code: str) -> Article:
        """The article with a code. Raises BarcodeUnknown."""
        goods = self.catalogue.goods_by_code(code)
        if goods is None:
            raise BarcodeUnknown(barcode=code[:40])
        (other,) = self.catalogue.as_sold([replace(goods, category="")])
        ruled = other.category != ""  # The federation's list puts its own in every category's place.
        return Article(goods, ruled, self.catalogue.price_history(goods.code, limit=HISTORY_SHOWN))

    def categories(self) -> list[str]:
        """The categories that goods of this shop have."""
        return self.catalogue.categories()

    def set_price(self, code: str, text: str) -> Article:
        """Change the price, from the next scan of the article. Raises AmountUnreadable, AmountOutOfRange,
        BarcodeUnknown, and the errors of permission.
        """
        price = parse_yuan(text)
        if price == 0:
            raise AmountOutOfRange(text=text)
        return self._change(self.article(code), replace(self._own(code), price=price))

    def set_category(self, code: str, category: str) -> Article:
        """Change the category. Raises CategoryRuled where the federation's list names it, BarcodeUnknown, and
        the errors of permission.
        """
        article = self.article(code)
        if article.category_ruled:
            raise CategoryRuled(name=article.goods.full_name, category=article.goods.category)
        return self._change(article, replace(self._own(code), category=category))

    def write_label(self, code: str) -> Path:
        """A workbook with the shelf label. Raises BarcodeUnknown, PriceNeeded, ReportUnwritable."""
        article = self.article(code)
        label = self.prices.of(article.goods).label
        path = self.reports / f"价签-{article.goods.code}.xlsx"
        write_report(path, labels_workbook([label], title=self.store_name), make_folder=True)
        return path

    def _own(self, code: str) -> Goods:
        return self.catalogue.own_goods()[self.article(code).goods.code]

    def _change(self, before: Article, own: Goods) -> Article:
        sold = self.catalogue.sold_goods()
        (after,) = self.catalogue.as_sold([own])
        difference = compare({own.code: sold[own.code]}, [after])
        if not difference.changes:
            return before
        staff = self.recorder.session.person()
        permit = self.permissions.permit(Act.CHANGE_GOODS, about=own.full_name)
        was = before.goods
        now_ms = self.recorder.clock.now_ms()
        self.recorder.fact(
            EntryKind.GOODS_CHANGED,
            GoodsChanged(
                code=own.code,
                name=own.full_name,
                price_before=was.price,
                price=after.price,
                category_before=was.category,
                category=after.category,
                rule=permit.rule,
            ),
            business_date=business_date(now_ms),
            permit=permit,
        )
        by = ChangedBy(now_ms, AT_THE_TILL, staff.staff_id, permit.approver)
        self.catalogue.take_goods([own], compare(sold, [after]), by)
        return self.article(own.code)
