"""Invents a monthly list of believable people, the same for each seed: for the demo, tests and benchmarks.

Names, numbers and telephones are made by chance. The area code of the identity numbers is given to no
county, and the telephones begin as no operator's do: they belong to nobody.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from stdnum.cn import ric

from monitor.cards.card_rules import read_card_rules
from monitor.settings import RESOURCES
from pos.domain.spreadsheet import harmless_row

_STREETS: Final = (
    *("浆洗街街道", "望江路街道", "玉林街道", "跳伞塔街道", "火车南站街道", "双楠街道", "晋阳街道"),
    *("红牌楼街道", "机投桥街道", "簇桥街道", "簇锦街道", "华兴街道", "金花桥街道"),
)
_WEIGHTS: Final = (5, 3, 1, 1)
_HEADINGS: Final = ("姓名", "身份证号", "街道", "类别", "户号", "联系电话", "家庭住址")
_AREA: Final = "510199"
_FIRST_BIRTH: Final = date(1935, 1, 1)
_BIRTH_DAYS: Final = 26_000
_ROADS: Final = ("长寿路", "广福桥街", "桂溪路", "永盛街", "丽景路", "沙堰街")


def invented_rows(count: int, *, seed: int) -> Iterator[tuple[str, ...]]:
    """The rows of a list, with its headings first."""
    chance = random.Random(seed)  # noqa: S311 - the same invented people on every machine
    surnames = (RESOURCES / "demo" / "surnames.txt").read_text(encoding="utf-8").split()
    characters = (RESOURCES / "demo" / "given_characters.txt").read_text(encoding="utf-8").split()
    kinds = sorted(read_card_rules()[-1].categories)
    taken: set[str] = set()
    yield _HEADINGS
    while len(taken) < count:
        born = _FIRST_BIRTH + timedelta(days=chance.randrange(_BIRTH_DAYS))
        body = f"{_AREA}{born:%Y%m%d}{chance.randrange(1000):03d}"
        identity = body + ric.calc_check_digit(f"{body}0")
        if identity in taken:
            continue
        taken.add(identity)
        name = chance.choice(surnames) + "".join(chance.choices(characters, k=chance.choice((1, 2, 2))))
        street = chance.choice(_STREETS)
        address = f"{chance.choice(_ROADS)}{chance.randrange(1, 200)}号{chance.randrange(1, 9)}栋"
        phone = f"100{chance.randrange(10**8):08d}"
        (kind,) = chance.choices(kinds, weights=_WEIGHTS)
        yield name, identity, street, kind, f"H{len(taken):06d}", phone, address


def invented_csv(count: int, *, seed: int, encoding: str = "utf-8-sig") -> bytes:
    """The list as a street's office would send it."""
    made = io.StringIO(newline="")
    csv.writer(made).writerows(harmless_row(row) for row in invented_rows(count, seed=seed))
    return made.getvalue().encode(encoding)
