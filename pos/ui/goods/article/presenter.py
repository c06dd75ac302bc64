"""Decides what is asked about one article. Plain Python: tested without Qt."""

from __future__ import annotations

from collections.abc import Callable

from pos.domain.money import format_yuan
from pos.services.goods.article_desk import Article
from pos.ui import page_ports, ports
from pos.ui.goods.article import pictures
from pos.ui.page.picture import PageView
from pos.ui.places import Panel
from pos.ui.shell import Question, Shell
from pos.ui.words.notices import Notice

FOUND_MAX = 60


class ArticlePresenter:
    """Finds articles by typing, and asks one question for each change."""

    def __init__(
        self,
        articles: page_ports.ArticleDesk,
        goods: ports.GoodsSearch,
        prices: ports.PriceDesk,
        view: Callable[[], PageView],
        shell: Shell,
    ) -> None:
        self._articles, self._goods, self._prices = articles, goods, prices
        self._view, self._shell = view, shell
        self._text = ""

    def begin(self) -> None:
        """Begin with an empty search."""
        self._text = ""
        self._view().forget_find()
        self._show()
        self._shell.open(Panel.ARTICLE)

    def typed(self, text: str) -> None:
        """The search text changed."""
        self._text = text.strip()
        self._show()

    def scanned(self, text: str) -> None:
        """A scan on the page: find its article, replacing what was typed before."""
        self._shell.say(None)
        goods = self._shell.attempt(lambda: self._prices.find(text))
        if goods is not None:
            self._text = goods.code
            self._view().show_find(goods.code)
            self._view().show_page(pictures.article_page((goods,), goods.code))

    def acted(self, act: str) -> None:
        """The page has no keys of its own."""

    def chosen(self, code: str) -> None:
        """An article was chosen: ask what to do with it."""
        article = self._shell.attempt(lambda: self._articles.article(code))
        if article is not None:
            self._shell.choose(pictures.acts_for(article), lambda act: self._do(act, article))

    def _do(self, act: str, article: Article) -> None:
        goods = article.goods
        if act == pictures.PRICE:
            words = f"{goods.full_name}；从下一件起用新价，正在卖的一单不变。"
            self._shell.ask(
                Question("新的市场价", words, unit=f"元/{goods.unit}", prefill=format_yuan(goods.price)),
                lambda text: self._priced(goods.code, text),
            )
        elif act == pictures.CATEGORY:
            known = self._articles.categories()
            self._shell.choose(
                pictures.categories(goods.full_name, known), lambda key: self._category(goods.code, key)
            )
        else:
            path = self._articles.write_label(goods.code)
            self._back(Notice("价签已写好", str(path)))

    def _priced(self, code: str, text: str) -> None:
        goods = self._articles.set_price(code, text).goods
        self._back(Notice(f"{goods.full_name}：{format_yuan(goods.price)} 元/{goods.unit}", "已记入流水。"))

    def _category(self, code: str, key: str) -> None:
        if key == pictures.OTHER:
            words = "照慈善会目录的写法；写错了，卡就没有优惠。"
            self._shell.ask(
                Question("类别", words, letters=True), lambda text: self._moved(code, text.strip()[:20])
            )
        else:
            self._moved(code, key.removeprefix("="))

    def _moved(self, code: str, category: str) -> None:
        goods = self._articles.set_category(code, category).goods
        self._back(Notice(f"{goods.full_name}：类别 {goods.category}", "已记入流水。"))

    def _back(self, notice: Notice) -> None:
        self._show()
        self._shell.open(Panel.ARTICLE)
        self._shell.say(notice)

    def _show(self) -> None:
        found = tuple(self._goods.search(self._text, limit=FOUND_MAX))
        self._view().show_page(pictures.article_page(found, self._text))
