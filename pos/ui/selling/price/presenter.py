"""Decides what the price check shows. Plain Python: tested without Qt. It never touches the sale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from pos.domain.calendar import shanghai
from pos.domain.goods.goods import Goods
from pos.domain.goods.goods_change import PriceChange
from pos.domain.money import Fen, format_yuan
from pos.services.goods.price_desk import PriceChecked
from pos.ui import ports
from pos.ui.shell import Choice, Shell
from pos.ui.words.goods_words import source_words

_FOUND_MAX = 20
_BEGIN = "扫商品或秤码；也可以输入编码、名称或拼音首字母。"


@dataclass(frozen=True, slots=True)
class PricePicture:
    """What is said of one article."""

    name: str
    code: str
    market: str
    unit: str
    card: str  # The card price, or nothing.
    card_words: str
    category: str
    changes: tuple[str, ...]


class PriceView(Protocol):
    """What the presenter needs from the panel."""

    def show_price(self, picture: PricePicture | None) -> None: ...
    def show_found(self, items: tuple[Choice, ...], words: str) -> None: ...
    def clear_field(self) -> None: ...


class PricePresenter:
    """One question after another, by scanner or keyboard."""

    def __init__(
        self,
        prices: ports.PriceDesk,
        goods: ports.GoodsSearch,
        view: Callable[[], PriceView],
        shell: Shell,
    ) -> None:
        self._prices, self._goods, self._view, self._shell = prices, goods, view, shell
        self._found: dict[str, Goods] = {}

    def begin(self) -> None:
        """The panel opens, empty."""
        self._view().clear_field()
        self._view().show_price(None)
        self.typed("")

    def scanned(self, text: str) -> None:
        """A scan while the panel is open: the next price."""
        self._ask(text)

    def typed(self, text: str) -> None:
        """Another letter."""
        self._shell.say(None)
        found = self._goods.search(text, limit=_FOUND_MAX) if text.strip() else []
        self._found = {goods.code: goods for goods in found}
        words = "" if found else "没有找到。试试名称里的一个字，或拼音首字母。" if text.strip() else _BEGIN
        self._view().show_found(tuple(_choice(goods) for goods in found), words)

    def entered(self, text: str) -> None:
        """Enter, with no line of the list to choose: a whole code was typed, or a label's digits."""
        if text.strip():
            self._ask(text)

    def chosen(self, code: str) -> None:
        """A line of the list."""
        goods = self._found.get(code)
        if goods is not None:
            self._show(self._prices.of(goods))

    def _ask(self, text: str) -> None:
        self._shell.say(None)
        checked = self._shell.attempt(lambda: self._prices.check(text))
        if checked is None:
            self._view().show_price(None)  # The last price is not this article's.
        else:
            self._show(checked)

    def _show(self, checked: PriceChecked) -> None:
        self._view().clear_field()
        self.typed("")
        self._view().show_price(picture_price(checked))


def picture_price(checked: PriceChecked) -> PricePicture:
    """Say a price."""
    label = checked.label
    goods = label.goods
    subsidy = "补贴可以付" if label.subsidy_pays else "补贴不能付"
    if label.card_price is None:
        card_words = f"{goods.category}按市场价，{subsidy}"
    else:
        card_words = f"{label.pool_name}按市场价的 {label.percent_paid}%，额度内有效；{subsidy}"
    if label.jin:
        card_words += f"。折合每斤 {label.jin} 元"
        card_words += f"，爱心卡 {label.card_jin} 元" if label.card_jin else ""
    return PricePicture(
        name=goods.full_name,
        code=goods.code,
        market=format_yuan(goods.price),
        unit=goods.unit,
        card="" if label.card_price is None else format_yuan(label.card_price),
        card_words=card_words,
        category=goods.category,
        changes=tuple(_change_words(change) for change in checked.changes),
    )


def _change_words(change: PriceChange) -> str:
    day = f"{shanghai(change.at_ms):%Y-%m-%d}"
    if change.price_before != change.price_after:
        what = f"{_price(change.price_before)} → {_price(change.price_after)}"
    else:
        what = f"{change.category_before or '无'} → {change.category_after or '无'}"
    return f"{day}　{what}　{source_words(change.source)}"


def _price(price: Fen | None) -> str:
    return "新增" if price is None else format_yuan(price)


def _choice(goods: Goods) -> Choice:
    return Choice(
        key=goods.code,
        title=goods.full_name,
        detail=f"{goods.code} · {goods.category}",
        amount=f"{format_yuan(goods.price)}/{goods.unit}",
    )
