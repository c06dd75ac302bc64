"""The dated rules of lists and cards: which categories there are, how many may end by one reason. Data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from monitor.settings import RESOURCES
from pos.domain.calendar import BusinessDate

CARD_RULES: Final = RESOURCES / "policy" / "card_rules.json"


@dataclass(frozen=True, slots=True)
class CardRules:
    """The rules from a date on, until the next begin. `ends_share_max` is a percentage of the enrolled.

    A new card is valid for `card_months` months; each person has one, or each household.
    """

    begin: BusinessDate
    ends_share_max: int
    categories: frozenset[str]
    card_months: int = 36
    one_for_household: bool = False


def read_card_rules(path: Path = CARD_RULES) -> tuple[CardRules, ...]:
    """All rules of the file, the earliest first. The file is ours: a wrong one is a bug."""
    body = json.loads(path.read_text(encoding="utf-8"))
    rules = [
        CardRules(
            each["from"],
            each["ends_share_max_percent"],
            frozenset(each["categories"]),
            each["card_months"],
            each["one_card_for"] == "household",
        )
        for each in body["rules"]
    ]
    return tuple(sorted(rules, key=lambda each: each.begin))


def rules_on(rules: tuple[CardRules, ...], date: BusinessDate) -> CardRules:
    """The rules that hold on a date: the last that have begun."""
    return max((each for each in rules if each.begin <= date), key=lambda each: each.begin)
