"""Programmes with more pools than the first had, and goods for them: nothing but data."""

from __future__ import annotations

import copy
from typing import Any, Final

from pos.domain.goods.goods import Goods, SoldBy
from pos.domain.programme.programme import CapBasis, programme_to_data
from pos.services.installation.shipped import load_default_programme
from tests.shop import ean

SOAP: Final = ean("692000000001")
MILK: Final = ean("692000000002")
PENCILS: Final = ean("692000000003")
BULBS: Final = ean("692000000004")

MORE_GOODS: Final = (
    Goods(SOAP, "天然皂粉", "1.5kg", "袋", "洗化用品", 2990, SoldBy.PIECE),
    Goods(MILK, "婴儿奶粉", "800g", "罐", "母婴", 16800, SoldBy.PIECE),
    Goods(PENCILS, "铅笔", "12 支", "盒", "文具", 1250, SoldBy.PIECE),
    Goods(BULBS, "节能灯", "9W", "只", "日用", 890, SoldBy.PIECE),
)

HYGIENE: Final = {
    "id": "hygiene", "name": "洗化用品", "categories": ["洗化用品"], "percent_paid": 90, "monthly_cap": 5000,
}  # fmt: skip
_BABY: Final = {
    "id": "baby", "name": "母婴用品", "categories": ["母婴"], "percent_paid": 70, "monthly_cap": 20000,
}  # fmt: skip
_SCHOOL: Final = {
    "id": "school", "name": "文具", "categories": ["文具"], "percent_paid": 50, "monthly_cap": 3000,
}  # fmt: skip
_HOME: Final = {
    "id": "home", "name": "日用", "categories": ["日用"], "percent_paid": 85, "monthly_cap": 4000,
}  # fmt: skip
_OTHERS: Final = [
    {"id": f"p{n}", "name": f"第{n}池", "categories": [f"类{n}"], "percent_paid": 50, "monthly_cap": 1000 * n}
    for n in range(7, 13)
]
_POOLS: Final = (HYGIENE, _BABY, _SCHOOL, _HOME, *_OTHERS)


def programme_with(
    more: int, *, basis: CapBasis = CapBasis.MARKET, first: str = "2026-11-01"
) -> dict[str, Any]:
    """The programme that ships with so many pools more, as data of a new version from a date."""
    data = copy.deepcopy(programme_to_data(load_default_programme()))
    data |= {"version": f"{first[:7]}-{basis}", "effective_from": first, "cap_basis": str(basis)}
    data["pools"] += copy.deepcopy(list(_POOLS[:more]))
    return data


def month_of_all(programme: dict[str, Any]) -> dict[str, int]:
    """What a card may use in a month under it."""
    caps = {pool["id"]: pool["monthly_cap"] for pool in programme["pools"]}
    return {**caps, "subsidy": programme["subsidy"]["monthly"]}
