"""Headings and units that goods files of other till programs use, as data."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from pos.domain.goods.goods import SoldBy
from pos.domain.typed import plain_digits

FILE: Final = Path(__file__).resolve().parents[3] / "resources" / "goods_headings.json"
ITEM_NO: Final = "item_no"  # The shop's own number beside a barcode.
WEIGHED: Final = "weighed"  # Yes or no.
STATUS: Final = "status"  # On sale or not.
STOPPED: Final = "stopped"  # The same, the other way round: yes is off sale.

SHOWN_MAX: Final = 20  # Characters of a heading that are said again.

_REMARK = re.compile(r"(\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|\*+|:|必填|选填)$")


@dataclass(frozen=True, slots=True)
class Known:
    """What a heading names. A smaller `rank` wins: 小类 says more of goods than 大类."""

    column: str
    rank: int


@dataclass(frozen=True, slots=True)
class Headings:
    """All words, each in the plain form of `plain`."""

    columns: Mapping[str, Known]
    units: Mapping[str, str]
    grams: frozenset[str]
    ways: Mapping[str, SoldBy]
    on_sale: frozenset[str]
    off_sale: frozenset[str]
    footers: tuple[str, ...]
    footer_patterns: tuple[re.Pattern[str], ...]

    def column_of(self, heading: str) -> Known | None:
        """Which column a heading names, ignoring text in brackets and a star after it."""
        return self.columns.get(bare(heading))

    def unit(self, text: str) -> str:
        """A unit in the spelling that the till uses; an unknown word stays as it is."""
        return self.units.get(plain(text), text)

    def is_gram(self, unit: str) -> bool:
        """Whether a unit of weight is too small to be one of sale."""
        return plain(unit) in self.grams

    def way(self, text: str) -> SoldBy | None:
        """Whether a word means by piece or by weight; None for a word that means neither."""
        return self.ways.get(plain(text))

    def is_footer(self, text: str) -> bool:
        """Whether a row that begins with this text is a footer and not an article."""
        word = plain(text)
        return word.startswith(self.footers) or any(each.match(word) for each in self.footer_patterns)

    def is_sold(self, text: str) -> bool | None:
        """Whether a word about goods means on sale; None for a word that means neither."""
        word = bare(text)
        return True if word in self.on_sale else False if word in self.off_sale else None


def shown(heading: str) -> str:
    """A heading cut to the length that fits into a sentence."""
    return heading if len(heading) <= SHOWN_MAX else f"{heading[:SHOWN_MAX]}…"


@lru_cache(maxsize=4_096)  # Units, categories and ways of selling are few words for many goods.
def plain(text: str) -> str:
    """A word without blanks, full-width characters and capitals."""
    return plain_digits("".join(text.split())).casefold()


@lru_cache(maxsize=4_096)
def bare(heading: str) -> str:
    """A heading without what is said about it: （必填）, (元), a star."""
    word = plain(heading).lstrip("*")
    while (shorter := _REMARK.sub("", word)) != word and shorter:
        word = shorter
    return word


@cache
def headings() -> Headings:
    """The words of the program, read once."""
    data = json.loads(FILE.read_text("utf-8"))
    columns = {
        plain(word): Known(column, rank)
        for column, ranks in data["columns"].items()
        for rank, words in enumerate(ranks)
        for word in words
    }
    ways = {plain(word): SoldBy.PIECE for word in data["by_piece"]}
    ways |= {plain(word): SoldBy.WEIGHT for word in data["by_weight"]}
    return Headings(
        columns=columns,
        units={plain(word): unit for unit, words in data["units"].items() for word in words},
        grams=frozenset(map(plain, data["grams"])),
        ways=ways,
        on_sale=frozenset(map(plain, data["on_sale"])),
        off_sale=frozenset(map(plain, data["off_sale"])),
        footers=tuple(map(plain, data["footers"])),
        footer_patterns=tuple(map(re.compile, data["footer_patterns"])),
    )
