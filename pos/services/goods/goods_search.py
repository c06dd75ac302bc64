"""Finds goods without a scanner: by code, name or pinyin initials, and by the grid of loose goods."""

from __future__ import annotations

from pos.domain.goods.goods import Goods
from pos.domain.scanning.symbology import gs1_article, unwrapped
from pos.domain.typed import plain_digits
from pos.ledger.goods.catalogue import Catalogue


class GoodsSearch:
    """Looks in the catalogue; it changes nothing."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def search(self, text: str, *, limit: int = 20) -> list[Goods]:
        """Goods whose code or pinyin initials begin with `text`, or whose name contains it."""
        scan = unwrapped(plain_digits(text).strip())
        wanted = gs1_article(scan) or scan.text
        if not wanted:
            return []
        found = self._catalogue.search(wanted, limit=limit)
        exact = self._catalogue.goods_by_code(wanted)
        if exact is None:
            return found
        return [exact, *(goods for goods in found if goods.code != exact.code)][:limit]

    def quick_keys(self) -> list[Goods]:
        """The loose goods of the grid, in their places' order."""
        return self._catalogue.quick_keys()

    def loose(self) -> list[Goods]:
        """Every article that is weighed or has a place on the grid, by category."""
        return self._catalogue.loose()
