"""Decides what the goods search shows. Plain Python: tested without Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos.domain.goods.goods import Goods, SoldBy
from pos.domain.money import format_yuan
from pos.domain.selling.basket import Origin
from pos.domain.shop_rules import WeightUnit
from pos.ui import ports
from pos.ui.shell import Choice, Shell

_RESULTS_MAX = 30
USUAL = "常用"  # The goods with a place on the grid; the other tabs are categories.


class SearchView(Protocol):
    """What the presenter needs from the panel."""

    def show_search(self, text: str) -> None: ...
    def show_results(self, items: tuple[Choice, ...], words: str) -> None: ...
    def show_tabs(self, words: tuple[str, ...], chosen: int) -> None: ...
    def show_quick_keys(self, items: tuple[Choice, ...]) -> None: ...


class Finds(Protocol):
    """The part of the till that knows goods, and how the shop says their prices."""

    @property
    def goods(self) -> ports.GoodsSearch: ...
    @property
    def checkout(self) -> ports.Checkout: ...


class SearchPresenter:
    """Goods by what is typed, and the grid."""

    def __init__(
        self,
        till: Finds,
        view: Callable[[], SearchView],
        shell: Shell,
        picked: Callable[[Goods, Origin], None],
    ) -> None:
        self._till, self._goods = till, till.goods
        self._view, self._shell, self._picked = view, shell, picked
        self._found: dict[str, Goods] = {}
        self._quick: dict[str, Goods] = {}
        self._tabs: dict[str, list[Goods]] = {}

    def begin(self, text: str) -> None:
        """The panel opens, with what was typed already."""
        # Looked up each time: the shop may have put other goods on the grid meanwhile.
        loose = self._goods.loose()
        self._quick = {goods.code: goods for goods in loose}
        self._tabs = {USUAL: self._goods.quick_keys()}
        for goods in loose:
            self._tabs.setdefault(goods.category, []).append(goods)
        if not self._tabs[USUAL]:
            del self._tabs[USUAL]
        self.tab_chosen(0)
        self._view().show_search(text)
        self.typed(text)

    def tab_chosen(self, place: int) -> None:
        """The goods of the grid, or all loose goods of one category."""
        self._view().show_tabs(tuple(self._tabs), place)
        tabs = list(self._tabs.values())
        shown = tabs[place] if place < len(tabs) else []
        self._view().show_quick_keys(self._choices(shown))

    def typed(self, text: str) -> None:
        """Another letter."""
        found = self._goods.search(text, limit=_RESULTS_MAX) if text.strip() else []
        self._found = {goods.code: goods for goods in found}
        words = ""
        if text.strip() and not found:
            words = "没有找到。试试名称里的一个字，或拼音首字母，例如「小白菜」输入 xbc。"
        elif not text.strip():
            words = "输入名称、条码或拼音首字母；散装商品可直接点右边。"
        self._view().show_results(self._choices(found), words)

    def chosen(self, code: str) -> None:
        """One of the results."""
        self._take(self._found.get(code), Origin.KEYED)

    def quick(self, code: str) -> None:
        """A key of the grid."""
        self._take(self._quick.get(code), Origin.QUICK_KEY)

    def _choices(self, found: list[Goods]) -> tuple[Choice, ...]:
        unit = self._till.checkout.state.weight_unit
        return tuple(_choice(goods, unit) for goods in found)

    def _take(self, goods: Goods | None, origin: Origin) -> None:
        if goods is not None:
            self._shell.close_panel()
            self._picked(goods, origin)


def _choice(goods: Goods, weight_unit: WeightUnit) -> Choice:
    price = format_yuan(goods.price)
    per = f"/{goods.unit}" if goods.sold_by is SoldBy.WEIGHT else ""
    jin = weight_unit.beside(goods.price, goods.unit) if per else ""
    return Choice(
        key=goods.code,
        title=goods.full_name,
        detail=f"{goods.code} · {goods.category}{f' · {jin}/斤' if jin else ''}",
        amount=f"{price}{per}",
    )
