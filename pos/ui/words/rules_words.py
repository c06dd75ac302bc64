"""The shop's rules in words: for the command, the journal and the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pos.domain.money import format_yuan
from pos.domain.shop_rules import CashRounding, CustomerConsent, ShopRules, WeightUnit, rules_to_data

CASH_ROUNDING: Final[Mapping[CashRounding, str]] = {
    CashRounding.OFF: "不抹零，收到分",
    CashRounding.DOWN_TO_JIAO: "抹去分，收到角",
    CashRounding.HALF_UP_TO_JIAO: "四舍五入到角",
    CashRounding.DOWN_TO_YUAN: "抹去角分，收到元",
}

CUSTOMER_CONSENT: Final[Mapping[CustomerConsent, str]] = {
    CustomerConsent.OFF: "不问",
    CustomerConsent.WITH_DISPLAY: "有顾客屏的收银机才问",
    CustomerConsent.ALWAYS: "每台收银机都问",
}


WEIGHT_UNIT: Final[Mapping[WeightUnit, str]] = {
    WeightUnit.AS_SOLD: "只按资料里的单位",
    WeightUnit.WITH_JIN: "千克价旁边加写每斤价",
}


@dataclass(frozen=True, slots=True)
class RuleWords:
    """What a rule is called, and what it can be: value as data → words. With no values it is a sum."""

    name: str
    values: Mapping[str, str]


# Every rule by its name in the data.
RULE_CHOICES: Final[Mapping[str, RuleWords]] = {
    "cash_rounding": RuleWords("现金抹零", {each.value: said for each, said in CASH_ROUNDING.items()}),
    "customer_consent": RuleWords(
        "收款前请顾客确认用卡", {each.value: said for each, said in CUSTOMER_CONSENT.items()}
    ),
    "weight_unit": RuleWords("称重商品的单价", {each.value: said for each, said in WEIGHT_UNIT.items()}),
    "over_short_explain_above": RuleWords("差额超过多少要说明", {}),
    "over_short_shift_max": RuleWords("一班差额超过多少要店长授权", {}),
    "over_short_month_max": RuleWords("一人一月累计超过多少要店长授权", {}),
}


def rule_said(rules: ShopRules, name: str) -> str:
    """What a set of rules says of one rule."""
    value = rules_to_data(rules)[name]
    if not RULE_CHOICES[name].values:
        return f"{format_yuan(value)} 元"
    return RULE_CHOICES[name].values.get(str(value), str(value))


def rules_rows(rules: ShopRules) -> list[tuple[str, str]]:
    """Every rule: its name and what it says."""
    return [(words.name, rule_said(rules, name)) for name, words in RULE_CHOICES.items()]


def rules_words(rules: ShopRules) -> str:
    """A set of rules in one line."""
    told = "，".join(f"{name}：{said}" for name, said in rules_rows(rules))
    return f"{rules.in_force_from} 起　{told}"
