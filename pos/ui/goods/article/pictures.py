"""How articles are shown on their page, and what can be done with each. No Qt."""

from __future__ import annotations

from pos.domain.goods.goods import Goods
from pos.domain.money import format_yuan
from pos.services.goods.article_desk import Article
from pos.ui.page.picture import PagePicture
from pos.ui.shell import Choice, Choices

PRICE, CATEGORY, LABEL = "price", "category", "label"
OTHER = "other"  # A category that no goods have yet.


def article_page(found: tuple[Goods, ...], typed: str) -> PagePicture:
    """The page with what was found."""
    words = "扫商品或秤码；也可以输入条码、名称或拼音首字母。改动记入流水和价格记录。"
    if typed and not found:
        words = f"没有找到「{typed}」；请换一个词，新商品请用商品导入。"
    return PagePicture(
        title="改商品",
        words=words,
        rows=tuple(_row(goods) for goods in found),
        ok="更改",
        find="扫码，或输入条码、名称、拼音首字母",
    )


def acts_for(article: Article) -> Choices:
    """What can be done with an article."""
    goods = article.goods
    price = f"{format_yuan(goods.price)} 元/{goods.unit}"
    ruled = "慈善会目录定的，本店不能改" if article.category_ruled else "决定爱心卡怎么优惠"
    items = (
        Choice(PRICE, "改价格", _last(article), price),
        Choice(CATEGORY, "改类别", ruled, goods.category),
        Choice(LABEL, "做价签", "写成表格文件，可以打印"),
    )
    return Choices(goods.full_name, f"编码 {goods.code}", items, ok="选定")


def categories(name: str, known: list[str]) -> Choices:
    """The categories to choose from."""
    items = (
        *(Choice(f"={category}", category) for category in known),
        Choice(OTHER, "别的类别", "照慈善会目录的写法输入"),
    )
    return Choices(f"{name}的类别", "类别决定爱心卡怎么优惠。", items, ok="选定")


def _row(goods: Goods) -> Choice:
    detail = f"{goods.code}　{goods.category}"
    return Choice(goods.code, goods.full_name, detail, f"{format_yuan(goods.price)}/{goods.unit}")


def _last(article: Article) -> str:
    change = next((each for each in article.changes if each.price_before != each.price_after), None)
    if change is None or change.price_before is None or change.price_after is None:
        return "还没有改过价"
    return f"上次 {format_yuan(change.price_before)} → {format_yuan(change.price_after)}"
